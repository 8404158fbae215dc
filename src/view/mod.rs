//! Pure views: texts, numbers, tables and drawings from data. They know no browser and are tested on
//! the host; the page shows some of them itself, the analysis module makes the rest.

pub mod bars;
#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod brief;
pub mod charts;
#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod facts;
pub mod markup;
pub mod names;
pub mod numbers;
pub mod own;
#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod question;
#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod result;
pub mod scale;
pub mod sentences;
#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod why;
pub mod words;
