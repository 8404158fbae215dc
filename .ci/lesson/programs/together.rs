//! Together: the threads of the pool take chunk after chunk, and I go on with other things.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All of it on many threads.
///
/// # Errors
/// The fault that ended it.
pub async fn together(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.computed_by_pool(i.chunks().collect(), i.threads).await?; // say what decides <-
    Ok(i.answer())
}
