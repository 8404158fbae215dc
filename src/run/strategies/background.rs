//! Background: one other thread. I am free, yet nothing is faster.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Hands everything to one thread, and awaits it.
///
/// # Errors
/// The fault that ended it.
pub async fn background(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.carried_out_by_pool(1).await?; // one other thread, and I go on <-
    Ok(i.answer())
}
