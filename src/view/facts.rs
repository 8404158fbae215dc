//! The numbers of every strategy as a table in HTML: what the charts show, to read and to copy.

use super::markup::{Markup, escape};
use super::numbers::{decimal, percent, whole};
use super::scale::{Unit, length_text};
use super::sentences::name;
use super::words::Words;
use crate::program::Program;
use crate::report::statistics::Interval;
use crate::report::{CaseReport, Speedup};
use crate::units::Millis;

/// What stands where there is no number.
const NONE: &str = "—";

/// One row a strategy. Scrolls sideways by itself where the page is narrow. `cores` are those that the
/// browser reports.
pub fn table(reports: &[CaseReport], cores: Option<u32>, words: &Words) -> String {
    let baselines = baselines(reports);
    let faster = match baselines.as_slice() {
        [one] => words.with("facts.faster-than", &[("baseline", &name(words, *one))]),
        _ => words.get("facts.faster").to_owned(),
    };
    let threads = cores.map_or(words.get("facts.threads").to_owned(), |cores| {
        words.with("facts.threads-of", &[("n", &cores.to_string())])
    });
    let word = |key| words.get(key).to_owned();
    let head = [
        word("facts.strategy"),
        word("facts.time"),
        faster,
        word("facts.free"),
        word("facts.freeze"),
        word("facts.sorted"),
        threads,
        word("facts.waits"),
        word("facts.queued"),
        word("facts.turns"),
        word("facts.turn-cost"),
    ];
    let time = time_unit(reports);
    let mut html = Markup::default();
    html.scroll_table("facts", words.get("facts.label"), &head, |html| {
        for report in reports {
            row(html, report, (&baselines, time), cores, words);
        }
    });
    html.finish()
}

/// Of each job the first that most are measured against.
fn baselines(reports: &[CaseReport]) -> Vec<Program> {
    let mut found: Vec<(Option<u32>, Program)> = Vec::new();
    for report in reports.iter().rev() {
        let is_new = found.iter().all(|(job, _)| *job != report.job);
        if let (true, Some(speedup)) = (is_new, report.speedup) {
            found.push((report.job, speedup.against));
        }
    }
    found.into_iter().map(|(_, program)| program).collect()
}

/// The unit of all times: that of the longest.
pub fn time_unit(reports: &[CaseReport]) -> Unit {
    let medians = reports.iter().filter_map(|report| report.median);
    Unit::for_longest(Millis(
        medians.fold(0.0, |longest: f64, median| longest.max(median.0)),
    ))
}

fn row(
    html: &mut Markup,
    report: &CaseReport,
    (baselines, time): (&[Program], Unit),
    cores: Option<u32>,
    words: &Words,
) {
    let number = |value: Option<f64>, digits| value.map_or(NONE.to_owned(), |v| decimal(v, digits));
    let cells = [
        report.caller_free_share.map_or(NONE.to_owned(), percent),
        report.longest_freeze.map_or(NONE.to_owned(), length_text),
        report.letters_sorted.map_or(NONE.to_owned(), whole),
        number(report.threads_at_work, 2),
        number(report.waits_in_flight, 1),
        number(report.waits_queued, 1),
        report
            .turns
            .map_or(NONE.to_owned(), |turns| whole(turns.round() as u64)),
        report.turn_cost.map_or(NONE.to_owned(), length_text),
    ];
    html.raw("<tr>");
    html.raw(&name_cell(report.program, words));
    html.cell(&time_text(report, time, words));
    // The baseline itself is measured against another one, which is not this column's.
    let speedup = report.speedup;
    let speedup = speedup.filter(|speedup| baselines.contains(&speedup.against));
    // Where there are several jobs, each has one of its own.
    let than = speedup.filter(|_| baselines.len() > 1).map(|speedup| {
        let name = name(words, speedup.against);
        words.with("facts.than", &[("baseline", &name)])
    });
    html.cell(&faster_text(speedup, than));
    for (column, text) in cells.iter().enumerate() {
        let note = match column {
            THREADS_COLUMN => shared_note(report, cores, words),
            _ => String::new(),
        };
        html.cell(&[&*escape(text), &note].concat());
    }
    html.raw("</tr>");
}

/// The place of the threads' number among the cells that have no other note.
const THREADS_COLUMN: usize = 3;

/// Threads computing beyond the cores by less than this are no more than the clock's step.
const NO_MORE: f64 = 0.05;

/// That more threads were computing than there are cores, so that they shared them.
fn shared_note(report: &CaseReport, cores: Option<u32>, words: &Words) -> String {
    let more = report.threads_at_work.zip(cores);
    let more = more.filter(|(threads, cores)| *threads > f64::from(*cores) + NO_MORE);
    more.map_or_else(String::new, |_| small(words.get("facts.shared")))
}

/// The row's head: the program's colour and name.
pub fn name_cell(program: Program, words: &Words) -> String {
    [
        "<th scope=\"row\"><span class=\"swatch s-",
        program.colour.id(),
        "\"></span>",
        &escape(&name(words, program)),
        "</th>",
    ]
    .concat()
}

/// The median, and below it how far the samples spread and how many there are; HTML.
fn time_text(report: &CaseReport, unit: Unit, words: &Words) -> String {
    let Some(median) = report.median else {
        return NONE.to_owned();
    };
    let key = if report.interval.is_some() {
        "facts.interval"
    } else {
        "facts.range"
    };
    let count = report.samples.len().to_string();
    let spread = report
        .interval
        .or(report.range)
        .map(|Interval { low, high }| {
            let (low, high) = (unit.number(Millis(low)), unit.text(Millis(high)));
            words.with(key, &[("low", &low), ("high", &high), ("n", &count)])
        });
    [
        escape(&unit.text(median)),
        small(&spread.unwrap_or_default()),
    ]
    .concat()
}

fn faster_text(speedup: Option<Speedup>, than: Option<String>) -> String {
    let Some(speedup) = speedup else {
        return NONE.to_owned();
    };
    let times = |value| decimal(value, 2);
    let spread = speedup
        .interval
        .map(|Interval { low, high }| [&*times(low), "–", &times(high)].concat());
    [
        times(speedup.value) + "\u{a0}×",
        small(&spread.unwrap_or_default()),
        than.map_or_else(String::new, |than| small(&than)),
    ]
    .concat()
}

fn small(text: &str) -> String {
    ["<small>", &escape(text), "</small>"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use crate::view::charts::time::tests::report;

    #[test]
    fn each_job_is_measured_against_its_own_baseline_by_name() {
        let words = Words::english();
        let of = |strategy, job, against: Option<Strategy>| CaseReport {
            job: Some(job),
            speedup: against.map(|against| Speedup {
                against: against.into(),
                value: 2.0,
                interval: None,
            }),
            ..report(strategy, &[1_000.0])
        };
        let reports = [
            of(Strategy::Blocking, 0, None),
            of(Strategy::Background, 1, None),
            of(Strategy::Async, 0, Some(Strategy::Blocking)),
            of(Strategy::Parallel, 1, Some(Strategy::Background)),
        ];
        let html = table(&reports, Some(2), &words);
        assert!(html.contains(">Times faster<"), "{html}");
        for name in ["blocking", "background"] {
            let than = ["<small>than ", name, "</small>"].concat();
            assert_eq!(html.matches(&than).count(), 1, "{html}");
        }
        let one_job = table(&reports[2..3], Some(2), &words);
        assert!(one_job.contains("Times faster than blocking") && !one_job.contains("<small>than"));
    }

    #[test]
    fn a_row_a_strategy_and_a_dash_for_no_number() {
        let words = Words::english();
        let html = table(
            &[
                report(Strategy::Blocking, &[1_000.0, 2_000.0, 3_000.0]),
                report(Strategy::Async, &[]),
            ],
            Some(2),
            &words,
        );
        assert_eq!(html.matches("<tr>").count(), 3);
        assert!(
            html.contains("2.00\u{a0}s<small>1.00 to 3.00\u{a0}s, runs: 3</small>"),
            "{html}"
        );
        assert!(html.contains("of 2 cores"), "{html}");
        let of_async = html.rsplit("<tr>").next().unwrap();
        assert_eq!(of_async.matches(NONE).count(), 10, "{of_async}");
    }

    #[test]
    fn more_threads_than_cores_are_said_to_share_them() {
        let words = Words::english();
        let at_work = |threads, cores| {
            let report = CaseReport {
                threads_at_work: Some(threads),
                ..report(Strategy::AsyncParallel, &[1.0])
            };
            table(&[report], cores, &words)
        };
        assert!(at_work(7.9, Some(2)).contains("7.90<small>sharing them</small>"));
        for (threads, cores) in [(2.01, Some(2)), (2.0, Some(8)), (8.0, None)] {
            assert!(!at_work(threads, cores).contains("sharing"), "{threads}");
        }
    }
}
