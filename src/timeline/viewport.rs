//! Which part of the time axis is seen, and how zooming and moving change it.

use crate::units::Micros;

/// The closest look: the clocks of most browsers are no finer than a quarter of it.
const CLOSEST: f64 = 20.0;
/// Two fingers nearer than this, in CSS pixels, would zoom in leaps.
const CLOSEST_FINGERS: f64 = 24.0;
/// The axis of an empty timeline.
const EMPTY_END: Micros = Micros(1_000_000.0);
/// Right of the last moment there is this much room, as a share of the whole.
const ROOM: f64 = 0.02;

/// From when to when, on how many pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// The first moment seen.
    pub start: Micros,
    /// The last moment seen.
    pub end: Micros,
    /// Width of the whole drawing, labels included, in CSS pixels.
    pub width: f64,
}

/// Until when the axis goes if all is to be seen, by the end of the last run.
pub fn whole(end: Micros) -> Micros {
    if end.0 > 0.0 {
        Micros(end.0 * (1.0 + ROOM))
    } else {
        EMPTY_END
    }
}

impl Viewport {
    /// Where the time axis begins: right of the labels, in CSS pixels.
    pub fn left(&self) -> f64 {
        if self.width < 480.0 { 64.0 } else { 80.0 }
    }

    /// Where the time axis ends, in CSS pixels.
    pub fn right(&self) -> f64 {
        (self.width - 12.0).max(self.left() + 1.0)
    }

    fn length(&self) -> f64 {
        (self.end.0 - self.start.0).max(f64::MIN_POSITIVE)
    }

    /// Where a moment is, in CSS pixels; may lie outside.
    pub fn x(&self, time: Micros) -> f64 {
        let share = (time.0 - self.start.0) / self.length();
        self.left() + share * (self.right() - self.left())
    }

    /// The same, but what lies far outside is cut off.
    pub fn near(&self, time: Micros) -> f64 {
        self.x(time).clamp(self.left() - 4.0, self.right() + 4.0)
    }

    /// How long a CSS pixel is, in microseconds.
    pub fn per_pixel(&self) -> f64 {
        self.length() / (self.right() - self.left())
    }

    /// Which moment is at a place.
    pub fn time(&self, x: f64) -> Micros {
        let share = (x - self.left()) / (self.right() - self.left());
        Micros(self.start.0 + share * self.length())
    }

    /// Closer by `factor` (below 1: farther), while the moment `around` stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, around: Micros, whole: Micros) -> Self {
        let length = (self.length() / factor).clamp(CLOSEST.min(whole.0), whole.0);
        let share = (around.0 - self.start.0) / self.length();
        self.placed(around.0 - share * length, length, whole)
    }

    /// Later by a share of what is seen; below 0 earlier.
    #[must_use]
    pub fn moved(self, share: f64, whole: Micros) -> Self {
        self.placed(self.start.0 + share * self.length(), self.length(), whole)
    }

    /// So that what was under two fingers still is after they moved, in CSS pixels.
    #[must_use]
    pub fn pinched(self, before: (f64, f64), after: (f64, f64), whole: Micros) -> Self {
        let apart = |(a, b): (f64, f64)| (b - a).abs().max(CLOSEST_FINGERS);
        let middle = |(a, b): (f64, f64)| (a + b) / 2.0;
        let held = self.time(middle(before));
        let closer = self.zoomed(apart(after) / apart(before), held, whole);
        let share = (closer.x(held) - middle(after)) / (closer.right() - closer.left());
        closer.moved(share, whole)
    }

    /// Moved just so far that the moment is seen.
    #[must_use]
    pub fn showing(self, time: Micros, whole: Micros) -> Self {
        if (self.start.0..=self.end.0).contains(&time.0) {
            return self;
        }
        self.placed(time.0 - self.length() / 4.0, self.length(), whole)
    }

    /// From one moment to another, in microseconds, but no closer than can be read.
    #[must_use]
    pub fn from_to(self, start: f64, end: f64, whole: Micros) -> Self {
        let length = (end - start).clamp(CLOSEST.min(whole.0), whole.0);
        self.placed(start, length, whole)
    }

    fn placed(self, start: f64, length: f64, whole: Micros) -> Self {
        let start = start.min(whole.0 - length).max(0.0);
        Self {
            start: Micros(start),
            end: Micros(start + length),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Micros = Micros(1_000_000.0);
    const ALL: Viewport = Viewport {
        start: Micros::ZERO,
        end: WHOLE,
        width: 892.0,
    };

    #[test]
    fn places_and_moments_lead_back_to_each_other() {
        assert_eq!(ALL.x(Micros(500_000.0)), 480.0);
        assert_eq!(ALL.time(480.0), Micros(500_000.0));
    }

    #[test]
    fn zooming_keeps_the_moment_in_its_place() {
        let around = Micros(250_000.0);
        let closer = ALL.zoomed(4.0, around, WHOLE);
        assert_eq!(closer.end.0 - closer.start.0, 250_000.0);
        assert_eq!(closer.x(around), ALL.x(around));
    }

    #[test]
    fn nothing_outside_the_run_is_ever_shown() {
        let mut view = ALL;
        for (factor, share) in [
            (3.0, 5.0),
            (0.1, -9.0),
            (1e9, 0.5),
            (2.0, -1e9),
            (1e-9, 1.0),
        ] {
            view = view
                .zoomed(factor, Micros(900_000.0), WHOLE)
                .moved(share, WHOLE);
            assert!(
                view.start.0 >= 0.0 && view.end.0 <= WHOLE.0 + 1e-3,
                "{view:?}"
            );
            assert!(view.end.0 - view.start.0 >= CLOSEST - 1e-6, "{view:?}");
        }
    }

    #[test]
    fn what_is_under_two_fingers_stays_there() {
        let view = ALL.zoomed(2.0, Micros(500_000.0), WHOLE);
        let times = (view.time(300.0), view.time(500.0));
        let after = view.pinched((300.0, 500.0), (350.0, 750.0), WHOLE);
        assert!((after.x(times.0) - 350.0).abs() < 1e-6, "{after:?}");
        assert!((after.x(times.1) - 750.0).abs() < 1e-6, "{after:?}");
    }

    #[test]
    fn showing_moves_only_where_it_must() {
        let view = ALL.zoomed(10.0, Micros::ZERO, WHOLE);
        assert_eq!(view.showing(Micros(50_000.0), WHOLE), view);
        let moved = view.showing(Micros(700_000.0), WHOLE);
        assert!(moved.start.0 < 700_000.0 && moved.end.0 > 700_000.0);
    }
}
