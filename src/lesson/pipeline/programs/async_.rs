//! Async alone: all files are asked for, and whichever is here is computed, on one thread.

use super::counted;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::StreamExt;
use std::pin::pin;

/// The waits overlap, the computing does not.
///
/// # Errors
/// The fault that ended it.
pub async fn async_(i: &Stage<'_>) -> Result<Answer, Fault> {
    let mut files = pin!(i.answers());
    while let Some(file) = files.next().await {
        i.compute(file?)?; // compute it here, as it arrives <-
        i.yield_now().await;
    }
    Ok(counted(i))
}
