//! What a run is told of its order, chunk by chunk, by the run's own clock.

use crate::kernel::Part;
use crate::units::Micros;

/// What happened to a chunk.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// It was computed, and is back.
    Done {
        /// Its number in the order.
        chunk: u32,
        /// Who computed it.
        machine: String,
        /// When it was what.
        way: Way,
        /// What it gave.
        part: Part,
    },
    /// It went back to the queue: whoever had it did not bring it to an end.
    Returned {
        /// Its number in the order.
        chunk: u32,
        /// Who had it.
        machine: String,
        /// Since when,
        from: Micros,
        /// and when it was given up.
        to: Micros,
    },
}

/// The way of a chunk, in the order of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// It lies in the queue.
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

impl Way {
    /// How long it was computed.
    pub fn computing(&self) -> Micros {
        self.ended - self.begun
    }

    /// How long it was on its way there and back.
    pub fn travelling(&self) -> Micros {
        self.taken - self.left + (self.back - self.ended)
    }

    /// How long it lay, in the queue and with the machine.
    pub fn lying(&self) -> Micros {
        self.left - self.queued + (self.begun - self.taken)
    }
}
