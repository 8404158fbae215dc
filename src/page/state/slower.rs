//! "Slow it down": the same programs with longer to wait or more to do, so that there is time to poke them by hand.

use super::State;
use crate::contract::Growth;
use crate::contract::request::REPEATS;
use crate::page::address::Given;
use crate::units::Millis;
use crate::values::{DELAY, SIZE};

/// Nobody pokes a thread by hand that is done by then.
const TOO_SHORT: Millis = Millis(1_500.0);

/// About so long the longest run is to take instead.
const LONG_ENOUGH: Millis = Millis(4_000.0);

impl State {
    /// What is to be given so that the longest run takes some seconds, once each; nothing where the reader had the time to
    /// poke, or no value makes it longer.
    pub fn slowed(&self) -> Option<Given> {
        let was_poked = self.pokes.count() > 0;
        if self.is_running() || was_poked || !self.can_run() || self.bars().is_none() {
            return None;
        }
        // What is shown again after another lesson was run is not what went on last.
        let is_latest = self.request.as_ref()?.number == self.ran.as_ref()?.number;
        let longest = self.pace.as_ref().filter(|_| is_latest)?.longest()?;
        if longest >= TOO_SHORT {
            return None;
        }
        let times = LONG_ENOUGH.0 / longest.0.max(1.0);
        let waits = self.example.has(DELAY).then_some((DELAY, times));
        let works = match self.example.sized {
            Some(Growth::Square) => Some((SIZE, times.sqrt())),
            Some(Growth::Linear) => Some((SIZE, times)),
            // More of what is waited for would be another picture.
            None if waits.is_some() => None,
            None => Some((SIZE, times)),
        };
        let mut given = self.given.clone();
        let mut is_slower = false;
        for (key, times) in waits.into_iter().chain(works) {
            let (now, range) = (
                self.parameters.number(key)?,
                self.example.range(key, self.reported_cores)?,
            );
            let slower = (f64::from(now) * times).min(f64::from(range.max)) as u32;
            is_slower |= slower > now;
            give(&mut given, key.as_str(), slower);
        }
        give(&mut given, "repeats", REPEATS.min);
        is_slower.then_some(given)
    }
}

fn give(given: &mut Given, name: &str, value: u32) {
    given.retain(|(known, _)| known != name);
    given.push((name.to_owned(), value.to_string()));
}
