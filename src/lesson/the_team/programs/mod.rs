//! Its programs, one file each: what the reader is shown.

mod alone;
mod by_hand;
mod more;
mod two;

use super::{ALONE, BY_HAND, MORE, TWO};
use crate::comparison::Fault;
use crate::key::Key;
use crate::pool::all_at_once;
use crate::run::program::Carry;
use futures_util::future::FutureExt;

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (ALONE, |i| Box::pin(alone::alone(i))),
    (BY_HAND, |i| Box::pin(by_hand::by_hand(i))),
    (TWO, |i| Box::pin(two::two(i))),
    (MORE, |i| Box::pin(more::more(i))),
];

/// All helpers at once, until each has done its part.
async fn all_of_them(
    helpers: impl Iterator<Item = impl Future<Output = Result<(), Fault>>>,
) -> Result<(), Fault> {
    all_at_once(helpers.map(FutureExt::boxed_local).collect()).await
}
