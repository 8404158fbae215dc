//! One by one: await in a loop, the commonest mistake. I am free, yet nothing overlaps.

use crate::comparison::Fault;
use crate::run::caller::Caller;
use crate::run::platform::{Observer, Platform};

/// One chunk after the other, awaiting each.
///
/// # Errors
/// The fault that ended it.
pub async fn one_by_one<W: Platform, O: Observer>(i: &Caller<'_, W, O>) -> Result<(), Fault> {
    for chunk in i.chunks() {
        i.answer_to(chunk).await?;
        i.computed_by_pool(vec![chunk], 1).await?;
    }
    Ok(())
}
