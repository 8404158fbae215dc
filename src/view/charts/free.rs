//! How free the caller was: the share of the time, and what it got done meanwhile.

use super::bars::{Bar, bars_svg};
use super::frame::{Frame, Rows};
use crate::report::CaseReport;
use crate::view::names::{Say, program_name};
use crate::view::numbers::{decimal, percent, whole};

/// The chart as SVG of that width in CSS pixels.
pub fn free_svg(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let bars: Vec<Bar> = reports.iter().map(|report| bar(report, say)).collect();
    let frame = Frame::shares(width, (bars.len(), Rows::Bars));
    bars_svg(&bars, &frame, &say("chart.free.label", &[]), say)
}

fn bar(report: &CaseReport, say: &Say) -> Bar {
    let share = report.caller_free_share;
    let letters = report.letters_sorted.filter(|_| share.is_some());
    let sorted = letters.map(|letters| match letters {
        1 => say("chart.free.letter", &[]),
        more => say("chart.free.letters", &[("n", &whole(more))]),
    });
    let name = program_name(report.program, say);
    let exact = share.map_or(String::new(), |share| decimal(share * 100.0, 1));
    let mut says = say(
        "chart.free.row",
        &[("strategy", &name), ("percent", &exact)],
    );
    if let Some(sorted) = &sorted {
        says.push(' ');
        says.push_str(&say("chart.free.sorted", &[("letters", sorted)]));
    }
    Bar {
        program: report.program,
        value: share,
        text: share.map_or(String::new(), percent),
        note: sorted.unwrap_or_default(),
        says,
    }
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::{report, say};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn a_bar_is_the_share_and_the_letters_are_said() {
        let mut free = report(Strategy::Async, &[10.0]);
        free.caller_free_share = Some(0.974);
        free.letters_sorted = Some(3_120);
        let mut held = report(Strategy::Blocking, &[10.0]);
        held.caller_free_share = Some(0.0);
        let mut one = report(Strategy::Parallel, &[]);
        one.letters_sorted = Some(1);
        let svg = free_svg(&[free, held, one], 722.0, &say);
        assert!(svg.contains(r#"x="150.0" y="11.0" width="487.0""#), "{svg}");
        assert!(svg.contains(">97\u{a0}%<") && svg.contains(">0\u{a0}%<"));
        assert!(
            svg.contains("chart.free.row async 97.4 chart.free.sorted chart.free.letters 3,120")
        );
        // Nothing is said of what was not measured.
        assert_eq!(svg.matches("chart.free.letter<").count(), 0);
        assert_eq!(svg.matches(">—<").count(), 1);
    }
}
