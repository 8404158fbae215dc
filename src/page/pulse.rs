//! The caller's heartbeat and the pendulum that swings by it: it moves only when a beat comes, so it
//! stands still while the caller is blocked. Where motion is not wanted, a counter says the same. It
//! bypasses the state and the virtual document: a hundred beats a second would make the whole page
//! look for changes.

use super::browser_env::{document, now};
use crate::view::numbers::whole;
use crate::view::words::Words;
use std::cell::Cell;

/// The element that swings.
pub const ARM: &str = "pendulum-arm";

/// The element that counts.
pub const COUNTER: &str = "pendulum-beats";

/// There and back, in milliseconds.
const PERIOD_MS: f64 = 1_600.0;

/// To each side.
const SWING_DEGREES: f64 = 28.0;

/// A beat moves the pendulum on by the time since the beat before, but no further than this: after
/// a silence it goes on from where it stood.
const LONGEST_STEP_MS: f64 = 60.0;

/// Counts beats and moves the pendulum.
#[derive(Default)]
pub struct Pulse {
    beats: Cell<u32>,
    last_ms: Cell<f64>,
    phase_ms: Cell<f64>,
}

impl Pulse {
    /// One more beat.
    pub fn beat(&self, words: &Words) {
        let now_ms = now().0;
        let step_ms = (now_ms - self.last_ms.replace(now_ms)).min(LONGEST_STEP_MS);
        self.phase_ms
            .set((self.phase_ms.get() + step_ms) % PERIOD_MS);
        self.beats.set(self.beats.get().wrapping_add(1));
        let Some(document) = document() else {
            return;
        };
        if let Some(arm) = document.get_element_by_id(ARM) {
            let degrees = (SWING_DEGREES * swing(self.phase_ms.get() / PERIOD_MS)) as i32;
            // Elements take any attribute.
            let _ = arm.set_attribute("transform", &format!("rotate({degrees} 24 4)"));
        }
        if let Some(counter) = document.get_element_by_id(COUNTER) {
            let beats = whole(self.beats.get().into());
            counter.set_text_content(Some(&words.with("pendulum.beats", &[("n", &beats)])));
        }
    }
}

/// Where a pendulum is at this part of its period, from -1 to 1: Bhaskara's approximation of the
/// sine, which is right to 0.2 % and needs no tables.
fn swing(part: f64) -> f64 {
    let (half, sign) = if part < 0.5 {
        (part * 2.0, 1.0)
    } else {
        (part * 2.0 - 1.0, -1.0)
    };
    let bow = half * (1.0 - half);
    sign * 16.0 * bow / (5.0 - 4.0 * bow)
}
