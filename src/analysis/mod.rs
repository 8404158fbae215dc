//! The analysis: takes what the engine traced, and makes numbers, drawings and files of it, in a worker
//! of its own. Pure but for `history/idb.rs` (the browser's database), `blob` (files) and `worker` (messages).

mod analyst;
mod csv;
mod db;
mod differences;
pub mod drawings;
pub mod findings;
mod history;
mod load;
mod loaded;
mod numbers;
pub mod session;
mod sweep_answer;
pub mod sweeps;
mod title;
mod trust;

#[cfg(all(target_arch = "wasm32", feature = "analysis"))]
mod blob;
#[cfg(all(target_arch = "wasm32", feature = "analysis"))]
mod worker;

pub use analyst::{Analyst, Effect};
pub use db::{DbRequest, DbResponse};
pub use load::Source;

#[cfg(test)]
mod golden_tests;
