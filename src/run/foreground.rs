//! The caller's other work: it sorts letters, whenever it is free. Each letter has a postcode; to put
//! it in its place the caller walks along the tray from its beginning. A full tray is sent off.

/// Letters in a full tray.
const TRAY: usize = 20_000;

/// A work with a tray on it.
pub struct ForegroundWork {
    tray: Vec<u64>,
    next_postcode: u64,
}

impl ForegroundWork {
    /// An empty tray.
    pub fn new() -> Self {
        Self {
            tray: Vec::with_capacity(TRAY),
            next_postcode: 1,
        }
    }

    /// Sorts one letter.
    pub fn sort_one(&mut self) {
        if self.tray.len() == TRAY {
            self.tray.clear();
        }
        // xorshift64 (Marsaglia 2003): any order will do, as long as it is not sorted already.
        self.next_postcode ^= self.next_postcode << 13;
        self.next_postcode ^= self.next_postcode >> 7;
        self.next_postcode ^= self.next_postcode << 17;
        // Walking, not halving: a letter should take microseconds, as work for people takes seconds.
        let before = |other: &u64| *other >= self.next_postcode;
        let place = self.tray.iter().position(before).unwrap_or(self.tray.len());
        self.tray.insert(place, self.next_postcode);
    }
}

impl Default for ForegroundWork {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tray_is_always_sorted() {
        let mut work = ForegroundWork::new();
        for _ in 0..1_000 {
            work.sort_one();
            assert!(work.tray.is_sorted());
        }
        (0..TRAY).for_each(|_| work.sort_one());
        assert_eq!(work.tray.len(), 1_000, "a full tray was sent off");
    }
}
