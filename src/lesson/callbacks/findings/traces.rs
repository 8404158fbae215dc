//! The traces on each other: a row a request, in it a bar a program, all on one axis of time. Bars of one row that
//! begin and end together are the finding.

use crate::report::CaseReport;
use crate::report::waits::Waited;
use crate::units::Millis;
use crate::view::charts::frame::colour_class;
use crate::view::charts::hatch::Rect;
use crate::view::charts::legend::{Entry, Legend, Sign};
use crate::view::charts::svg::Svg;
use crate::view::charts::ticks::Ticks;
use crate::view::names::{Say, program_name};
use crate::view::scale::exact_text;

/// A bar's height, in CSS pixels.
const BAR: f64 = 7.0;
/// From bar to bar.
const GAP: f64 = 2.0;
/// From row to row, besides the bars.
const BETWEEN: f64 = 9.0;
/// Room for the requests' numbers, left of the bars.
const LEFT: f64 = 24.0;
/// Room for the last mark, right of them.
const RIGHT: f64 = 24.0;
/// Room for the axis.
const AXIS: f64 = 24.0;
/// From mark to mark of the axis, at least.
const MARK_ROOM: f64 = 72.0;

/// The chart as wide as that, in CSS pixels.
pub fn draw(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let drawn: Vec<&CaseReport> = reports
        .iter()
        .filter(|report| !report.waits.is_empty())
        .collect();
    let waits = || drawn.iter().flat_map(|report| &report.waits);
    let requests = waits().map(|wait| wait.chunk + 1).max().unwrap_or_default();
    let longest = waits().fold(1.0, |longest: f64, wait| longest.max(wait.to.0));
    let row_height = drawn.len() as f64 * (BAR + GAP) - GAP + BETWEEN;
    let plot = (width - LEFT - RIGHT).max(1.0);
    let x = |time: Millis| LEFT + time.0 / longest * plot;
    let bottom = f64::from(requests) * row_height;
    let legend = Legend::new(
        drawn.iter().map(|report| entry(report, say)).collect(),
        width,
    );
    let mut svg = Svg::new(
        width,
        bottom + AXIS + legend.height,
        &say("chart.traces.label", &[]),
    );
    for (time, label) in &Ticks::times(Millis(longest), (plot / MARK_ROOM).max(2.0) as u32).0 {
        let at = x(Millis(*time)).round();
        svg.line("grid", (at, 0.0), (at, bottom + 4.0));
        svg.text("mark", at, bottom + 14.0, label);
    }
    for request in 0..requests {
        let top = f64::from(request) * row_height + BETWEEN / 2.0;
        let number = (request + 1).to_string();
        svg.text("name", 0.0, top + (row_height - BETWEEN) / 2.0, &number);
        for (place, report) in drawn.iter().enumerate() {
            let own = report.waits.iter().find(|wait| wait.chunk == request);
            if let Some(wait) = own {
                svg.telling(
                    &colour_class(report.program.colour),
                    &in_words(report, wait, say),
                );
                let y = top + place as f64 * (BAR + GAP);
                let (from, to) = (x(wait.from), x(wait.to));
                svg.rect(
                    "hit",
                    Rect {
                        x: from,
                        y,
                        width: to - from,
                        height: BAR,
                    },
                );
                svg.rect("hollow", inside(from, to, y));
                svg.end_group();
            }
        }
    }
    legend.draw(&mut svg, bottom + AXIS);
    svg.finish()
}

/// A wait's outline, which lies within its place.
fn inside(from: f64, to: f64, y: f64) -> Rect {
    Rect {
        x: from + 0.75,
        y: y + 0.75,
        width: (to - from - 1.5).max(0.5),
        height: BAR - 1.5,
    }
}

fn entry(report: &CaseReport, say: &Say) -> Entry {
    Entry {
        class: colour_class(report.program.colour),
        sign: Sign::Box("hollow"),
        text: program_name(report.program, say),
    }
}

fn in_words(report: &CaseReport, wait: &Waited, say: &Say) -> String {
    let parts = [
        ("program", &*program_name(report.program, say)),
        ("n", &*(wait.chunk + 1).to_string()),
        ("from", &*exact_text(wait.from)),
        ("to", &*exact_text(wait.to)),
    ];
    say("chart.traces.bar", &parts)
}
