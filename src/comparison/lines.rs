//! When the lines of a reader's program were being run.

use serde::{Deserialize, Serialize};

/// A line that was being run for a while, in shares of the run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LineBar {
    /// The line, from 1.
    pub line: u32,
    /// From when,
    pub from: f64,
    /// to when; 0 is the run's beginning, 1 its end.
    pub to: f64,
    /// Whether it mostly waited.
    pub waits: bool,
}
