//! Charts: pure views of reports and a width. Geometry is plain code (`scale`, `hatch`, `dots`) and
//! tested on the host; the components only write it down.

pub mod dots;
pub mod hatch;
pub mod scale;

#[cfg(target_arch = "wasm32")]
mod facts;
#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod occupancy;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(target_arch = "wasm32")]
mod time;
#[cfg(target_arch = "wasm32")]
pub(in crate::page) mod width;

#[cfg(target_arch = "wasm32")]
pub use {
    facts::FactsTable, frame::ReportProps, frame::strategy_class, occupancy::OccupancyBars,
    picture::Picture, time::TimeChart,
};
