//! Parallel computing: each thread takes the next part, and all of them compute at the same time. I sleep until
//! the last is done.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Has many threads compute.
///
/// # Errors
/// The fault that ended it.
pub async fn work_parallel(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.sleep_until_carried_out(i.threads)?; // many threads, each computes <-
    Ok(i.answer())
}
