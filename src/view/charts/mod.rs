//! Charts: pure functions of numbers and a width to SVG in HTML. What a chart shows exactly at a place
//! stands there as `data-say`, for pointer and focus.

pub mod bars;
pub mod chunks;
pub mod columns;
pub mod dots;
pub mod frame;
pub mod free;
pub mod freeze;
pub mod hatch;
pub mod legend;
pub mod occupancy;
pub mod pinned;
pub mod plot;
pub mod scaling;
pub mod shades;
pub mod steps;
pub mod svg;
pub mod sweep;
pub mod ticks;
pub mod time;
pub mod turn_cost;
pub mod waits;
