//! Parallel: many threads, and I wait. Each thread takes the next chunk, and stands still for its
//! answer; I sleep until the last is done.

use crate::comparison::Fault;
use crate::run::caller::Caller;
use crate::run::platform::{Observer, Platform};

/// WorkerContext everything to many threads, and sleeps.
///
/// # Errors
/// The fault that ended it.
pub fn parallel<W: Platform, O: Observer>(i: &Caller<'_, W, O>) -> Result<(), Fault> {
    i.sleep_until_carried_out(i.threads)
}
