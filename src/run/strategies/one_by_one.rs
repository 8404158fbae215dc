//! One by one: await in a loop, the commonest mistake. I am free, yet nothing overlaps.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One chunk after the other, awaiting each.
///
/// # Errors
/// The fault that ended it.
pub async fn one_by_one(i: &Stage<'_>) -> Result<Answer, Fault> {
    for chunk in i.chunks() {
        i.answer_to(chunk).await?; // ask, and await it before the next <-
        i.computed_by_pool(vec![chunk], 1).await?;
    }
    Ok(i.answer())
}
