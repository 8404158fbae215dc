//! What the reader sees. Pure parts (state, words, address, what to draw and where) also compile on
//! the host, where they are tested; components and whatever touches the browser only in the browser.

pub mod address;
pub mod browser_name;
pub mod charts;
pub mod engine_link;
pub mod environment;
pub mod link_event;
pub mod state;
pub mod status_text;
pub mod terms;

#[cfg(target_arch = "wasm32")]
mod analysis_link;
#[cfg(target_arch = "wasm32")]
mod api;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser_env;
#[cfg(target_arch = "wasm32")]
mod controller;
#[cfg(target_arch = "wasm32")]
mod frames;
#[cfg(target_arch = "wasm32")]
mod links;
#[cfg(target_arch = "wasm32")]
mod live_engine;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod pulse;
#[cfg(target_arch = "wasm32")]
mod storage;
#[cfg(target_arch = "wasm32")]
mod text;
#[cfg(target_arch = "wasm32")]
mod texts;
#[cfg(target_arch = "wasm32")]
mod timeline_link;
#[cfg(target_arch = "wasm32")]
mod tools;
#[cfg(target_arch = "wasm32")]
pub use app::start;
