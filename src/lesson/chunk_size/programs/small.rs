//! Small chunks: all lie on one pile, and whoever is free takes the next.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One pile for all threads.
///
/// # Errors
/// The fault that ended it.
pub async fn small(i: &Stage<'_>) -> Result<Answer, Fault> {
    let pile = i.chunks().collect(); // many, and small
    i.computed_by_pool(pile, i.threads).await?; // whoever is free takes the next <-
    Ok(i.answer())
}
