//! The analysis: takes what the engine traced, and makes numbers, drawings and files of it, in a worker
//! of its own. Pure but for `history/idb.rs` (the browser's database) and `worker` (messages).

mod analyst;
mod bars;
mod csv;
mod db;
mod differences;
pub mod drawings;
pub mod findings;
mod history;
mod load_said;
mod loaded;
mod numbers;
mod outputs;
pub mod session;
mod sweep_answer;
pub mod sweeps;
mod title;
mod trust;

#[cfg(all(target_arch = "wasm32", feature = "analysis"))]
mod worker;

pub use analyst::{Analyst, Effect};
pub use db::{DbRequest, DbResponse};

#[cfg(test)]
mod golden_tests;
#[cfg(test)]
mod noise_tests;
