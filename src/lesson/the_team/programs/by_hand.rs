//! By hand: the tasks are dealt to the helpers beforehand, as they lie on the board. Each does its own, the first that is
//! ready first, and where none is, waits for the other.

use super::all_of_them;
use crate::comparison::Fault;
use crate::lesson::the_team::tasks::Tasks;
use crate::lesson::the_team::work::piles;
use crate::run::program::{Answer, Stage};

/// A pile of tasks for each helper.
///
/// # Errors
/// The fault that ended it.
pub async fn by_hand(i: &Stage<'_>) -> Result<Answer, Fault> {
    let tasks = Tasks::default(); // nobody has begun
    let piles = (0..).zip(piles(i.values)); // as they lie on the board
    all_of_them(piles.map(|(helper, pile)| help(i, &tasks, helper, pile))).await?;
    Ok(i.answer())
}

/// What a helper does.
async fn help(i: &Stage<'_>, tasks: &Tasks, helper: u16, own: Vec<u32>) -> Result<(), Fault> {
    let next = || tasks.next_of(&own); // of its own, whatever else is ready <-
    while let Some(task) = next().await {
        i.computed_by(helper, task).await?;
        tasks.done(task);
    }
    Ok(())
}
