//! Async waiting: as many requests are on their way as there are connections. I make them all on my one thread,
//! which has nothing to do but wait.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::StreamExt;
use std::pin::pin;

/// Asks for all, and awaits the answers as they come.
///
/// # Errors
/// The fault that ended it.
pub async fn wait_async(i: &Stage<'_>) -> Result<Answer, Fault> {
    let mut answers = pin!(i.answers()); // ask for all, and go on <-
    while let Some(answer) = answers.next().await {
        answer?;
    }
    Ok(i.answer())
}
