//! Parallel waiting: each thread makes a request and stands still until its answer is here, as a plain program does.
//! I sleep until the last is done.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Has many threads stand still.
///
/// # Errors
/// The fault that ended it.
pub async fn wait_parallel(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.sleep_until_carried_out(i.threads)?; // many threads, each waits <-
    Ok(i.answer())
}
