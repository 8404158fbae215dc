//! Background: one other thread. I am free, yet nothing is faster.

use crate::comparison::Fault;
use crate::run::caller::Caller;
use crate::run::platform::{Observer, Platform};

/// WorkerContext everything to one thread, and awaits it.
///
/// # Errors
/// The fault that ended it.
pub async fn background<W: Platform, O: Observer>(i: &Caller<'_, W, O>) -> Result<(), Fault> {
    i.carried_out_by_pool(1).await
}
