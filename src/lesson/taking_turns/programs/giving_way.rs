//! Giving way: the greedy task computes as long, but in small pieces, and after each everybody else has their turns: the
//! other tasks, and whatever the browser has for this thread. (Giving way to the tasks alone would leave you unanswered.)

use super::{Turns, greed};
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use crate::units::Millis;

/// The same tasks, and one that gives way.
///
/// # Errors
/// The fault that ended it.
pub async fn giving_way(i: &Stage<'_>) -> Result<Answer, Fault> {
    let turns = Turns::new(i);
    let giving_way = async {
        for _ in 0..greed(i) {
            turns.compute_for(Millis(1.0))?;
            i.yield_now().await; // a millisecond, then everybody else <-
        }
        Ok(())
    };
    turns.of_all_and(giving_way).await?;
    Ok(turns.answer())
}
