//! The pinned comparison against the one that is shown, strategy by strategy.

use super::numbers::Numbers;
use crate::report::StrategyReport;
use crate::report::verdict::differ;
use crate::units::Millis;
use crate::view::scale::Unit;
use crate::view::sentences::name;
use crate::view::words::Words;

/// A sentence for each strategy that both have a time of. Whether they differ at all is told by the
/// rule for two comparisons.
pub fn differences(shown: &Numbers, pinned: &Numbers, words: &Words) -> Vec<String> {
    let both = shown.reports.iter().filter_map(|own| {
        let mut others = pinned.reports.iter();
        let other = others.find(|other| other.program.key == own.program.key)?;
        let times = own.median.zip(other.median);
        let (time, pinned_time) = times.or(own.first_run.zip(other.first_run))?;
        Some(sentence(words, (own, time), (other, pinned_time)))
    });
    both.collect()
}

fn sentence(
    words: &Words,
    (own, time): (&StrategyReport, Millis),
    (other, pinned_time): (&StrategyReport, Millis),
) -> String {
    let change = time.0 - pinned_time.0;
    let key = match differ((own, time), (other, pinned_time)) {
        true if change < 0.0 => "history.less",
        true => "history.more",
        false => "history.same",
    };
    let unit = Unit::for_longest(Millis(time.0.max(pinned_time.0)));
    let parts = [
        ("strategy", &*name(words, own.program)),
        ("time", &*unit.text(time)),
        ("pinned", &*unit.text(pinned_time)),
        ("difference", &*unit.text(Millis(change.abs()))),
    ];
    words.with(key, &parts)
}
