//! Async and parallel: many threads, and I go on. Waits are in flight on my thread, and the pool
//! computes each chunk as its answer comes.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::{StreamExt, TryStreamExt};

/// All waits at once, the computing on many threads.
///
/// # Errors
/// The fault that ended it.
pub async fn async_parallel(i: &Stage<'_>) -> Result<Answer, Fault> {
    if i.job.request.is_none() {
        i.computed_by_pool(i.chunks().collect(), i.threads).await?; // many threads, and I go on <-
        return Ok(i.answer());
    }
    i.answers()
        .map(|chunk| async move { i.computed_by_pool(vec![chunk?], 1).await })
        .buffer_unordered(usize::from(i.threads))
        .try_collect::<()>()
        .await?;
    Ok(i.answer())
}
