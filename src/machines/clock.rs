//! Clocks of two computers never agree. How far a machine's is before ours is found out as NTP does it (RFC 5905,
//! section 8): a question and its answer carry four times, and the error is at most half of what was spent on the way.

use std::collections::VecDeque;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Microseconds since 1970 by somebody's own clock.
pub type OwnMicros = i64;

/// A clock that never goes back: the computer's when the program began, and from then on counted.
#[derive(Debug, Clone, Copy)]
pub struct OwnClock {
    began: Instant,
    began_at: OwnMicros,
}

impl OwnClock {
    /// The clock, from now on.
    pub fn start() -> Self {
        // A computer whose clock stands before 1970 is as far off as one may be; it is aligned like any other.
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            began: Instant::now(),
            began_at: since.map_or(0, |since| since.as_micros() as OwnMicros),
        }
    }

    /// Now.
    pub fn now(&self) -> OwnMicros {
        self.began_at + self.began.elapsed().as_micros() as OwnMicros
    }
}

/// A question and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchange {
    /// When we asked, by our clock.
    pub asked: OwnMicros,
    /// When the machine got it,
    pub received: OwnMicros,
    /// and answered, by its own.
    pub answered: OwnMicros,
    /// When we got the answer.
    pub heard: OwnMicros,
}

/// What is known of a machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alignment {
    /// How far its clock is before ours,
    pub offset: i64,
    /// and how far that may be wrong, either way.
    pub error: i64,
    /// How long a message and its answer are on the way.
    pub round_trip: i64,
}

impl Alignment {
    /// A time of the machine's, by our clock.
    pub const fn ours(&self, theirs: OwnMicros) -> OwnMicros {
        theirs.saturating_sub(self.offset)
    }
}

impl Exchange {
    /// What it says of the machine's clock; nothing if its times can't be.
    pub fn alignment(&self) -> Option<Alignment> {
        let round_trip = self
            .heard
            .checked_sub(self.asked)?
            .checked_sub(self.answered.checked_sub(self.received)?)?;
        let is_possible = self.answered >= self.received && round_trip >= 0;
        let there = self.received.checked_sub(self.asked)?;
        let back = self.answered.checked_sub(self.heard)?;
        is_possible.then_some(Alignment {
            offset: there.checked_add(back)?.div_euclid(2),
            // Rounded up, and a microsecond for clocks that count whole ones.
            error: round_trip.div_euclid(2) + 2,
            round_trip,
        })
    }
}

/// How many exchanges count. Clocks drift, so old ones are forgotten.
const KEPT: usize = 8;

/// The latest exchanges with a machine.
#[derive(Debug, Clone, Default)]
pub struct Exchanges(VecDeque<Alignment>);

impl Exchanges {
    /// One more. Whether it said anything.
    pub fn add(&mut self, exchange: Exchange) -> bool {
        let Some(alignment) = exchange.alignment() else {
            return false;
        };
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(alignment);
        true
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The best of them: the one that was the shortest time on its way.
    pub fn best(&self) -> Option<Alignment> {
        self.0.iter().min_by_key(|one| one.round_trip).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 24 * 60 * 60 * 1_000_000;

    #[test]
    fn a_clock_a_day_off_is_aligned_to_the_millisecond() {
        let mut exchanges = Exchanges::default();
        for (there, back) in [(900, 100), (150, 250), (100, 9_000)] {
            exchanges.add(Exchange {
                asked: 0,
                received: there + DAY,
                answered: there + DAY + 40,
                heard: there + 40 + back,
            });
        }
        let best = exchanges.best().unwrap();
        assert_eq!((best.round_trip, best.offset), (400, DAY - 50));
        assert!((best.ours(DAY + 1_000_000) - 1_000_000).abs() <= best.error);
    }

    #[test]
    fn impossible_times_say_nothing() {
        let possible = Exchange {
            asked: 0,
            received: 10,
            answered: 20,
            heard: 30,
        };
        assert!(possible.alignment().is_some());
        for (answered, heard) in [(9, 30), (20, 5), (i64::MAX, 30), (i64::MIN, 30)] {
            let wrong = Exchange {
                answered,
                heard,
                ..possible
            };
            assert_eq!(wrong.alignment(), None, "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn the_truth_lies_within_the_error(
            offset in -40 * DAY..40 * DAY, trips in prop::collection::vec((0..50_000_i64, 0..50_000_i64, 0..5_000_i64), 1..12)
        ) {
            let mut exchanges = Exchanges::default();
            for (there, back, inside) in trips {
                let exchange = Exchange {
                    asked: 7, received: 7 + there + offset, answered: 7 + there + inside + offset,
                    heard: 7 + there + inside + back,
                };
                prop_assert!(exchanges.add(exchange));
                let best = exchanges.best().unwrap();
                prop_assert!((best.offset - offset).abs() <= best.error);
            }
        }

        #[test]
        fn any_answer_is_borne(asked: i64, received: i64, answered: i64, heard: i64, theirs: i64) {
            let exchange = Exchange { asked, received, answered, heard };
            if let Some(alignment) = exchange.alignment() {
                alignment.ours(theirs);
            }
        }
    }
}
