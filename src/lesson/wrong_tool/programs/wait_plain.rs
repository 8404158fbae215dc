//! Plain waiting: one request after the other. I stand still until each answer is here. (Nobody should wait like
//! this on a page; it shows waiting undisguised.)

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Asks, and stands still, again and again.
///
/// # Errors
/// The fault that ended it.
pub async fn wait_plain(i: &Stage<'_>) -> Result<Answer, Fault> {
    for request in i.chunks() {
        i.block_on(request)?; // ask, and stand still <-
    }
    Ok(i.answer())
}
