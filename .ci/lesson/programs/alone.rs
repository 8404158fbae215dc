//! Alone: I compute one chunk after the other.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All of it on my own thread.
///
/// # Errors
/// The fault that ended it.
pub async fn alone(i: &Stage<'_>) -> Result<Answer, Fault> {
    for chunk in i.chunks() {
        i.compute(chunk)?; // say what decides <-
    }
    Ok(i.answer())
}
