//! The reader: tells what a file is and what it holds. A module of its own, loaded by the analysis's worker when the
//! first file is opened. Pure but for `file`, which reads it, and `module`, what is exported.

pub mod content;
pub mod load;

#[cfg(all(target_arch = "wasm32", feature = "reader"))]
mod file;
#[cfg(all(target_arch = "wasm32", feature = "reader"))]
mod module;

pub use content::{Content, LoadError};
pub use load::{Source, load};
