//! The scheduler with two helpers: nothing is dealt beforehand. Whoever is free takes the next task that is ready, whichever
//! that is.

use super::all_of_them;
use crate::comparison::Fault;
use crate::lesson::the_team::tasks::Tasks;
use crate::run::program::{Answer, Stage};

/// One pile of tasks for both helpers.
///
/// # Errors
/// The fault that ended it.
pub async fn two(i: &Stage<'_>) -> Result<Answer, Fault> {
    scheduled(i, 2).await
}

/// The same with any number of helpers.
///
/// # Errors
/// The fault that ended it.
pub async fn scheduled(i: &Stage<'_>, helpers: u16) -> Result<Answer, Fault> {
    let tasks = Tasks::default(); // nobody has begun
    all_of_them((0..helpers).map(|helper| help(i, &tasks, helper))).await?;
    Ok(i.answer())
}

/// What a helper does.
async fn help(i: &Stage<'_>, tasks: &Tasks, helper: u16) -> Result<(), Fault> {
    let next = || tasks.next(); // whoever is free takes what is ready <-
    while let Some(task) = next().await {
        i.computed_by(helper, task).await?;
        tasks.done(task);
    }
    Ok(())
}
