//! Blocking: nobody can stand still until a row is written. A browser's database has no such call; it only tells when
//! it is done.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// There is nothing to call.
///
/// # Errors
/// Always.
pub async fn blocking(_: &Stage<'_>) -> Result<Answer, Fault> {
    Err(Fault::NotOffered) // there is no call that stands still <-
}
