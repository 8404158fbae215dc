//! Rust futures: each task has a turn and gives way, until all have had their turns. One thread carries all of them out.

use super::Turns;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::{FuturesUnordered, TryStreamExt};

/// A small task: a turn, way for the others, and another turn.
///
/// # Errors
/// `Fault::Stopped`.
pub async fn small(i: &Stage<'_>, turns: &Turns<'_>) -> Result<(), Fault> {
    turns.take()?;
    i.give_way().await;
    turns.take()
}

/// All tasks, on this thread.
///
/// # Errors
/// The fault that ended it.
pub async fn futures(i: &Stage<'_>) -> Result<Answer, Fault> {
    let turns = Turns::new(i);
    let tasks = i.tasks().map(|task| i.in_turns(task, small(i, &turns)));
    let all = FuturesUnordered::from_iter(tasks);
    all.try_collect::<()>().await?; // all begun, and yet one turn after the other <-
    Ok(turns.answer())
}
