//! Programs that readers write, in Rune: compiled and run in the engine, with functions of ours for waiting, computing
//! on every core and showing what happened. A program reaches these functions and nothing else.
//!
//! Rune's values belong to one thread, so what crosses threads is plain (`plain.rs`): a function goes as its name and what
//! it has captured (`calls.rs`), and each thread has a machine of its own over the same compiled code (`chunks.rs`).

mod bounds;
mod calls;
mod checks;
pub mod chunks;
pub mod compile;
mod compiled;
mod context;
mod errors;
mod followed;
mod host;
mod lines;
mod plain;
pub mod run;
pub mod session;
mod stored;
mod task;
mod ticks;
mod tokens;
