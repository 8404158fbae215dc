//! One core: a thread of this computer has all chunks.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All chunks for one thread.
///
/// # Errors
/// The fault that ended it.
pub async fn one_core(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.computed_by_pool(i.chunks().collect(), 1).await?; // one thread has them all <-
    Ok(i.answer())
}
