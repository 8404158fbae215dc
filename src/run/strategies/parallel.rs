//! Parallel: many threads, and I wait. Each thread takes the next chunk, and stands still for its
//! answer; I sleep until the last is done.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Hands everything to many threads, and sleeps.
///
/// # Errors
/// The fault that ended it.
pub async fn parallel(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.sleep_until_carried_out(i.threads)?; // many threads, and I sleep <-
    Ok(i.answer())
}
