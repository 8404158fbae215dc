//! Blocking: one thread, and I wait. Nothing else happens on it until the last chunk is done.
//! (Nobody should wait like this on a page; it shows waiting undisguised.)

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One chunk after the other, standing still for each.
///
/// # Errors
/// The fault that ended it.
pub async fn blocking(i: &Stage<'_>) -> Result<Answer, Fault> {
    for chunk in i.chunks() {
        i.block_on(chunk)?; // ask, and stand still <-
        i.compute(chunk)?;
    }
    Ok(i.answer())
}
