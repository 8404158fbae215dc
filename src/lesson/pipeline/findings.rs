//! What it adds: which stage waited for which. Two lines a program, on one axis: when files were on their way, and when
//! some were computed.

use super::{FLIGHTS, GIVE_OR_TAKE, LATE};
use crate::key::Key;
use crate::report::CaseReport;
use crate::report::stages::Stretch;
use crate::units::Millis;
use crate::view::charts::bars::thick;
use crate::view::charts::frame::{Frame, Rows, colour_class};
use crate::view::charts::svg::Svg;
use crate::view::names::{Say, program_name};
use crate::view::numbers::{percent, whole};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::scale::Unit;
use crate::view::sentences::name;
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("stages"),
        has: |reports| reports.iter().any(has_stages),
        draw: stages,
    }],
    said,
};

/// A bar's thickness, and from one line's middle to the other's, in CSS pixels.
const THICKNESS: f64 = 12.0;
const APART: f64 = 16.0;

fn has_stages(report: &CaseReport) -> bool {
    report.stages.overlap().is_some()
}

fn stages(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let rows: Vec<&CaseReport> = reports.iter().filter(|report| has_stages(report)).collect();
    let ends = rows
        .iter()
        .flat_map(|report| report.stages.waiting.iter().chain(&report.stages.working));
    let longest = ends.fold(0.0, |longest: f64, (_, to)| longest.max(to.0));
    let longest = Millis(longest);
    let (unit, frame) = (
        Unit::for_longest(longest),
        Frame::times(width, (rows.len(), Rows::Pairs), longest),
    );
    let mut svg = Svg::new(frame.width, frame.height, &say("chart.stages.label", &[]));
    frame.draw(&mut svg, rows.iter().map(|report| report.program), say);
    for (row, report) in rows.iter().enumerate() {
        let program = program_name(report.program, say);
        let (above, below) = (frame.y(row) - APART / 2.0, frame.y(row) + APART / 2.0);
        let overlap = percent(report.stages.overlap().unwrap_or_default());
        let parts = [("program", &*program), ("percent", &*overlap)];
        svg.telling(
            &colour_class(report.program.colour),
            &say("chart.stages.row", &parts),
        );
        svg.rect("hit", frame.row(row));
        let places = |all: &[Stretch]| -> Vec<(f64, f64)> {
            all.iter()
                .map(|(from, to)| (frame.x(*from), frame.x(*to)))
                .collect()
        };
        for place in places(&report.stages.waiting) {
            svg.rect("hollow", thick(place, above, THICKNESS - 1.5));
        }
        for place in places(&report.stages.working) {
            svg.rect("solid", thick(place, below, THICKNESS));
        }
        if let Some((_, end)) = report.stages.working.last() {
            svg.text("value", frame.x(*end) + 8.0, below, &unit.text(*end));
        }
        svg.end_group();
    }
    svg.finish()
}

/// What was counted, and for how much of the computing files were still on their way, program by program.
fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let counted = reports.iter().find_map(|report| {
        let count = |key: Key| Some(whole(report.measure(key)? as u64));
        let (all, late, more_or_less) = (count(FLIGHTS)?, count(LATE)?, count(GIVE_OR_TAKE)?);
        let parts = [
            ("all", &*all),
            ("late", &late),
            ("more-or-less", &more_or_less),
        ];
        Some(words.with("lesson.said-late", &parts))
    });
    let overlaps = reports.iter().filter_map(|report| {
        let overlap = report.stages.overlap()?;
        Some([&*name(words, report.program), " ", &*percent(overlap)].concat())
    });
    let all: Vec<String> = overlaps.collect();
    let overlap = words.with("lesson.said-overlap", &[("list", &all.join(", "))]);
    counted
        .into_iter()
        .chain((!all.is_empty()).then_some(overlap))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::stages::Stages;
    use crate::strategy::Strategy;
    use crate::view::charts::time::tests::{report, say};

    fn ran(strategy: Strategy, waiting: &[(f64, f64)], working: &[(f64, f64)]) -> CaseReport {
        let stretches = |all: &[(f64, f64)]| {
            all.iter()
                .map(|(from, to)| (Millis(*from), Millis(*to)))
                .collect()
        };
        CaseReport {
            stages: Stages {
                waiting: stretches(waiting),
                working: stretches(working),
            },
            ..report(strategy, &[100.0])
        }
    }

    #[test]
    fn it_says_for_how_much_of_the_computing_files_were_on_their_way() {
        let words = Words::english_of("pipeline");
        let measured = CaseReport {
            measures: vec![(FLIGHTS, 9_999.0), (LATE, 1_234.0), (GIVE_OR_TAKE, 56.0)],
            ..report(Strategy::Blocking, &[1.0])
        };
        let reports = [
            ran(Strategy::Async, &[(0.0, 50.0)], &[(50.0, 100.0)]),
            ran(Strategy::AsyncParallel, &[(0.0, 60.0)], &[(30.0, 70.0)]),
            measured,
        ];
        let said = said(&reports, &words);
        assert!(
            said[0].contains("1,234") && said[0].contains("56"),
            "{said:?}"
        );
        assert!(
            said[1].contains("async alone 0\u{a0}%, async + parallel 75\u{a0}%"),
            "{said:?}"
        );
        assert_eq!((OWN.said)(&reports[..2], &words).len(), 1);
        assert_eq!((OWN.said)(&reports[2..], &words).len(), 1);
    }

    #[test]
    fn its_chart_has_a_line_a_stage() {
        let reports = [
            report(Strategy::Blocking, &[1.0]),
            ran(
                Strategy::Async,
                &[(0.0, 20.0), (30.0, 50.0)],
                &[(50.0, 100.0)],
            ),
        ];
        assert!(!(OWN.charts[0].has)(&reports[..1]) && (OWN.charts[0].has)(&reports));
        let drawn = stages(&reports, 722.0, &say);
        assert_eq!(drawn.matches("class=\"hollow\"").count(), 2, "{drawn}");
        // The second half of 500 pixels.
        assert!(
            drawn.contains(r#"class="solid" x="400.0" y="#) && drawn.contains(r#"width="250.0""#),
            "{drawn}"
        );
        assert!(drawn.contains("chart.stages.row async 0"), "{drawn}");
    }
}
