//! Meanwhile: see async wait and parallel work, measured live in your own browser.
//!
//! The rooms, from the ground up; imports point up this list, never down (`tests/architecture.rs`).

pub mod comparison;
pub mod example;
pub mod job;
pub mod kernel;
#[cfg(any(not(target_arch = "wasm32"), feature = "page"))]
pub mod page;
pub mod protocol;
pub mod report;
pub mod strategy;
pub mod tier;
pub mod trace;
pub mod units;
