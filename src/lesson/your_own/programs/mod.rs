//! Its programs are what the reader wrote.

use super::{OTHER, PROGRAM};
use crate::key::Key;
use crate::run::program::Carry;

/// The first of the comparison's programs, and the second.
#[cfg(any(test, feature = "script"))]
pub const PROGRAMS: &[(Key, Carry)] = &[
    (PROGRAM, |i| {
        Box::pin(crate::script::run::carry_out(i, 0, super::work::WORK))
    }),
    (OTHER, |i| {
        Box::pin(crate::script::run::carry_out(i, 1, super::work::WORK))
    }),
];
/// None here.
#[cfg(not(any(test, feature = "script")))]
pub const PROGRAMS: &[(Key, Carry)] = &[
    (PROGRAM, |_| Box::pin(none())),
    (OTHER, |_| Box::pin(none())),
];

/// An engine without the language is never asked.
#[cfg(not(any(test, feature = "script")))]
async fn none() -> Result<crate::run::program::Answer, crate::comparison::Fault> {
    Err(crate::comparison::Fault::NotOffered)
}
