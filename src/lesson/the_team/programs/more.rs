//! The scheduler with more helpers: the very same, but for their number.

use super::two::scheduled;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One pile of tasks for all helpers.
///
/// # Errors
/// The fault that ended it.
pub async fn more(i: &Stage<'_>) -> Result<Answer, Fault> {
    let helpers = i.threads; // as many as you asked for
    scheduled(i, helpers).await // as with two, and nothing else is different <-
}
