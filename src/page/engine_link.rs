//! The page's end of the line to the engine: a state machine that knows no browser, and the edge that
//! carries its effects out.

pub mod machine;
pub mod shapes;

#[cfg(target_arch = "wasm32")]
mod edge;
#[cfg(target_arch = "wasm32")]
pub use edge::EngineLink;
