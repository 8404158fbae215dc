//! Parallel alone: each thread takes a file, stands still until it is here, and counts its flights.

use super::counted;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// As many files on their way as there are threads, and none of them computes meanwhile.
///
/// # Errors
/// The fault that ended it.
pub async fn parallel(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.sleep_until_carried_out(i.threads)?; // each thread waits, then computes <-
    Ok(counted(i))
}
