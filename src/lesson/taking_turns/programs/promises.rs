//! Plain promises: each task is a chain of two. The browser calls one after the other, all on this thread.

use super::super::TURNS_A_TASK;
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// `Promise.resolve().then(turn).then(turn)` for each task.
///
/// # Errors
/// The fault that ended it.
pub async fn promises(i: &Stage<'_>) -> Result<Answer, Fault> {
    let turns = i.promises_in_turns(TURNS_A_TASK).await?; // the browser gives each its turns <-
    Ok(answer(turns))
}
