//! A page's frames while something ran on its own thread: how many it missed, and its longest stillness.

use crate::units::Millis;

/// From fewer gaps between frames nobody knows how far apart they usually are.
const FEWEST: usize = 5;

/// How the page's frames came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gaps {
    /// Frames that were due and did not come.
    pub missed: u32,
    /// The longest time from one frame to the next.
    pub longest: Millis,
}

/// The frames around what ran from `begun` to `ended`, by the times of all frames in milliseconds. Those before tell
/// how far apart they usually are. Nothing where there were too few, as on a page that nobody sees.
pub fn gaps(times: &[f64], (begun, ended): (f64, f64)) -> Option<Gaps> {
    let between = times.array_windows();
    let mut before: Vec<f64> = between
        .clone()
        .filter(|[_, to]| *to <= begun)
        .map(|[from, to]| to - from)
        .collect();
    if before.len() < FEWEST || times.last().is_none_or(|last| *last < ended) {
        return None;
    }
    before.sort_by(f64::total_cmp);
    let usual = before[before.len() / 2].max(1.0);
    let during = between.filter(|[from, to]| *to > begun && *from < ended);
    let none = Gaps {
        missed: 0,
        longest: Millis(0.0),
    };
    Some(during.fold(none, |found, [from, to]| {
        let gap = to - from;
        Gaps {
            missed: found.missed + ((gap / usual).round() as u32).saturating_sub(1),
            longest: Millis(found.longest.0.max(gap)),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_a_page_without_frames_nothing_is_told() {
        assert_eq!(gaps(&[], (0.0, 1.0)), None);
        assert_eq!(gaps(&[0.0, 16.0, 32.0], (20.0, 30.0)), None);
        let many: Vec<f64> = (0..20).map(|frame| f64::from(frame) * 16.0).collect();
        assert_eq!(gaps(&many, (200.0, 400.0)), None, "it went out of sight");
    }

    proptest! {
        /// Frames every `apart` ms with a tenth of jitter, of which `missing` on end don't come while it runs.
        #[test]
        fn frames_that_did_not_come_are_counted(
            apart in 4.0..20.0f64, missing in 0..100u32, jitter in prop::collection::vec(-0.1..0.1f64, 200),
        ) {
            let is_there = |frame: &u32| *frame < 50 || *frame >= 50 + missing;
            let times: Vec<f64> = (0..200u32)
                .filter(is_there)
                .map(|frame| (f64::from(frame) + jitter[frame as usize]) * apart)
                .collect();
            let end = f64::from(50 + missing);
            let found = gaps(&times, (49.5 * apart, (end - 0.4) * apart)).expect("there were frames");
            let wanted = f64::from(missing);
            let share = f64::from(found.missed) / wanted.max(1.0);
            // The usual distance is a median of jittered ones: it is off by a few percent.
            prop_assert!(if missing == 0 { found.missed == 0 } else { (0.75..1.35).contains(&share) }, "{found:?}");
            prop_assert!((found.longest.0 / apart - wanted - 1.0).abs() < 0.3, "{found:?}");
        }
    }
}
