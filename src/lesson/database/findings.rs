//! What it adds: rows written a second, and what each way brought, each with its because, where its interval holds it.

use super::{INDEX, ONE_BY_ONE, ONE_TRANSACTION, OVERLAPPED, READ, SCAN, WRITTEN};
use crate::key::Key;
use crate::report::CaseReport;
use crate::view::charts::bars::{Bar, bars_svg};
use crate::view::charts::frame::{Frame, Rows};
use crate::view::names::{Say, program_name};
use crate::view::numbers::{times, whole};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("rows"),
        has: |reports| reports.iter().any(|report| rate(report).is_some()),
        draw,
    }],
    said,
};

/// A gain of less than so much is none.
const SMALL: f64 = 0.1;

/// Rows written a second.
fn rate(report: &CaseReport) -> Option<f64> {
    let time = report.median.filter(|time| time.0 > 0.0)?;
    Some(report.measure(WRITTEN)? / time.0 * 1_000.0)
}

/// To two digits: more would mean nothing.
fn rounded(rate: f64) -> u64 {
    let step = 10_f64.powf(rate.max(1.0).log10().floor() - 1.0).max(1.0);
    ((rate / step).round() * step) as u64
}

fn draw(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let rates = || {
        reports
            .iter()
            .filter_map(|report| Some((report, rate(report)?)))
    };
    let most = rates().fold(0.0, |most: f64, (_, rate)| most.max(rate));
    let bars: Vec<Bar> = rates()
        .map(|(report, rate)| {
            let text = whole(rounded(rate));
            let name = program_name(report.program, say);
            Bar {
                program: report.program,
                value: Some(rate),
                says: say("chart.rows.row", &[("program", &name), ("rate", &text)]),
                text,
                note: String::new(),
            }
        })
        .collect();
    let frame = Frame::numbers(width, (bars.len(), Rows::Bars), most);
    bars_svg(&bars, &frame, &say("chart.rows.label", &[]), say)
}

fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let of = |key: Key| reports.iter().find(|report| report.program.key == key);
    let gain = |key: Key| {
        let speedup = of(key)?.speedup?;
        let interval = speedup.interval?;
        // Where the interval holds several of these nothing is said.
        let side = match () {
            () if interval.low > 1.0 + SMALL => "faster",
            () if interval.high < 1.0 - SMALL => "slower",
            () if interval.low > 1.0 - SMALL && interval.high < 1.0 + SMALL => "same",
            () => return None,
        };
        Some((side, times(speedup.value)))
    };
    let mut sentences = Vec::new();
    if let Some((side, times)) = gain(OVERLAPPED).filter(|_| of(ONE_BY_ONE).is_some()) {
        let key = match side {
            "faster" => "lesson.said-overlapped-faster",
            "slower" => "lesson.said-overlapped-slower",
            _ => "lesson.said-overlapped-same",
        };
        sentences.push(words.with(key, &[("times", &times)]));
    }
    if let Some((_, times)) = gain(ONE_TRANSACTION).filter(|(side, _)| *side == "faster") {
        sentences.push(words.with("lesson.said-one", &[("times", &times)]));
    }
    let read = |key: Key| Some(whole(of(key)?.measure(READ)? as u64));
    if let (Some((side, times)), Some(few), Some(all)) = (gain(INDEX), read(INDEX), read(SCAN)) {
        let parts = [("times", &*times), ("few", &*few), ("all", &*all)];
        let key = if side == "faster" {
            "lesson.said-index"
        } else {
            "lesson.said-index-same"
        };
        sentences.push(words.with(key, &parts));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::database::LESSON;
    use crate::report::Speedup;
    use crate::report::statistics::Interval;
    use crate::strategy::Strategy;
    use crate::units::Millis;
    use crate::view::charts::time::tests::{report, say};

    fn of(key: Key, (ms, measure): (f64, (Key, f64)), against: Option<(Key, f64)>) -> CaseReport {
        let program = |key| LESSON.program(key).expect("one of the lesson's");
        CaseReport {
            program: program(key),
            median: Some(Millis(ms)),
            measures: vec![measure],
            speedup: against.map(|(against, value)| Speedup {
                against: program(against),
                value,
                interval: Some(Interval {
                    low: value * 0.95,
                    high: value * 1.04,
                }),
            }),
            ..report(Strategy::Async, &[ms])
        }
    }

    fn reports(overlapped: f64) -> Vec<CaseReport> {
        vec![
            of(ONE_BY_ONE, (250.0, (WRITTEN, 500.0)), None),
            of(
                OVERLAPPED,
                (125.0, (WRITTEN, 500.0)),
                Some((ONE_BY_ONE, overlapped)),
            ),
            of(
                ONE_TRANSACTION,
                (25.0, (WRITTEN, 500.0)),
                Some((ONE_BY_ONE, 10.0)),
            ),
            of(SCAN, (100.0, (READ, 20_000.0)), None),
            of(INDEX, (4.0, (READ, 339.0)), Some((SCAN, 25.0))),
        ]
    }

    #[test]
    fn each_way_is_told_as_far_as_its_interval_holds() {
        let words = Words::english_of("database");
        let mut told = Vec::new();
        for overlapped in [2.0, 1.0, 0.5] {
            let sentences = said(&reports(overlapped), &words);
            assert_eq!(sentences.len(), 3);
            assert!(
                sentences
                    .iter()
                    .all(|sentence| !sentence.contains(['{', '}'])),
                "{sentences:?}"
            );
            told.push(sentences[0].clone());
            assert!(
                sentences[2].contains("339") && sentences[2].contains("20,000"),
                "{sentences:?}"
            );
        }
        assert!(told[0] != told[1] && told[1] != told[2]);
        // From 1.06 to 1.16 is neither the same nor clearly faster.
        assert_eq!(said(&reports(1.115), &words).len(), 2);
        assert_eq!(said(&[], &words), [""; 0]);
    }

    #[test]
    fn rows_a_second_are_those_of_programs_that_write() {
        let reports = reports(2.0);
        let chart = &OWN.charts[0];
        assert!((chart.has)(&reports) && !(chart.has)(&reports[3..]));
        let svg = (chart.draw)(&reports, 464.0, &say);
        assert_eq!(svg.matches("class=\"solid\"").count(), 3);
        for text in [">2,000<", ">4,000<", ">20,000<"] {
            assert!(svg.contains(text), "{text}: {svg}");
        }
        assert_eq!(
            [1_234.0, 99.6, 7.0, 123_456.0].map(rounded),
            [1_200, 100, 7, 120_000]
        );
    }
}
