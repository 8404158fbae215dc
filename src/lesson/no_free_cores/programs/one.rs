//! One thread: it takes one chunk after the other. The other cores have nothing to do.

use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All chunks, one thread.
///
/// # Errors
/// The fault that ended it.
pub async fn one(i: &Stage<'_>) -> Result<Answer, Fault> {
    let all = i.chunks().collect();
    i.computed_by_pool(all, 1).await?; // one thread <-
    Ok(answer(i, 0))
}
