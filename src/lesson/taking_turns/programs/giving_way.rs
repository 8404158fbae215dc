//! Giving way: the greedy task computes as long, but in small pieces, and after each it lets the others have their
//! turns.

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
            i.give_way().await; // a millisecond, then the others <-
        }
        Ok(())
    };
    turns.of_all_and(giving_way).await?;
    Ok(turns.answer())
}
