//! Meanwhile: see async wait and parallel work, measured live in your own browser.
//!
//! The rooms, from the ground up; imports point up this list, never down (`tests/architecture.rs`).

// A test that can't go on says so by panicking.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod comparison;
pub mod example;
pub mod job;
pub mod kernel;
pub mod protocol;
pub mod report;
pub mod strategy;
pub mod tier;
pub mod trace;
pub mod units;
