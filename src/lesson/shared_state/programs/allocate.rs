//! Allocate: each thread counts for itself, but asks for a bit of memory for each letter. Nobody wrote a lock;
//! the allocator has one.

use super::super::ALLOCATE;
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use crate::work::Cells;

/// `let note = Box::new(1)` for each letter that goes abroad.
///
/// # Errors
/// The fault that ended it.
pub async fn allocate(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.computed_over(ALLOCATE, &Cells::default()).await?; // a bit of memory a letter <-
    Ok(answer(i, i.total()))
}
