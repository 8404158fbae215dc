//! Its programs, one file each: what the reader is shown.

mod alone;
mod by_hand;
mod equal;
mod small;

use super::{ALONE, BY_HAND, EQUAL, SMALL};
use crate::key::Key;
use crate::run::program::Carry;

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (ALONE, |i| Box::pin(alone::alone(i))),
    (EQUAL, |i| Box::pin(equal::equal(i))),
    (BY_HAND, |i| Box::pin(by_hand::by_hand(i))),
    (SMALL, |i| Box::pin(small::small(i))),
];
