//! The caller's other work: it sorts letters, whenever it is free. Each letter has a postcode and is
//! put in its place in a tray; a full tray is sent off.

/// Letters in a full tray.
const TRAY: usize = 2_000;

/// A desk with a tray on it.
pub struct Desk {
    tray: Vec<u64>,
    next_postcode: u64,
}

impl Desk {
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
        let place = self.tray.partition_point(|other| *other < self.next_postcode);
        self.tray.insert(place, self.next_postcode);
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tray_is_always_sorted() {
        let mut desk = Desk::new();
        for _ in 0..2 * TRAY + 5 {
            desk.sort_one();
            assert!(desk.tray.is_sorted());
        }
    }
}
