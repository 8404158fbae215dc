//! Numbers on axes: round steps, one unit a chart, few digits.

use super::numbers::decimal;
use crate::units::Millis;

/// A space that neither breaks the line nor grows.
const NO_BREAK_SPACE: char = '\u{a0}';

/// A unit of time to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Microseconds.
    Micros,
    /// Milliseconds.
    Millis,
    /// Seconds.
    Seconds,
}

impl Unit {
    /// The unit in which the longest time of a chart reads well; the others then follow it.
    pub fn for_longest(longest: Millis) -> Self {
        if longest.0 >= 1_000.0 {
            Self::Seconds
        } else if longest.0 >= 1.0 || longest.0 == 0.0 {
            Self::Millis
        } else {
            Self::Micros
        }
    }

    /// Its sign.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Micros => "µs",
            Self::Millis => "ms",
            Self::Seconds => "s",
        }
    }

    /// How many of it are in a millisecond.
    const fn per_millisecond(self) -> f64 {
        match self {
            Self::Micros => 1_000.0,
            Self::Millis => 1.0,
            Self::Seconds => 0.001,
        }
    }

    /// The time in this unit, without its sign, to about three digits.
    pub fn number(self, time: Millis) -> String {
        let value = time.0 * self.per_millisecond();
        let digits = match self {
            Self::Seconds if value < 9.995 => 2,
            Self::Seconds => 1,
            _ if value == 0.0 || value >= 99.5 => 0,
            _ if value >= 9.95 => 1,
            _ => 2,
        };
        decimal(value, digits)
    }

    /// The time in this unit, with its sign: "0.41 s". One far too short for it takes its own:
    /// "4.20 ms" beside "2.07 s" says more than "0.00 s".
    pub fn text(self, time: Millis) -> String {
        let is_too_short = time.0 > 0.0 && time.0 * self.per_millisecond() < 0.095;
        let unit = if is_too_short {
            Self::for_longest(time)
        } else {
            self
        };
        with_symbol(unit.number(time), unit)
    }
}

fn with_symbol(mut number: String, unit: Unit) -> String {
    number.push(NO_BREAK_SPACE);
    number.push_str(unit.symbol());
    number
}

/// A length of time in the unit that suits it alone.
pub fn length_text(time: Millis) -> String {
    Unit::for_longest(time).text(time)
}

/// A length of time that is known only roughly, to one digit: "0.4 s", "60 ms".
pub fn about_text(time: Millis) -> String {
    let unit = if time.0 >= 95.0 {
        Unit::Seconds
    } else {
        Unit::for_longest(time)
    };
    let value = time.0 * unit.per_millisecond();
    let number = if value >= 9.5 {
        decimal((value / 10.0).round() * 10.0, 0)
    } else {
        decimal(value, u32::from(value < 0.95))
    };
    with_symbol(number, unit)
}

/// A measured time as exactly as it is worth reading, to four or more digits: "412.3 ms", "2.071 s".
pub fn exact_text(time: Millis) -> String {
    let unit = Unit::for_longest(time);
    let value = time.0 * unit.per_millisecond();
    let digits = match unit {
        Unit::Micros => 1,
        _ if value == 0.0 => 0,
        _ if value < 10.0 => 3,
        _ if value < 100.0 => 2,
        _ => 1,
    };
    with_symbol(decimal(value, digits), unit)
}

/// The marks of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Where the marks are, in order.
    pub marks: Vec<Millis>,
    unit: Unit,
    digits: u32,
}

impl Axis {
    /// Marks at round times from `from` to `to`, at most `most` and one.
    pub fn new(from: Millis, to: Millis, most: u32) -> Self {
        let step = round_step((to.0 - from.0) / f64::from(most.max(1)));
        let mut unit = Unit::for_longest(to);
        let mut digits = digits_of(step * unit.per_millisecond());
        while digits > 2 && unit != Unit::Micros {
            unit = match unit {
                Unit::Seconds => Unit::Millis,
                _ => Unit::Micros,
            };
            digits = digits_of(step * unit.per_millisecond());
        }
        let first = (from.0 / step).ceil();
        let marks = (0..=most)
            .map(|mark| (first + f64::from(mark)) * step)
            .take_while(|&time| time <= to.0 * (1.0 + 1e-9))
            .map(Millis)
            .collect();
        Self {
            marks,
            unit,
            digits,
        }
    }

    /// What stands at a mark: "0.5 s"; zero needs no unit.
    pub fn label(&self, mark: Millis) -> String {
        if mark.0 == 0.0 {
            return "0".to_owned();
        }
        with_symbol(
            decimal(mark.0 * self.unit.per_millisecond(), self.digits),
            self.unit,
        )
    }
}

/// The least of 1, 2, 5 times a power of ten that is not below `least`.
pub(in crate::view) fn round_step(least: f64) -> f64 {
    if !(least.is_finite() && least > 0.0) {
        return 1.0;
    }
    let mut power = 1.0;
    while power > least {
        power /= 10.0;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|&step| step >= least * (1.0 - 1e-9))
        .unwrap_or(power * 10.0)
}

/// Digits after the point that a round step needs.
pub(in crate::view) fn digits_of(step: f64) -> u32 {
    let (mut digits, mut step) = (0, step);
    while step < 1.0 - 1e-9 && digits < 6 {
        step *= 10.0;
        digits += 1;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_roughly_has_one_digit() {
        for (ms, text) in [
            (412.0, "0.4\u{a0}s"),
            (96.0, "0.1\u{a0}s"),
            (64.0, "60\u{a0}ms"),
            (5.4, "5\u{a0}ms"),
            (0.33, "330\u{a0}µs"),
            (2_070.0, "2\u{a0}s"),
            (960.0, "1\u{a0}s"),
            (14_400.0, "10\u{a0}s"),
            (0.0, "0.0\u{a0}ms"),
        ] {
            assert_eq!(about_text(Millis(ms)), text);
        }
    }

    #[test]
    fn times_take_the_unit_of_the_longest() {
        let unit = Unit::for_longest(Millis(2_070.0));
        assert_eq!(unit.text(Millis(412.3)), "0.41\u{a0}s");
        assert_eq!(unit.text(Millis(12_345.0)), "12.3\u{a0}s");
        assert_eq!(unit.text(Millis(4.2)), "4.20\u{a0}ms");
        assert_eq!(
            Unit::for_longest(Millis(412.0)).text(Millis(42.0)),
            "42.0\u{a0}ms"
        );
        assert_eq!(length_text(Millis(0.085)), "85.0\u{a0}µs");
    }

    #[test]
    fn exact_times_have_four_digits_and_more() {
        let texts = [0.0, 0.0852, 1.2345, 41.237, 412.345, 2_071.2, 71_234.0].map(Millis);
        assert_eq!(
            texts.map(exact_text),
            [
                "0 ms", "85.2 µs", "1.235 ms", "41.24 ms", "412.3 ms", "2.071 s", "71.23 s"
            ]
            .map(|text| text.replace(' ', "\u{a0}"))
        );
    }

    #[test]
    fn marks_are_round() {
        let axis = Axis::new(Millis(0.0), Millis(2_070.0), 6);
        let labels: Vec<_> = axis.marks.iter().map(|&mark| axis.label(mark)).collect();
        assert_eq!(
            labels,
            ["0", "0.5\u{a0}s", "1.0\u{a0}s", "1.5\u{a0}s", "2.0\u{a0}s"]
        );
    }

    #[test]
    fn marks_of_a_close_look_keep_apart() {
        let axis = Axis::new(Millis(1_412.01), Millis(1_412.06), 5);
        let labels: Vec<_> = axis.marks.iter().map(|&mark| axis.label(mark)).collect();
        let mut unique = labels.clone();
        unique.dedup();
        assert_eq!(labels, unique);
        assert!(labels.len() >= 4, "{labels:?}");
    }

    #[test]
    fn an_empty_axis_has_its_zero() {
        assert_eq!(Axis::new(Millis(0.0), Millis(0.0), 5).marks, [Millis(0.0)]);
    }
}
