//! "Feel it on this page": a lesson's job once on the page's own thread, by the program that stands still and by the
//! one that gives the thread back. How long it would take is found out before; what was felt is counted in the
//! page's own frames. Built without shared memory, and loaded when the reader asks for it.

pub mod expected;
pub mod frames;
#[cfg(all(target_arch = "wasm32", feature = "feel"))]
mod module;
pub mod sentences;
