//! Charts: pure views of reports and a width, written as SVG and tested on the host. Only `view`,
//! `facts`, `picture` and `width` know the browser.

pub mod dots;
pub mod frame;
pub mod hatch;
pub mod occupancy;
pub mod scale;
pub mod shades;
pub mod svg;
pub mod time;

#[cfg(target_arch = "wasm32")]
mod facts;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
pub(in crate::page) mod width;

#[cfg(target_arch = "wasm32")]
pub use {
    facts::FactsTable,
    frame::strategy_class,
    picture::Picture,
    view::{OccupancyBars, ReportProps, TimeChart},
};
