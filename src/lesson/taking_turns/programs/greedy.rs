//! Greedy: one more task computes for long and never gives way. Nobody interrupts a task: all others wait.

use super::{Turns, greed};
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use crate::units::Millis;

/// The same tasks, and one that keeps the thread.
///
/// # Errors
/// The fault that ended it.
pub async fn greedy(i: &Stage<'_>) -> Result<Answer, Fault> {
    let turns = Turns::new(i);
    let greedy = async {
        turns.compute_for(Millis(greed(i).into())) // all of it in one turn <-
    };
    turns.of_all_and(greedy).await?;
    Ok(turns.answer())
}
