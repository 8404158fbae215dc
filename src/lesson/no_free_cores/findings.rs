//! What it adds: how many chunks a second each program gets done, and how many the others do beside it.

use super::{MANY_CROWDED, ONE_A_CORE, ONE_A_CORE_CROWDED, OTHERS_CHUNKS, OWN_CHUNKS};
use crate::key::Key;
use crate::report::CaseReport;
use crate::report::verdict::differ;
use crate::view::charts::bars::thick;
use crate::view::charts::frame::{Frame, Rows, colour_class};
use crate::view::charts::svg::Svg;
use crate::view::names::{Say, program_name};
use crate::view::numbers::whole;
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("rates"),
        has: |reports| reports.iter().any(|report| Rates::of(report).is_some()),
        draw: rates,
    }],
    said,
};

/// A bar's thickness, in CSS pixels.
const THICKNESS: f64 = 16.0;

/// Chunks that are done a second.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rates {
    /// The job's.
    own: f64,
    /// Of those who compute something else meanwhile.
    others: f64,
}

impl Rates {
    fn of(report: &CaseReport) -> Option<Self> {
        let seconds = report.median.filter(|time| time.0 > 0.0)?.0 / 1_000.0;
        Some(Self {
            own: report.measure(OWN_CHUNKS)? / seconds,
            others: report.measure(OTHERS_CHUNKS)? / seconds,
        })
    }
}

/// A number of chunks: whole ones, for more digits would mean nothing.
fn count(rate: f64) -> String {
    whole(rate.round() as u64)
}

fn rates(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let rows: Vec<(&CaseReport, Rates)> = reports
        .iter()
        .filter_map(|report| Some((report, Rates::of(report)?)))
        .collect();
    let most = rows.iter().fold(0.0, |most: f64, (_, rates)| {
        most.max(rates.own + rates.others)
    });
    let frame = Frame::numbers(width, (rows.len(), Rows::Bars), most);
    let mut svg = Svg::new(frame.width, frame.height, &say("chart.rates.label", &[]));
    frame.draw(&mut svg, rows.iter().map(|(report, _)| report.program), say);
    for (row, (report, Rates { own, others })) in rows.iter().enumerate() {
        let (name, of_own, of_others) = (
            program_name(report.program, say),
            count(*own),
            count(*others),
        );
        let parts = [
            ("program", &*name),
            ("own", &of_own),
            ("others", &of_others),
        ];
        let key = if *others > 0.0 {
            "chart.rates.crowded"
        } else {
            "chart.rates.alone"
        };
        let (from, between, to) = (frame.at(0.0), frame.at(*own), frame.at(own + others));
        svg.telling(&colour_class(report.program.colour), &say(key, &parts));
        svg.rect("hit", frame.row(row));
        svg.rect("solid", thick((from, between), frame.y(row), THICKNESS));
        let mut text = of_own;
        if *others > 0.0 {
            svg.rect(
                "hollow",
                thick((between + 1.0, to), frame.y(row), THICKNESS - 1.5),
            );
            text = [&*text, " + ", &of_others].concat();
        }
        svg.text("value", to + 8.0, frame.y(row), &text);
        svg.end_group();
    }
    svg.finish()
}

/// What being crowded did, as far as it clearly did something: the intervals of the times have nothing in common.
fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let of = |key: Key| {
        let own = reports.iter().find(|report| report.program.key == key)?;
        Some((own, Rates::of(own)?))
    };
    let faster = |(one, rate): (&CaseReport, Rates), (other, of_other): (&CaseReport, Rates)| {
        rate.own > of_other.own && differ(one, other) == Some(true)
    };
    let sentence = |key: &str, rate: Rates, instead_of: Rates| {
        let numbers = [rate.own, instead_of.own, rate.others, instead_of.others].map(count);
        let [own, before, others, others_before] = &numbers;
        let parts = [
            ("own", &**own),
            ("before", before),
            ("others", others),
            ("others-before", others_before),
        ];
        words.with(key, &parts)
    };
    let mut sentences = Vec::new();
    if let (Some(alone), Some(crowded)) = (of(ONE_A_CORE), of(ONE_A_CORE_CROWDED))
        && faster(alone, crowded)
    {
        sentences.push(sentence("lesson.said-crowded", crowded.1, alone.1));
    }
    if let (Some(few), Some(many)) = (of(ONE_A_CORE_CROWDED), of(MANY_CROWDED))
        && faster(many, few)
    {
        sentences.push(sentence("lesson.said-share", many.1, few.1));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Program;
    use crate::report::statistics::Interval;
    use crate::strategy::Strategy;
    use crate::units::Millis;
    use crate::view::charts::time::tests::{report, say};

    /// A program that takes so long, known to a tenth, while others get so many chunks done.
    fn took(key: Key, ms: f64, others: f64) -> CaseReport {
        let interval = |half: f64| {
            Some(Interval {
                low: ms - half,
                high: ms + half,
            })
        };
        CaseReport {
            program: Program {
                key,
                ..Strategy::AsyncParallel.into()
            },
            median: Some(Millis(ms)),
            likely: interval(ms / 10.0),
            measures: vec![(OWN_CHUNKS, 120.0), (OTHERS_CHUNKS, others)],
            ..report(Strategy::AsyncParallel, &[ms])
        }
    }

    #[test]
    fn it_says_what_being_crowded_did_where_that_is_clear() {
        let words = Words::english_of("no_free_cores");
        let told = |crowded, many| {
            let reports = [
                took(ONE_A_CORE, 100.0, 0.0),
                took(ONE_A_CORE_CROWDED, crowded, 120.0),
                took(MANY_CROWDED, many, 30.0),
            ];
            said(&reports, &words)
        };
        let both = told(200.0, 125.0);
        assert_eq!(both.len(), 2, "{both:?}");
        for part in ["600", "1,200"] {
            assert!(both[0].contains(part), "{part}: {both:?}");
        }
        for part in ["960", "600", "240"] {
            assert!(both[1].contains(part), "{part}: {both:?}");
        }
        assert!(
            both.iter().all(|said| !said.contains(['{', '}'])),
            "{both:?}"
        );
        assert_eq!(
            told(110.0, 105.0),
            [""; 0],
            "nothing that noise may have done"
        );
        assert_eq!(said(&[], &words), [""; 0]);
    }

    #[test]
    fn its_chart_shows_both_rates() {
        let [chart] = OWN.charts else {
            panic!("one chart");
        };
        let reports = [
            took(ONE_A_CORE, 100.0, 0.0),
            took(ONE_A_CORE_CROWDED, 200.0, 100.0),
        ];
        assert!((chart.has)(&reports) && !(chart.has)(&[report(Strategy::Async, &[1.0])]));
        let drawn = (chart.draw)(&reports, 464.0, &say);
        assert_eq!(drawn.matches("class=\"solid\"").count(), 2, "{drawn}");
        assert_eq!(drawn.matches("class=\"hollow\"").count(), 1, "{drawn}");
        assert!(
            drawn.contains(">600 + 500<") && drawn.contains(">1,200<"),
            "{drawn}"
        );
    }
}
