//! Its programs, one file each: what the reader is shown. A request is a chunk.

mod in_a_loop;
mod joined;
mod limited;

use super::{IN_A_LOOP, JOINED, LIMITED};
use crate::key::Key;
use crate::run::program::Carry;

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (IN_A_LOOP, |i| Box::pin(in_a_loop::in_a_loop(i))),
    (JOINED, |i| Box::pin(joined::joined(i))),
    (LIMITED, |i| Box::pin(limited::limited(i))),
];
