//! Plain computing: one part after the other, all on my own thread.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Computes, and does nothing else.
///
/// # Errors
/// The fault that ended it.
pub async fn work_plain(i: &Stage<'_>) -> Result<Answer, Fault> {
    for part in i.chunks() {
        i.compute(part)?; // one thread computes <-
    }
    Ok(i.answer())
}
