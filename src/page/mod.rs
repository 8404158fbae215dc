//! What the reader sees. Pure parts (what to draw, and where) also compile on the host, where they
//! are tested; components only in the browser.

pub mod charts;
pub mod timeline;
pub mod words;
