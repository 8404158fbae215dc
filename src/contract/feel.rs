//! What a lesson lets the reader feel: its job once on the page's own thread.

use crate::key::Key;
use crate::values::Values;

/// The step "feel it on this page".
#[derive(Clone, Copy)]
pub struct Feel {
    /// Two of its programs: one that stands still while it waits, and one that gives the thread back. Neither has
    /// other threads do anything.
    pub programs: [Key; 2],
    /// How many answers the one that stands still waits for, one after the other.
    pub requests: fn(&Values) -> u32,
}
