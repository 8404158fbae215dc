//! The analysis: takes what the engine traced, and makes numbers, drawings and files of it, in a worker
//! of its own. Pure but for `store` (the browser's database) and `worker` (messages).

mod analyst;
pub mod drawings;
pub mod findings;
pub mod session;
mod trust;

#[cfg(all(target_arch = "wasm32", feature = "analysis"))]
mod worker;

pub use analyst::{Analyst, Effect};
