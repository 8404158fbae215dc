//! The pinned comparison against the one that is shown, strategy by strategy.

use super::numbers::Numbers;
use crate::report::CaseReport;
use crate::report::statistics::MIN_SAMPLES_FOR_INTERVAL;
use crate::report::verdict::differ;
use crate::units::Millis;
use crate::view::scale::Unit;
use crate::view::sentences::name;
use crate::view::words::Words;

/// A sentence for each strategy that both have measured. Whether they differ at all is told by the rule for two
/// comparisons.
pub fn differences(shown: &Numbers, pinned: &Numbers, words: &Words) -> Vec<String> {
    let both = shown.reports.iter().filter_map(|own| {
        let mut others = pinned.reports.iter();
        let other = others.find(|other| other.program.key == own.program.key)?;
        let (time, pinned_time) = own.median.zip(other.median)?;
        Some(sentence(words, (own, time), (other, pinned_time)))
    });
    both.collect()
}

fn sentence(
    words: &Words,
    (own, time): (&CaseReport, Millis),
    (other, pinned_time): (&CaseReport, Millis),
) -> String {
    let change = time.0 - pinned_time.0;
    let key = match differ(own, other) {
        Some(true) if change < 0.0 => "history.less",
        Some(true) => "history.more",
        Some(false) => "history.same",
        None => "history.few",
    };
    let unit = Unit::for_longest(Millis(time.0.max(pinned_time.0)));
    let parts = [
        ("strategy", &*name(words, own.program)),
        ("time", &*unit.text(time)),
        ("pinned", &*unit.text(pinned_time)),
        ("difference", &*unit.text(Millis(change.abs()))),
        ("want", &*MIN_SAMPLES_FOR_INTERVAL.to_string()),
    ];
    words.with(key, &parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::record::Record;
    use crate::report::report;
    use crate::report::sample::measured;
    use crate::strategy::Strategy;

    /// `async` measured so often, each time as long.
    fn numbers(rounds: usize, ms: f64) -> Numbers {
        let record = Record {
            cases: vec![measured(Strategy::Async, &vec![ms; rounds])],
            ..Record::default()
        };
        Numbers {
            reports: report(&record),
            facts: Vec::new(),
        }
    }

    #[test]
    fn two_comparisons_are_told_apart_from_six_rounds_each_on() {
        let said = |shown: (usize, f64), pinned: (usize, f64)| {
            let (shown, pinned) = (numbers(shown.0, shown.1), numbers(pinned.0, pinned.1));
            differences(&shown, &pinned, &Words::english()).join(" ")
        };
        let ends = |said: &str, end: &str| assert!(said.ends_with(end), "{said}");
        ends(&said((6, 90.0), (7, 40.0)), ": 50.0\u{a0}ms more.");
        ends(&said((6, 40.0), (6, 90.0)), ": 50.0\u{a0}ms less.");
        ends(&said((6, 40.0), (6, 40.0)), ": no clear difference.");
        for few in [(5, 6), (6, 5), (1, 1)] {
            ends(
                &said((few.0, 90.0), (few.1, 40.0)),
                ": too few rounds to tell whether that differs; it takes 6 of each.",
            );
        }
        assert_eq!(said((0, 90.0), (6, 40.0)), "");
    }
}
