//! The strategies as programs, one file each: what the reader of the page is shown.

mod async_;
mod async_parallel;
mod background;
mod blocking;
mod one_by_one;
mod parallel;

use super::program::Carry;
use crate::key::Key;

/// The six, by their keys. They carry out whatever job the stage has.
pub const ALL: &[(Key, Carry)] = &[
    (Key::new("blocking"), |i| Box::pin(blocking::blocking(i))),
    (Key::new("one-by-one"), |i| {
        Box::pin(one_by_one::one_by_one(i))
    }),
    (Key::new("async"), |i| Box::pin(async_::async_(i))),
    (Key::new("background"), |i| {
        Box::pin(background::background(i))
    }),
    (Key::new("parallel"), |i| Box::pin(parallel::parallel(i))),
    (Key::new("async-parallel"), |i| {
        Box::pin(async_parallel::async_parallel(i))
    }),
];
