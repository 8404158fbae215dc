//! Async: one thread, and I go on. All waits are started; I compute a chunk when its answer is here,
//! and give way after each.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::StreamExt;
use std::pin::pin;

/// All waits at once, the computing on my own thread in small steps.
///
/// # Errors
/// The fault that ended it.
pub async fn async_(i: &Stage<'_>) -> Result<Answer, Fault> {
    let mut answers = pin!(i.answers()); // ask for all, and go on <-
    while let Some(chunk) = answers.next().await {
        i.compute(chunk?)?;
        i.yield_now().await; // let others have the thread
    }
    Ok(i.answer())
}
