//! Rust futures: each task has a turn and gives way, until all have had their turns. One thread carries all of them out.

use super::Turns;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All tasks, on this thread.
///
/// # Errors
/// The fault that ended it.
pub async fn futures(i: &Stage<'_>) -> Result<Answer, Fault> {
    let turns = Turns::new(i);
    turns.of_all().await?; // all at once, and yet one turn after the other <-
    Ok(turns.answer())
}
