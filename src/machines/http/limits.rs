//! How often runs may be asked for: a bucket of tokens that fills by itself.

use std::time::Instant;

/// So many at once,
const MOST: f64 = 120.0;
/// and so many a second in the long run.
const A_SECOND: f64 = 15.0;

/// The bucket.
#[derive(Debug)]
pub struct Rate {
    left: f64,
    seen: Instant,
}

impl Rate {
    /// A full one.
    pub const fn full(now: Instant) -> Self {
        Self {
            left: MOST,
            seen: now,
        }
    }

    /// Takes one. Whether there was one.
    pub fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.seen).as_secs_f64();
        self.seen = now;
        self.left = (self.left + passed * A_SECOND).min(MOST);
        let is_there = self.left >= 1.0;
        if is_there {
            self.left -= 1.0;
        }
        is_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let start = Instant::now();
        let mut rate = Rate::full(start);
        let passed = (0..1_000).filter(|_| rate.take(start)).count();
        assert_eq!(passed, 120);
        let later = |millis| start + Duration::from_millis(millis);
        assert!(!rate.take(later(50)));
        assert!(rate.take(later(150)));
        assert!(rate.take(later(150)));
        assert!(!rate.take(later(150)));
        let passed = (0..1_000).filter(|_| rate.take(later(100_000))).count();
        assert_eq!(passed, 120);
    }
}
