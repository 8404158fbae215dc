//! A pile of chunks: whoever is free takes the next.

use std::cell::Cell;
use std::ops::Range;

/// Chunks that nobody has yet, in their order.
#[derive(Debug)]
pub struct Pile {
    left: Cell<(u32, u32)>,
}

impl Pile {
    /// All chunks of a job.
    pub const fn of(chunks: u32) -> Self {
        Self {
            left: Cell::new((0, chunks)),
        }
    }

    /// The next so many, or as many as there are; nothing when there are none.
    pub fn take(&self, most: u32) -> Option<Range<u32>> {
        let (from, end) = self.left.get();
        let to = from.saturating_add(most).min(end);
        self.left.set((to, end));
        (from < to).then_some(from..to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chunk_is_taken_once() {
        let pile = Pile::of(7);
        assert_eq!(pile.take(3), Some(0..3));
        assert_eq!(pile.take(1), Some(3..4));
        assert_eq!(pile.take(9), Some(4..7));
        assert_eq!(pile.take(1), None);
    }
}
