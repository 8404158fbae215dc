//! Stage after stage: async first, until every file is here; then parallel, until all are computed.

use super::counted;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::TryStreamExt;

/// The second stage begins when the first has ended.
///
/// # Errors
/// The fault that ended it.
pub async fn stages(i: &Stage<'_>) -> Result<Answer, Fault> {
    let files = i.answers().try_collect().await?; // await them all <-
    i.computed_by_pool(files, i.threads).await?;
    Ok(counted(i))
}
