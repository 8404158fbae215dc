//! All cores: every core of this computer takes chunks. They share memory, so nothing has to travel.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Chunks for a thread a core.
///
/// # Errors
/// The fault that ended it.
pub async fn all_cores(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.computed_by_pool(i.chunks().collect(), i.threads).await?; // whoever is free takes the next <-
    Ok(i.answer())
}
