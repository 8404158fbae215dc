//! What is asked of other machines: a work by name, its numbers, which of its units, and into how many chunks they are
//! cut.

use crate::key::Key;
use crate::work::Work;
use std::ops::Range;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The lesson whose work it is.
    pub lesson: Key,
    /// The work's name within the lesson.
    pub work: Key,
    /// What it is computed with.
    pub args: [u64; 4],
    /// The first unit,
    pub from: u64,
    /// and the one after the last.
    pub to: u64,
    /// How many chunks are to be computed, from 1 to `MAX_CHUNKS`: they are numbered from 0.
    pub chunks: u32,
    /// How many chunks all units are cut into,
    pub cut: u32,
    /// and which of these is the first that is to be computed, where somebody else has those before it and behind.
    pub first: u32,
    /// How many of its chunks may be in the queue and with machines at once, at least 1.
    pub in_flight: u32,
    /// Milliseconds that are added on the way there, and again on the way back.
    pub distance_ms: u32,
    /// How many machines may take part, if not all.
    pub machines: Option<u32>,
}

impl Order {
    /// The work, as those who compute find it.
    pub fn as_work(&self) -> Work {
        Work {
            lesson: self.lesson,
            name: self.work,
            args: self.args,
            units: self.to,
            of: None,
        }
    }

    /// The units of a chunk: they are dealt as evenly as whole units allow.
    pub fn units(&self, chunk: u32) -> Range<u64> {
        let (chunk, count) = (
            u64::from(self.first) + u64::from(chunk),
            u64::from(self.cut.max(1)),
        );
        let units = self.to.saturating_sub(self.from);
        self.from + units * chunk / count..self.from + units * (chunk + 1) / count
    }
}
