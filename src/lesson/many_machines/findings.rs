//! What it adds: for how long chunks were computed elsewhere, for how long they travelled, and how
//! many came back from a machine that was lost.

use super::{COMPUTING, RETURNED, TRAVELLING};
use crate::key::Key;
use crate::report::CaseReport;
use crate::units::Millis;
use crate::view::charts::bars::thick;
use crate::view::charts::frame::{Frame, Rows, colour_class};
use crate::view::charts::svg::Svg;
use crate::view::names::{Say, program_name};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::scale::Unit;
use crate::view::sentences::name;
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("travel"),
        has: |reports| reports.iter().any(|report| Elsewhere::of(report).is_some()),
        draw: travel,
    }],
    said,
};

/// A bar's thickness, and from one's middle to the other's, in CSS pixels.
const THICKNESS: f64 = 14.0;
const APART: f64 = 18.0;

/// What a program's chunks did elsewhere, all together.
struct Elsewhere {
    computing: Millis,
    travelling: Millis,
}

impl Elsewhere {
    fn of(report: &CaseReport) -> Option<Self> {
        let of = |key| Some(Millis(report.measure(key)?));
        let elsewhere = Self {
            computing: of(COMPUTING)?,
            travelling: of(TRAVELLING)?,
        };
        (elsewhere.computing.0 > 0.0).then_some(elsewhere)
    }

    fn longest(&self) -> f64 {
        self.computing.0.max(self.travelling.0)
    }
}

fn travel(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let rows: Vec<(&CaseReport, Elsewhere)> = reports
        .iter()
        .filter_map(|report| Some((report, Elsewhere::of(report)?)))
        .collect();
    let longest = rows
        .iter()
        .fold(0.0, |longest: f64, (_, own)| longest.max(own.longest()));
    let (unit, frame) = (
        Unit::for_longest(Millis(longest)),
        Frame::times(width, (rows.len(), Rows::Pairs), Millis(longest)),
    );
    let mut svg = Svg::new(frame.width, frame.height, &say("chart.travel.label", &[]));
    frame.draw(&mut svg, rows.iter().map(|(report, _)| report.program), say);
    for (row, (report, own)) in rows.iter().enumerate() {
        let program = program_name(report.program, say);
        let text = |length| unit.text(length);
        let (computing, travelling) = (text(own.computing), text(own.travelling));
        let parts = [
            ("program", &*program),
            ("computing", &*computing),
            ("travelling", &*travelling),
        ];
        let first = frame.y(row) - APART / 2.0;
        svg.telling(
            &colour_class(report.program.colour),
            &say("chart.travel.bar", &parts),
        );
        let (from, to) = (frame.at(0.0), frame.x(own.computing));
        svg.rect("solid", thick((from, to), first, THICKNESS));
        svg.text(
            "value",
            to + 8.0,
            first,
            &say("chart.travel.computing", &[]),
        );
        let (y, to) = (first + APART, frame.x(own.travelling));
        svg.rect("hollow", thick((from, to), y, THICKNESS - 1.5));
        svg.text("value", to + 8.0, y, &say("chart.travel.travelling", &[]));
        svg.end_group();
    }
    svg.finish()
}

fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let part = |report: &CaseReport| {
        let own = Elsewhere::of(report)?;
        let unit = Unit::for_longest(Millis(own.longest()));
        let [computing, travelling] =
            [own.computing, own.travelling].map(|length| unit.text(length));
        Some(words.with(
            "lesson.part",
            &[
                ("program", &*name(words, report.program)),
                ("computing", &*computing),
                ("travelling", &*travelling),
            ],
        ))
    };
    let parts: Vec<String> = reports.iter().filter_map(part).collect();
    let mut sentences = Vec::new();
    if !parts.is_empty() {
        sentences.push(words.with("lesson.said-way", &[("list", &parts.join("; "))]));
    }
    // Of any round: a machine is lost in one of them, and a median would know nothing of it.
    let all = reports.iter().flat_map(|report| &report.most);
    let returned = all.filter(|(key, _)| *key == RETURNED);
    let returned = returned.fold(0.0, |most: f64, (_, chunks)| most.max(*chunks)) as u64;
    match returned {
        0 => {}
        1 => sentences.push(words.get("lesson.said-returned.one").to_owned()),
        n => sentences.push(words.with("lesson.said-returned", &[("n", &n.to_string())])),
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::many_machines::{BOTH, MACHINES};
    use crate::program::Program;
    use crate::strategy::Strategy;
    use crate::view::charts::time::tests::{report, say};

    fn away(key: Key, measures: [f64; 3]) -> CaseReport {
        let keys = [COMPUTING, TRAVELLING, RETURNED];
        CaseReport {
            program: Program {
                key,
                ..Strategy::AsyncParallel.into()
            },
            measures: keys.into_iter().zip(measures).collect(),
            most: keys.into_iter().zip(measures).collect(),
            ..report(Strategy::AsyncParallel, &[200.0])
        }
    }

    #[test]
    fn it_says_what_travelled_and_what_came_back() {
        let words = Words::english_of("many_machines");
        let here = report(Strategy::Background, &[200.0]);
        assert_eq!(said(&[here], &words), [""; 0]);
        let reports = [
            away(MACHINES, [180.0, 40.0, 0.0]),
            away(BOTH, [90.0, 30.0, 0.0]),
        ];
        let told = said(&reports, &words);
        assert_eq!(told.len(), 1);
        assert!(
            told[0].contains("machines computed for 180") && told[0].contains("here and machines"),
            "{told:?}"
        );
        for (returned, words_of_it) in [(1.0, "One chunk"), (3.0, "3 chunks")] {
            let told = said(&[away(MACHINES, [180.0, 40.0, returned])], &words);
            assert!(told[1].starts_with(words_of_it), "{told:?}");
            assert!(
                told.iter().all(|said| !said.contains(['{', '}'])),
                "{told:?}"
            );
        }
    }

    #[test]
    fn its_chart_sets_computing_beside_travelling() {
        let [chart] = OWN.charts else {
            panic!("one chart");
        };
        let here = report(Strategy::Background, &[200.0]);
        assert!(!(chart.has)(std::slice::from_ref(&here)));
        let reports = [here, away(MACHINES, [100.0, 50.0, 0.0])];
        assert!((chart.has)(&reports));
        let drawn = (chart.draw)(&reports, 722.0, &say);
        assert_eq!(drawn.matches("class=\"solid\"").count(), 1, "{drawn}");
        assert_eq!(drawn.matches("class=\"hollow\"").count(), 1, "{drawn}");
        assert!(drawn.contains("chart.travel.bar machines 100"), "{drawn}");
    }
}
