//! What the reader sees. Pure parts (what to draw, and where) also compile on the host, where they
//! are tested; components only in the browser.

pub mod charts;
#[cfg(target_arch = "wasm32")]
pub mod engine_link;
pub mod link_event;
#[cfg(target_arch = "wasm32")]
pub mod live_engine;
pub mod timeline;
pub mod words;
