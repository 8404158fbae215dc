//! What a run is told of its order, chunk by chunk, by the run's own clock.

use super::compressed::Compressed;
use crate::units::Micros;

/// What happened to a chunk.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its number in the order.
    pub chunk: u32,
    /// Who had it.
    pub machine: String,
    /// When it was what.
    pub way: Way,
    /// What it gave; nothing if it went back to the queue, since whoever had it did not bring it to an end.
    pub part: Option<Compressed>,
}

/// The way of a chunk, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// It lies in the queue; or somebody has it who gives it back.
    pub queued: Micros,
    /// It is on its way there.
    pub left: Micros,
    /// It is there.
    pub taken: Micros,
    /// It is being computed.
    pub begun: Micros,
    /// It is on its way back.
    pub ended: Micros,
    /// It is back.
    pub back: Micros,
}
