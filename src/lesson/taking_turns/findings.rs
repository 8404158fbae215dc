//! What it adds: what a turn costs, with its spread; and how long the greedy task kept all others waiting.

use super::{LONGEST_TURN, OTHERS_DONE, TURNS};
use crate::key::Key;
use crate::report::CaseReport;
use crate::units::Millis;
use crate::view::charts::bars::{Bar, bars_svg};
use crate::view::charts::frame::{Frame, Rows};
use crate::view::names::{Say, program_name};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::scale::length_text;
use crate::view::sentences::{capital, name};
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[
        OwnChart {
            key: Key::new("cost"),
            has: |reports| reports.iter().any(|report| Cost::of(report).is_some()),
            draw: costs,
        },
        OwnChart {
            key: Key::new("gap"),
            has: |reports| {
                reports
                    .iter()
                    .any(|report| report.measure(LONGEST_TURN).is_some())
            },
            draw: gaps,
        },
    ],
    said,
};

/// What a turn costs: the time of a run by its turns.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cost {
    median: Millis,
    least: Millis,
    most: Millis,
}

impl Cost {
    /// Nothing where a task computes for long besides.
    fn of(report: &CaseReport) -> Option<Self> {
        let turns = report
            .measure(TURNS)
            .filter(|_| report.measure(LONGEST_TURN).is_none())?;
        let (median, range) = (report.median?, report.range?);
        let of = |ms: f64| Millis(ms / turns.max(1.0));
        Some(Self {
            median: of(median.0),
            least: of(range.low),
            most: of(range.high),
        })
    }
}

fn costs(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let rows: Vec<(&CaseReport, Cost)> = reports
        .iter()
        .filter_map(|report| Some((report, Cost::of(report)?)))
        .collect();
    let bars = rows.iter().map(|(report, cost)| {
        let (least, most) = (length_text(cost.least), length_text(cost.most));
        let (name, text) = (program_name(report.program, say), length_text(cost.median));
        let parts = [
            ("program", &*name),
            ("time", &text),
            ("least", &least),
            ("most", &most),
        ];
        Bar {
            program: report.program,
            value: Some(cost.median.0),
            says: say("chart.cost.row", &parts),
            note: say("chart.cost.spread", &parts),
            text,
        }
    });
    let most = rows
        .iter()
        .fold(0.0, |most: f64, (_, cost)| most.max(cost.median.0));
    drawn(
        bars.collect(),
        (width, most),
        &say("chart.cost.label", &[]),
        say,
    )
}

fn gaps(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let gap =
        |report: &CaseReport| Some((report.measure(LONGEST_TURN)?, report.measure(OTHERS_DONE)?));
    let rows = reports
        .iter()
        .filter_map(|report| gap(report).map(|(longest, done)| (report, longest, done)));
    let rows: Vec<(&CaseReport, f64, f64)> = rows.collect();
    let bars = rows.iter().map(|(report, longest, done)| {
        let (name, done) = (
            program_name(report.program, say),
            length_text(Millis(*done)),
        );
        let text = length_text(Millis(*longest));
        let parts = [("program", &*name), ("time", &text), ("done", &done)];
        Bar {
            program: report.program,
            value: Some(*longest),
            says: say("chart.gap.row", &parts),
            note: say("chart.gap.done", &parts),
            text,
        }
    });
    let most = rows
        .iter()
        .fold(0.0, |most: f64, (_, longest, _)| most.max(*longest));
    drawn(
        bars.collect(),
        (width, most),
        &say("chart.gap.label", &[]),
        say,
    )
}

fn drawn(bars: Vec<Bar>, (width, most): (f64, f64), label: &str, say: &Say) -> String {
    let frame = Frame::times(width, (bars.len(), Rows::Bars), Millis(most));
    bars_svg(&bars, &frame, label, say)
}

/// What each turn cost, and what the greedy task did to the others.
fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let cost = |report: &CaseReport| {
        let cost = Cost::of(report)?;
        let name = capital(&name(words, report.program));
        let parts = [("program", &*name), ("time", &length_text(cost.median))];
        Some(words.with("lesson.said-cost", &parts))
    };
    let gap = |report: &CaseReport| {
        let (longest, others) = (report.measure(LONGEST_TURN)?, report.measure(OTHERS_DONE)?);
        let [longest, others] = [longest, others].map(|time| length_text(Millis(time)));
        let name = capital(&name(words, report.program));
        let parts = [("program", &*name), ("time", &longest), ("others", &others)];
        Some(words.with("lesson.said-gap", &parts))
    };
    reports
        .iter()
        .filter_map(|report| cost(report).or_else(|| gap(report)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::statistics::Interval;
    use crate::strategy::Strategy;
    use crate::view::charts::time::tests::{report, say};

    fn reports() -> [CaseReport; 2] {
        let with = |strategy, ms: f64, measures: &[(Key, f64)]| CaseReport {
            median: Some(Millis(ms)),
            range: Some(Interval {
                low: ms / 2.0,
                high: ms * 2.0,
            }),
            measures: measures.to_vec(),
            ..report(strategy, &[ms])
        };
        [
            with(Strategy::Async, 10.0, &[(TURNS, 10_000.0)]),
            with(
                Strategy::Blocking,
                110.0,
                &[
                    (TURNS, 10_000.0),
                    (LONGEST_TURN, 100.0),
                    (OTHERS_DONE, 105.0),
                ],
            ),
        ]
    }

    #[test]
    fn a_turn_costs_the_runs_time_by_its_turns() {
        let reports = reports();
        let cost = Cost::of(&reports[0]).unwrap();
        assert_eq!(
            (cost.least, cost.median, cost.most),
            (Millis(0.0005), Millis(0.001), Millis(0.002))
        );
        assert_eq!(Cost::of(&reports[1]), None, "it computes besides");
        let words = Words::english_of("taking_turns");
        let told = said(&reports, &words);
        assert!(
            told.len() == 2 && told[0].contains("1.00\u{a0}µs") && told[1].contains("100"),
            "{told:?}"
        );
        assert!(told.iter().all(|said| !said.contains(['{', '}'])));
        assert_eq!(said(&[], &words), [""; 0]);
    }

    #[test]
    fn its_charts_show_costs_and_gaps() {
        let reports = reports();
        for chart in OWN.charts {
            assert!((chart.has)(&reports) && !(chart.has)(&[report(Strategy::Async, &[1.0])]));
            let drawn = (chart.draw)(&reports, 464.0, &say);
            assert_eq!(drawn.matches("class=\"solid\"").count(), 1, "{drawn}");
        }
    }
}
