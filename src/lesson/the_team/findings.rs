//! What it adds: the helpers at their desks, the longest chain of tasks, and what the deal by hand came to.

mod chain;
mod desks;

use super::{ALONE, BY_HAND, MORE, NEEDS, TWO};
use crate::key::Key;
use crate::report::CaseReport;
use crate::report::paired::Ratio;
use crate::report::statistics::Interval;
use crate::report::works::Worked;
use crate::units::Millis;
use crate::view::numbers::{percent, times};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::scale::Unit;
use crate::view::words::Words;
use chain::Chain;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("desks"),
        has: |reports| {
            reports
                .iter()
                .any(|report| Chain::of(&report.works).is_some())
        },
        draw: desks::draw,
    }],
    said,
};

/// From this share of a run on it is worth saying that somebody waited.
const WORTH_SAYING: f64 = 0.05;

/// From so many times as long on, tasks took clearly longer.
const CROWDED: f64 = 1.4;

/// The end of a run's last task.
fn end(works: &[Worked]) -> Millis {
    Millis(works.iter().fold(0.0, |end: f64, own| end.max(own.to.0)))
}

/// The number of a task or of a helper, as people count.
fn number(place: u32) -> String {
    (place + 1).to_string()
}

fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let of = |key: Key| reports.iter().find(|report| report.program.key == key);
    let chain = of(ALONE).and_then(|alone| of_chain(alone, reports, words));
    let mut sentences: Vec<String> = chain.into_iter().collect();
    sentences.extend(
        of(ALONE)
            .zip(of(TWO))
            .and_then(|(alone, two)| of_cores(alone, two, words)),
    );
    if let Some(by_hand) = of(BY_HAND) {
        sentences.extend(of_deal(by_hand, of(TWO), words));
        sentences.extend(of_waiting(&by_hand.works, words));
    }
    sentences.extend(of(MORE).and_then(|more| of_having_tasks(more, words)));
    sentences
}

/// How long the longest chain is, and the bound that it sets, unless anybody was faster than that: then one core was not
/// as fast as another, or not all the time.
fn of_chain(alone: &CaseReport, reports: &[CaseReport], words: &Words) -> Option<String> {
    let chain = Chain::of(&alone.works)?;
    let all = Millis(at_tasks(&alone.works));
    let most = all.0 / chain.length.0;
    let others = || reports.iter().filter(|report| report.case != alone.case);
    let is_bound = others().all(|other| {
        let is_slower = other
            .median
            .or(other.watched)
            .is_none_or(|time| time.0 >= chain.length.0);
        is_slower && other.speedup.is_none_or(|speedup| speedup.value <= most)
    });
    let unit = Unit::for_longest(all);
    let parts = [
        ("chain", &*chain.text()),
        ("length", &*unit.text(chain.length)),
        ("all", &*unit.text(all)),
        ("times", &*times(most)),
    ];
    Some(words.with(
        if is_bound {
            "lesson.said-bound"
        } else {
            "lesson.said-chain"
        },
        &parts,
    ))
}

/// That there were no two cores for two helpers, where the same tasks took them much longer than one.
fn of_cores(alone: &CaseReport, two: &CaseReport, words: &Words) -> Option<String> {
    let longer = at_tasks(&two.works) / at_tasks(&alone.works);
    let sentence = || words.with("lesson.said-crowded", &[("times", &times(longer))]);
    (longer.is_finite() && longer >= CROWDED).then(sentence)
}

/// How long all tasks of a run took together, in milliseconds.
fn at_tasks(works: &[Worked]) -> f64 {
    works.iter().map(|own| own.to.0 - own.from.0).sum()
}

/// The deal by hand beside the scheduler's.
fn of_deal(by_hand: &CaseReport, two: Option<&CaseReport>, words: &Words) -> Option<String> {
    let likely = Ratio::of_reports(by_hand, two?)?.interval?;
    let key = match likely {
        Interval { low, .. } if low > 1.0 => "lesson.said-slower",
        Interval { high, .. } if high < 1.0 => "lesson.said-faster",
        _ => "lesson.said-even",
    };
    Some(words.get(key).to_owned())
}

/// Who had nothing to do by hand: for all of the time, or as long as none of its tasks was ready.
fn of_waiting(works: &[Worked], words: &Words) -> Option<String> {
    Chain::of(works)?;
    let has_all = works.iter().all(|own| own.thread == works[0].thread);
    if has_all {
        return Some(words.get("lesson.said-all-with-one").to_owned());
    }
    let waits = (0..2).map(|helper| (helper, waited(works, helper)));
    let (helper, longest) = waits.max_by(|one, other| one.1.0.total_cmp(&other.1.0))?;
    let end = end(works);
    let parts = [
        ("n", &*number(helper.into())),
        ("time", &*Unit::for_longest(end).text(longest)),
    ];
    (longest.0 > WORTH_SAYING * end.0).then(|| words.with("lesson.said-waited", &parts))
}

/// How long a helper had nothing to do while it still had tasks, because none of them was ready.
fn waited(works: &[Worked], helper: u16) -> Millis {
    let own = || works.iter().filter(move |own| own.thread == helper);
    let before = |task: &Worked| {
        // From the end of the task before until the first of those that it still had was ready.
        let earlier = own().filter(|other| other.from.0 < task.from.0);
        let free_from = earlier.fold(0.0, |last: f64, other| last.max(other.to.0));
        let left = own().filter(|other| other.from.0 >= task.from.0);
        let ready_at = left.fold(task.from.0, |first, own| {
            first.min(end_of_needs(works, own.chunk))
        });
        (ready_at - free_from).max(0.0)
    };
    Millis(own().map(before).sum())
}

/// When all that a task needs was done.
fn end_of_needs(works: &[Worked], task: u32) -> f64 {
    let needs = NEEDS.get(task as usize).copied().unwrap_or_default();
    let ends = works
        .iter()
        .filter(|own| needs.contains(&own.chunk))
        .map(|own| own.to.0);
    ends.fold(0.0, f64::max)
}

/// How much of the time each of many helpers had a task.
fn of_having_tasks(more: &CaseReport, words: &Words) -> Option<String> {
    let time = more
        .median
        .filter(|time| time.0 > 0.0 && more.idle.len() > 2)?;
    let share = |idle: &Millis| percent((1.0 - idle.0 / time.0).clamp(0.0, 1.0));
    let list: Vec<String> = more.idle.iter().map(share).collect();
    Some(words.with("lesson.said-having", &[("list", &list.join(", "))]))
}

#[cfg(test)]
#[path = "findings/tests.rs"]
mod tests;
