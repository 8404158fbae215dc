//! One after the other: a file is fetched, and then its flights are counted, before the next is asked for.

use super::counted;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Nothing overlaps.
///
/// # Errors
/// The fault that ended it.
pub async fn one_by_one(i: &Stage<'_>) -> Result<Answer, Fault> {
    for file in i.chunks() {
        i.answer_to(file).await?; // await this file before the next <-
        i.computed_by_pool(vec![file], 1).await?;
    }
    Ok(counted(i))
}
