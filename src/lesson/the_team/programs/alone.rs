//! Alone: one helper does all tasks, one after the other, in an order in which each comes after those it needs.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One helper has all tasks.
///
/// # Errors
/// The fault that ended it.
pub async fn alone(i: &Stage<'_>) -> Result<Answer, Fault> {
    let tasks = i.chunks().collect(); // in order
    i.computed_by_pool(tasks, 1).await?; // one helper has them all <-
    Ok(i.answer())
}
