//! Carrying jobs out: the strategies, the caller they belong to, and the plan of a comparison. All
//! that is outside (clock, timer, requests, pool) comes in through `Platform`, so a whole comparison runs
//! on the host under a mock clock.

pub mod answer;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod browser;
pub mod caller;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod database;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod dispatched;
pub mod foreground;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod javascript;
pub mod on_machines;
pub mod on_pool;
pub mod once;
mod others;
#[cfg(all(target_arch = "wasm32", feature = "feel"))]
pub mod page;
pub mod pile;
pub mod plan;
pub mod platform;
pub mod program;
pub mod recorder;
pub mod sizing;
pub mod strategies;
pub mod taker_numbers;
mod turns;

#[cfg(test)]
mod beside_tests;
#[cfg(test)]
pub(crate) mod mock;
#[cfg(test)]
mod mock_machines;
#[cfg(test)]
mod mock_time;
#[cfg(test)]
mod others_tests;
#[cfg(test)]
mod plan_tests;
#[cfg(test)]
mod recording_tests;
#[cfg(test)]
mod serial_tests;
#[cfg(test)]
mod tests;
