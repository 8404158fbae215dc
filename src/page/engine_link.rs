//! The page's end of the line to the engine: a state machine that knows no browser, and the edge that
//! carries its effects out.

mod asked;
pub mod machine;
pub mod shapes;
mod turn;

#[cfg(target_arch = "wasm32")]
mod edge;
#[cfg(target_arch = "wasm32")]
pub use edge::EngineLink;
