//! The timeline: every strategy's tracks stacked on one time axis, and the bars beside a lesson's lines. A module
//! of its own, on the page's thread. Pure from runs to draw calls (`shown`, `rows`, `viewport`, `scene`, `minimap`,
//! `moment`, `lines`, `control`); only `paint`, `dom`, `input` and `widget` know the browser.

pub mod arrows;
pub mod by_chunk;
pub mod draw_call;
pub mod facts;
pub mod headings;
pub mod layer;
pub mod lines;
pub mod minimap;
pub mod moment;
pub mod place;
pub mod row;
mod row_packing;
pub mod rows;
pub mod run_tracks;
pub mod said;
pub mod scene;
pub mod shown;
pub mod sight;
pub mod viewport;

#[cfg(target_arch = "wasm32")]
mod dom;
#[cfg(target_arch = "wasm32")]
mod input;
#[cfg(target_arch = "wasm32")]
mod paint;
#[cfg(target_arch = "wasm32")]
mod widget;

pub use crate::view::names::Say;
pub use run_tracks::RunTracks;
