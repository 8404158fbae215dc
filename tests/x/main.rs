//! The script `x` and what it puts together, as people meet them: with wrong words, on full disks, after damage.
#![cfg(unix)]
// A test that can't go on says so by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod building;
mod container;
mod serving;
#[path = "../shared/mod.rs"]
mod shared;
mod tree;
mod words;
