//! Meanwhile: see async wait and parallel work, measured live in your own browser.
//!
//! The rooms. Their order from the ground up is in ARCHITECTURE.md, and `tests/architecture.rs` holds it.

// A test that can't go on says so by panicking.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod analysis;
#[cfg(any(not(target_arch = "wasm32"), feature = "page", feature = "timeline"))]
pub mod batches;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod comparison;
pub mod contract;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod dispatch;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod engine;
#[cfg(any(test, all(target_arch = "wasm32", feature = "feel")))]
pub mod feel;
pub mod input;
pub mod job;
pub mod kernel;
pub mod key;
pub mod lesson;
#[cfg(not(target_arch = "wasm32"))]
pub mod machines;
#[cfg(any(not(target_arch = "wasm32"), feature = "page"))]
pub mod page;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod pool;
pub mod program;
pub mod protocol;
pub mod random;
#[cfg(any(not(target_arch = "wasm32"), feature = "reader", feature = "analysis"))]
pub mod reader;
pub mod report;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod run;
#[cfg(any(test, feature = "script"))]
pub mod script;
#[cfg(not(target_arch = "wasm32"))]
pub mod server;
pub mod strategy;
pub mod tier;
#[cfg(any(not(target_arch = "wasm32"), feature = "timeline"))]
pub mod timeline;
pub mod trace;
pub mod units;
pub mod values;
#[cfg(any(
    not(target_arch = "wasm32"),
    feature = "page",
    feature = "timeline",
    feature = "reader",
    feature = "analysis",
    feature = "feel"
))]
pub mod view;
pub mod waits;
pub mod work;
