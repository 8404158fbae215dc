//! Lock: many threads add to one number, and only who holds the lock may touch it. The others wait.

use super::super::LOCK;
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use crate::work::Cells;

/// `*counter.lock() += 1` for each letter that goes abroad.
///
/// # Errors
/// The fault that ended it.
pub async fn lock(i: &Stage<'_>) -> Result<Answer, Fault> {
    let cells = Cells::new(1);
    i.computed_over(LOCK, &cells).await?; // all add to one number, behind its lock <-
    let counted = cells.lock()[0];
    Ok(answer(i, counted))
}
