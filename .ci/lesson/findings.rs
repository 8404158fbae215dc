//! What it adds: a chart of how long each program took a million numbers. A lesson that adds nothing has
//! `pub use crate::view::own::NOTHING as OWN;` here.

use crate::key::Key;
use crate::report::CaseReport;
use crate::view::charts::bars::{Bar, bars_svg};
use crate::view::charts::frame::{Frame, Rows};
use crate::view::names::{Say, program_name};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::scale::{Unit, exact_text};

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("own"),
        has: |reports| reports.iter().any(|report| report.median.is_some()),
        draw,
    }],
    said: |_, _| Vec::new(),
};

fn draw(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let times = || {
        let all = reports.iter();
        all.filter_map(|report| Some((report, report.median?)))
    };
    let longest = times()
        .map(|(_, time)| time)
        .reduce(|a, b| if a.0 > b.0 { a } else { b });
    let longest = longest.unwrap_or_default();
    let unit = Unit::for_longest(longest);
    let bars: Vec<Bar> = times()
        .map(|(report, time)| {
            let (name, exact) = (program_name(report.program, say), exact_text(time));
            Bar {
                program: report.program,
                value: Some(time.0),
                text: unit.text(time),
                note: String::new(),
                says: say("chart.own.row", &[("program", &name), ("time", &exact)]),
            }
        })
        .collect();
    let frame = Frame::times(width, (bars.len(), Rows::Bars), longest);
    bars_svg(&bars, &frame, &say("chart.own.label", &[]), say)
}
