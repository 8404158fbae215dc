//! The longest time the caller could not be answered.

use super::bars::{Bar, bars_svg};
use super::frame::{Frame, Rows};
use crate::report::CaseReport;
use crate::units::Millis;
use crate::view::names::{Say, program_name};
use crate::view::scale::{Unit, exact_text};

/// The chart as SVG of that width in CSS pixels.
pub fn freeze_svg(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let freezes = reports.iter().filter_map(|report| report.longest_freeze);
    let longest = Millis(freezes.fold(0.0, |longest: f64, freeze| longest.max(freeze.0)));
    let unit = Unit::for_longest(longest);
    let bars: Vec<Bar> = reports
        .iter()
        .map(|report| bar(report, unit, say))
        .collect();
    let frame = Frame::times(width, (bars.len(), Rows::Bars), longest);
    bars_svg(&bars, &frame, &say("chart.freeze.label", &[]), say)
}

fn bar(report: &CaseReport, unit: Unit, say: &Say) -> Bar {
    let freeze = report.longest_freeze;
    let name = program_name(report.program, say);
    let exact = freeze.map_or(String::new(), exact_text);
    Bar {
        program: report.program,
        value: freeze.map(|freeze| freeze.0),
        text: match freeze {
            // "0.00 s" would look like a rounded number.
            Some(Millis(0.0)) | None => exact.clone(),
            Some(freeze) => unit.text(freeze),
        },
        note: String::new(),
        says: say("chart.freeze.row", &[("strategy", &name), ("time", &exact)]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::{report, say};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn the_longest_gap_reaches_the_edge() {
        let of = |strategy, freeze: Option<f64>| CaseReport {
            longest_freeze: freeze.map(Millis),
            ..report(strategy, &[10.0])
        };
        let reports = [
            of(Strategy::Blocking, Some(2_070.0)),
            of(Strategy::Async, Some(4.14)),
            of(Strategy::Parallel, None),
            of(Strategy::Background, Some(0.0)),
        ];
        let svg = freeze_svg(&reports, 722.0, &say);
        assert!(svg.contains(r#"y="11.0" width="500.0""#), "{svg}");
        assert!(svg.contains(r#"y="49.0" width="1.0""#), "{svg}");
        assert!(svg.contains(">0\u{a0}ms<"));
        assert!(svg.contains(">2.07\u{a0}s<") && svg.contains(">4.14\u{a0}ms<"));
        assert!(svg.contains("chart.freeze.row async 4.140\u{a0}ms"));
        assert_eq!(svg.matches(">—<").count(), 1);
    }
}
