//! What crosses between page, engine and embedder: plain data, versioned.

pub mod analysis;
pub mod engine;
pub mod listing;
pub mod packed;
pub mod result;
pub mod sweep;
pub mod timeline;
pub mod wire;
