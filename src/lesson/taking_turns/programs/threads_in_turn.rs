//! Threads in turn: as many turns, but each is handed from one thread to another, which has to be woken for it.

use super::super::work::{CELLS, HAND_ON};
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use crate::work::Cells;

/// The same number of turns, from thread to thread.
///
/// # Errors
/// The fault that ended it.
pub async fn threads_in_turn(i: &Stage<'_>) -> Result<Answer, Fault> {
    let cells = Cells::new(CELLS);
    i.computed_over(HAND_ON, &cells).await?; // take a turn, wake another thread, sleep <-
    Ok(answer(i.total()))
}
