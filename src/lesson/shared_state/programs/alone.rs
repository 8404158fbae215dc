//! Alone: I count them all myself. Nobody else has the counter.

use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One chunk after the other, on my own thread.
///
/// # Errors
/// The fault that ended it.
pub async fn alone(i: &Stage<'_>) -> Result<Answer, Fault> {
    for chunk in i.chunks() {
        i.compute(chunk)?; // one thread counts <-
    }
    Ok(answer(i, i.total()))
}
