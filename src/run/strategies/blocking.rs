//! Blocking: one thread, and I wait. Nothing else happens on it until the last chunk is done.

use crate::comparison::Fault;
use crate::run::caller::Caller;
use crate::run::platform::{Observer, Platform};

/// One chunk after the other, standing still for each.
///
/// # Errors
/// The fault that ended it.
pub fn blocking<W: Platform, O: Observer>(i: &Caller<'_, W, O>) -> Result<(), Fault> {
    for chunk in i.chunks() {
        i.block_on(chunk)?;
        i.compute(chunk)?;
    }
    Ok(())
}
