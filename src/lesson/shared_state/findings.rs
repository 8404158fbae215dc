//! What it adds: how many letters a second each program counts, how the thousand small counts came out, and
//! who counted right.

use super::{COUNTED, LETTERS, LOST, RIGHT};
use crate::key::Key;
use crate::report::CaseReport;
use crate::view::charts::bars::{Bar, bars_svg};
use crate::view::charts::columns::{Column, columns_svg};
use crate::view::charts::frame::{Frame, Rows, colour_class};
use crate::view::names::{Say, program_name};
use crate::view::numbers::{decimal, percent, whole};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::sentences::name;
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[
        OwnChart {
            key: Key::new("throughput"),
            has: |reports| reports.iter().any(|report| rate(report).is_some()),
            draw: throughput,
        },
        OwnChart {
            key: Key::new("losses"),
            has: |reports| reports.iter().any(|report| losses(report).is_some()),
            draw: histogram,
        },
    ],
    said,
};

/// Millions of letters a second. Not of the thousand small counts: these do something else.
fn rate(report: &CaseReport) -> Option<f64> {
    let time = report
        .median
        .filter(|time| time.0 > 0.0 && losses(report).is_none())?;
    Some(report.measure(LETTERS)? / time.0 / 1_000.0)
}

/// How many counts lost so much, a number a tenth.
fn losses(report: &CaseReport) -> Option<Vec<f64>> {
    LOST.iter().map(|key| report.measure(*key)).collect()
}

fn throughput(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let rates = || {
        reports
            .iter()
            .filter_map(|report| Some((report, rate(report)?)))
    };
    let most = rates().fold(0.0, |most: f64, (_, rate)| most.max(rate));
    let bars: Vec<Bar> = rates()
        .map(|(report, rate)| {
            let text = decimal(rate, 1);
            let name = program_name(report.program, say);
            Bar {
                program: report.program,
                value: Some(rate),
                says: say(
                    "chart.throughput.row",
                    &[("program", &name), ("rate", &text)],
                ),
                text,
                note: String::new(),
            }
        })
        .collect();
    let frame = Frame::numbers(width, (bars.len(), Rows::Bars), most);
    bars_svg(&bars, &frame, &say("chart.throughput.label", &[]), say)
}

fn histogram(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let Some((report, losses)) = reports
        .iter()
        .find_map(|report| Some((report, losses(report)?)))
    else {
        return String::new();
    };
    let columns: Vec<Column> = (0u32..)
        .zip(losses)
        .map(|(tenths, count)| {
            let (name, key) = match tenths {
                0 => ("0".to_owned(), "chart.losses.right"),
                more => ((more * 10).to_string(), "chart.losses.column"),
            };
            let (n, most) = (decimal(count, 0), (tenths * 10).to_string());
            Column {
                count,
                says: say(key, &[("n", &n), ("most", &most)]),
                name: name + "\u{a0}%",
            }
        })
        .collect();
    let class = colour_class(report.program.colour);
    columns_svg(&columns, width, &class, &say("chart.losses.label", &[]))
}

fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let mut sentences = Vec::new();
    let measured = |report: &CaseReport| Some((report.measure(COUNTED)?, report.measure(RIGHT)?));
    let all: Vec<(&CaseReport, (f64, f64))> = reports
        .iter()
        .filter_map(|report| Some((report, measured(report)?)))
        .collect();
    let exact: Vec<String> = all
        .iter()
        .filter(|(_, (counted, right))| counted == right)
        .map(|(report, _)| name(words, report.program))
        .collect();
    if let (Some((_, (_, right))), false) = (all.first(), exact.is_empty()) {
        let parts = [
            ("programs", &*exact.join(", ")),
            ("right", &*whole(*right as u64)),
        ];
        sentences.push(words.with("lesson.said-right", &parts));
    }
    for (report, (counted, right)) in all.iter().filter(|(_, (counted, right))| counted < right) {
        let (own, lost) = (
            name(words, report.program),
            percent((right - counted) / right),
        );
        let parts = [("program", &*own), ("lost", &*lost)];
        sentences.push(words.with("lesson.said-lost", &parts));
        if let Some(losses) = losses(report) {
            let (n, of) = (losses[0], losses.iter().sum::<f64>());
            let parts = [("n", &*whole(n as u64)), ("of", &*whole(of as u64))];
            sentences.push(words.with("lesson.said-counts", &parts));
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use crate::units::Millis;
    use crate::view::charts::time::tests::{report, say};

    fn reports() -> Vec<CaseReport> {
        let with = |strategy, counted: f64| CaseReport {
            median: Some(Millis(10.0)),
            measures: vec![(COUNTED, counted), (LETTERS, 400_000.0), (RIGHT, 200_000.0)],
            ..report(strategy, &[10.0])
        };
        let mut losing = with(Strategy::Async, 150_000.0);
        let counts = [400.0, 0.0, 0.0, 0.0, 0.0, 600.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        losing.measures.extend(LOST.into_iter().zip(counts));
        vec![with(Strategy::Blocking, 200_000.0), losing]
    }

    #[test]
    fn it_says_who_counted_right_and_what_was_lost() {
        let words = Words::english_of("shared_state");
        let told = said(&reports(), &words).join(" ");
        for part in ["blocking", "200,000", "25\u{a0}%", "400 of 1,000"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains(['{', '}']), "{told}");
        assert_eq!(said(&[], &words), [""; 0]);
    }

    #[test]
    fn its_charts_show_rates_and_losses() {
        let reports = reports();
        let [rates, losses] = OWN.charts else {
            panic!("two charts");
        };
        assert!((rates.has)(&reports) && (losses.has)(&reports) && !(losses.has)(&reports[..1]));
        // 400,000 letters in 10 ms are 40 millions a second; the thousand counts are no rate.
        let drawn = (rates.draw)(&reports, 464.0, &say);
        assert!(
            drawn.contains("chart.throughput.row blocking 40.0"),
            "{drawn}"
        );
        assert_eq!(drawn.matches("class=\"solid\"").count(), 1);
        assert_eq!(
            (losses.draw)(&reports, 464.0, &say)
                .matches("class=\"solid\"")
                .count(),
            2
        );
    }
}
