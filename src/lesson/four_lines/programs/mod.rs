//! Its programs, one file each: what the reader is shown. Lines are chunks, so line 1 is chunk 0.

mod await_on_2;
mod await_on_4;
mod blocking;

use super::{AWAIT_ON_2, AWAIT_ON_4, BLOCKING, DEPENDENT};
use crate::key::Key;
use crate::run::program::{Carry, Stage};

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (BLOCKING, |i| Box::pin(blocking::blocking(i))),
    (AWAIT_ON_2, |i| Box::pin(await_on_2::await_on_2(i))),
    (AWAIT_ON_4, |i| Box::pin(await_on_4::await_on_4(i))),
];

/// Whether line 3 needs the answer that line 2 asked for.
fn line_3_needs_line_2(i: &Stage<'_>) -> bool {
    i.values.get(DEPENDENT) == Some(1)
}
