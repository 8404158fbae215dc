//! Many threads: far more than there are cores. Those that have no core wait until they get one.

use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All chunks, many threads.
///
/// # Errors
/// The fault that ended it.
pub async fn many(i: &Stage<'_>) -> Result<Answer, Fault> {
    let (all, many) = (i.chunks().collect(), i.threads);
    i.computed_by_pool(all, many).await?; // more threads than cores <-
    Ok(answer(i, 0))
}
