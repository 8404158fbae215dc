//! What a turn costs the caller, and how many it took.

use super::bars::{Bar, bars_svg};
use super::frame::{Frame, Rows};
use crate::report::CaseReport;
use crate::units::Millis;
use crate::view::names::{Say, program_name};
use crate::view::numbers::whole;
use crate::view::scale::{Unit, exact_text};

/// The chart as SVG of that width in CSS pixels; a row for each strategy whose turns have a cost.
pub fn turn_cost_svg(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let costs = || {
        reports
            .iter()
            .filter_map(|report| Some((report, report.turn_cost?)))
    };
    let longest = Millis(costs().fold(0.0, |longest: f64, (_, cost)| longest.max(cost.0)));
    let unit = Unit::for_longest(longest);
    let bars: Vec<Bar> = costs()
        .map(|(report, cost)| bar(report, cost, unit, say))
        .collect();
    let frame = Frame::times(width, (bars.len(), Rows::Bars), longest);
    bars_svg(&bars, &frame, &say("chart.turn-cost.label", &[]), say)
}

fn bar(report: &CaseReport, cost: Millis, unit: Unit, say: &Say) -> Bar {
    let turns = report.turns.map(|turns| turns.round() as u64);
    let turns = turns.map_or(String::new(), |turns| match turns {
        1 => say("chart.turn-cost.turn", &[]),
        more => say("chart.turn-cost.turns", &[("n", &whole(more))]),
    });
    let name = program_name(report.program, say);
    let exact = exact_text(cost);
    let parts = [("strategy", &*name), ("time", &*exact), ("turns", &*turns)];
    Bar {
        program: report.program,
        value: Some(cost.0),
        text: unit.text(cost),
        says: say("chart.turn-cost.row", &parts),
        note: turns,
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::{report, say};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn a_row_for_each_that_takes_turns() {
        let mut turning = report(Strategy::Async, &[10.0]);
        (turning.turn_cost, turning.turns) = (Some(Millis(0.0012)), Some(1_204.0));
        let reports = [report(Strategy::Blocking, &[10.0]), turning];
        let svg = turn_cost_svg(&reports, 722.0, &say);
        assert!(svg.contains(">1.20\u{a0}µs<"), "{svg}");
        assert!(svg.contains(">chart.turn-cost.turns 1,204<"));
        assert!(svg.contains("chart.turn-cost.row async 1.2\u{a0}µs"));
        assert!(!svg.contains("blocking"));
    }
}
