//! Its programs, one file each: what the reader is shown.

mod alone;
mod together;

use super::{ALONE, TOGETHER};
use crate::key::Key;
use crate::run::program::Carry;

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (ALONE, |i| Box::pin(alone::alone(i))),
    (TOGETHER, |i| Box::pin(together::together(i))),
];
