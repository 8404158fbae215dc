//! Where an axis has its marks, and what stands at them.

use crate::units::Millis;
use crate::view::numbers::{decimal, whole};
use crate::view::scale::{Axis, digits_of, round_step};

/// A digit's width and the gap between two labels, in CSS pixels.
pub(super) const LETTER: f64 = 7.6;
const GAP: f64 = 6.0;

/// Marks of an axis: a value and what stands there, in rising order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ticks(pub Vec<(f64, String)>);

impl Ticks {
    /// Times from zero, in milliseconds, at most `most` and zero.
    pub fn times(longest: Millis, most: u32) -> Self {
        let axis = Axis::new(Millis(0.0), longest, most);
        let tick = |&mark: &Millis| (mark.0, axis.label(mark));
        Self(axis.marks.iter().map(tick).collect())
    }

    /// Shares from nothing to all.
    pub fn shares() -> Self {
        let tick = |percent: u32| (f64::from(percent) / 100.0, percent.to_string() + "\u{a0}%");
        let mut ticks = [0, 25, 50, 75, 100].map(tick).to_vec();
        // Zero needs no sign.
        "0".clone_into(&mut ticks[0].1);
        Self(ticks)
    }

    /// Plain numbers from zero, at most `most` and zero.
    pub fn numbers(to: f64, most: u32) -> Self {
        Self::stepping(to, round_step(to / f64::from(most.max(1))), most)
    }

    /// Whole numbers from zero, at most `most` and zero.
    pub fn counts(to: f64, most: u32) -> Self {
        Self::stepping(to, round_step(to / f64::from(most.max(1))).max(1.0), most)
    }

    fn stepping(to: f64, step: f64, most: u32) -> Self {
        let digits = digits_of(step);
        let marks = (0..=most).map(|mark| f64::from(mark) * step);
        let within = marks.take_while(|&mark| mark <= to * (1.0 + 1e-9));
        let label = |mark: f64| match digits {
            0 => whole(mark.round() as u64),
            _ => decimal(mark, digits),
        };
        Self(within.map(|mark| (mark, label(mark))).collect())
    }

    /// Those of these whole numbers that have room for their labels beside each other, where `place` has
    /// them; the last is always there.
    pub fn of(values: &[u32], place: impl Fn(f64) -> f64) -> Self {
        let mut ticks: Vec<(f64, String)> = Vec::new();
        for &value in values.iter().rev() {
            let (number, label) = (f64::from(value), whole(value.into()));
            let has_room = |last: &(f64, String)| {
                let letters = (last.1.len() + label.len()) as f64;
                place(last.0) - place(number) >= letters / 2.0 * LETTER + GAP
            };
            if ticks.last().is_none_or(has_room) {
                ticks.push((number, label));
            }
        }
        ticks.reverse();
        Self(ticks)
    }

    /// 1, 2, 5, 10 and so on, from the last not above `from` to the first not below `to`.
    pub fn one_two_five(from: u32, to: u32) -> Vec<u32> {
        let mut values = Vec::new();
        let mut power = 1u32;
        loop {
            for factor in [1, 2, 5] {
                let Some(value) = power.checked_mul(factor) else {
                    return values;
                };
                if value <= from {
                    values.clear();
                }
                values.push(value);
                if value >= to {
                    return values;
                }
            }
            let Some(next) = power.checked_mul(10) else {
                return values;
            };
            power = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &Ticks) -> Vec<&str> {
        ticks.0.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn marks_are_round_and_start_at_zero() {
        assert_eq!(
            labels(&Ticks::numbers(1.9, 4)),
            ["0.0", "0.5", "1.0", "1.5"]
        );
        assert_eq!(labels(&Ticks::numbers(0.0, 4))[0], "0");
        assert_eq!(labels(&Ticks::counts(3.0, 4)), ["0", "1", "2", "3"]);
        assert_eq!(labels(&Ticks::counts(1.0, 4)), ["0", "1"]);
        assert_eq!(labels(&Ticks::counts(14.0, 3)), ["0", "5", "10"]);
        assert_eq!(labels(&Ticks::shares())[4], "100\u{a0}%");
        let times = Ticks::times(Millis(2_070.0), 2);
        assert_eq!(times.0[1], (2_000.0, "2\u{a0}s".to_owned()));
    }

    #[test]
    fn crowded_marks_are_left_out_but_never_the_last() {
        let ticks = Ticks::of(&[1, 2, 3, 4, 8], |value| value * 10.0);
        assert_eq!(labels(&ticks), ["2", "4", "8"]);
        let ticks = Ticks::of(&[1, 500, 1_000], |value| value / 20.0);
        assert_eq!(labels(&ticks), ["1", "1,000"]);
    }

    #[test]
    fn one_two_five_reaches_around_the_range() {
        assert_eq!(Ticks::one_two_five(1, 1), [1]);
        assert_eq!(Ticks::one_two_five(3, 60), [2, 5, 10, 20, 50, 100]);
        assert_eq!(Ticks::one_two_five(0, 5), [1, 2, 5]);
        assert_eq!(Ticks::one_two_five(u32::MAX, u32::MAX), [2_000_000_000]);
    }
}
