//! Both at once: all files are asked for, and each is handed to the pool as it arrives.

use super::counted;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::{StreamExt, TryStreamExt};

/// While files are on their way, threads compute those that are here.
///
/// # Errors
/// The fault that ended it.
pub async fn async_parallel(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.answers()
        .map(|file| async { i.computed_by_pool(vec![file?], 1).await }) // to the pool <-
        .buffer_unordered(usize::from(i.threads))
        .try_collect::<()>()
        .await?;
    Ok(counted(i))
}
