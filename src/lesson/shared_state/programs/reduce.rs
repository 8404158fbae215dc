//! Reduce: each thread counts for itself, and the counts are added up at the end. Nothing is shared while they
//! work.

use super::super::REDUCE;
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use crate::work::Cells;

/// One count a chunk, and one sum.
///
/// # Errors
/// The fault that ended it.
pub async fn reduce(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.computed_over(REDUCE, &Cells::default()).await?; // each counts for itself <-
    Ok(answer(i, i.total()))
}
