//! Alone: one thread draws it all, in one piece.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One thread has all rows.
///
/// # Errors
/// The fault that ended it.
pub async fn alone(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.computed_by_pool(i.chunks().collect(), 1).await?; // one thread has it all <-
    Ok(i.answer())
}
