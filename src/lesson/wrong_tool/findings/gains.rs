//! The two by two: each cell has how many times as fast as plain, a bar for it on an axis that all four share, where
//! the truth lies on it, and what there was of at a time.

use super::{CELLS, Cell, Gain, at_a_time, report_of};
use crate::program::Colour;
use crate::report::CaseReport;
use crate::view::charts::frame::colour_class;
use crate::view::charts::hatch::Rect;
use crate::view::charts::svg::Svg;
use crate::view::names::Say;
use crate::view::numbers::{decimal, times};

/// From cell to cell, in CSS pixels.
const GAP: f64 = 12.0;
/// Room within a cell.
const PAD: f64 = 10.0;
/// A cell's height.
const CELL: f64 = 104.0;
/// The height of the names of the columns, and of a row's.
const HEAD: f64 = 26.0;
/// A bar's thickness.
const BAR: f64 = 14.0;
/// No cell is wider.
const WIDEST: f64 = 340.0;

/// The chart as wide as that, in CSS pixels.
pub fn draw(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let cell_width = ((width - GAP) / 2.0).min(WIDEST);
    let mut svg = Svg::new(
        width,
        2.0 * (2.0 * HEAD + CELL),
        &say("chart.gains.label", &[]),
    );
    let left = |cell: &Cell| {
        if cell.is_parallel {
            cell_width + GAP
        } else {
            0.0
        }
    };
    let scale = Scale::of(reports, cell_width - 2.0 * PAD);
    for (row, waits) in rows(reports).into_iter().enumerate() {
        let top = row as f64 * (2.0 * HEAD + CELL);
        let job = say(
            if waits {
                "chart.gains.waits"
            } else {
                "chart.gains.works"
            },
            &[],
        );
        svg.text("name", 0.0, top + HEAD / 2.0, &job);
        for cell in CELLS.iter().filter(|cell| cell.waits == waits) {
            let tool = say(
                if cell.is_parallel {
                    "chart.gains.parallel"
                } else {
                    "chart.gains.async"
                },
                &[],
            );
            svg.text("muted", left(cell), top + HEAD * 1.4, &tool);
            let at = (left(cell), top + 2.0 * HEAD - 4.0);
            draw_cell(
                &mut svg,
                (reports, cell),
                (at, cell_width),
                (&job, &tool),
                &scale,
                say,
            );
        }
    }
    svg.finish()
}

/// Which of the jobs is first: the one that was asked for first.
fn rows(reports: &[CaseReport]) -> [bool; 2] {
    let of = |report: &CaseReport| {
        let mut cells = CELLS.iter();
        cells
            .find(|cell| cell.program == report.program.key)
            .map(|cell| cell.waits)
    };
    let first = reports.iter().find_map(of).unwrap_or(true);
    [first, !first]
}

/// The axis that all cells share: from nothing to the most that a gain may be.
struct Scale {
    most: f64,
    width: f64,
}

impl Scale {
    fn of(reports: &[CaseReport], width: f64) -> Self {
        let ends = reports.iter().filter_map(|report| {
            let speedup = report.speedup?;
            Some(
                speedup
                    .interval
                    .map_or(speedup.value, |interval| interval.high),
            )
        });
        // Plain itself is 1.
        Self {
            most: ends.fold(1.5, f64::max),
            width,
        }
    }

    fn x(&self, value: f64) -> f64 {
        value / self.most * self.width
    }
}

fn draw_cell(
    svg: &mut Svg,
    (reports, cell): (&[CaseReport], &Cell),
    ((left, top), width): ((f64, f64), f64),
    (job, tool): (&str, &str),
    scale: &Scale,
    say: &Say,
) {
    let report = report_of(reports, cell);
    let gain = Gain::of(report);
    let said = gain_text(gain, say);
    let spread = spread_text(gain, say);
    let how = report.and_then(|report| how_text(report, cell, say));
    let how = how.filter(|_| gain.speedup().is_some()).unwrap_or_default();
    let parts = [
        ("job", job),
        ("tool", tool),
        ("said", &said),
        ("spread", &spread),
        ("how", &how),
    ];
    let key = match gain.speedup() {
        Some(_) if !how.is_empty() => "chart.gains.cell",
        _ => "chart.gains.cell-none",
    };
    let colour = report.map_or(Colour::Grey, |report| report.program.colour);
    svg.telling(&colour_class(colour), &say(key, &parts));
    let height = CELL - 8.0;
    svg.rect(
        "hit",
        Rect {
            x: left,
            y: top,
            width,
            height,
        },
    );
    svg.rect(
        "outline",
        Rect {
            x: left + 0.75,
            y: top + 0.75,
            width: width - 1.5,
            height: height - 1.5,
        },
    );
    let inner = left + PAD;
    let class = if gain.speedup().is_some() {
        "name"
    } else {
        "muted"
    };
    svg.text(class, inner, top + 17.0, &said);
    if let Some(speedup) = gain.speedup() {
        let middle = top + 40.0;
        let at = |value: f64| inner + scale.x(value);
        let bar = Rect {
            x: inner,
            y: middle - BAR / 2.0,
            width: scale.x(speedup.value),
            height: BAR,
        };
        svg.rect("solid", bar);
        if let Some(interval) = speedup.interval {
            let (low, high) = (
                at(interval.low),
                at(interval.high).max(at(interval.low) + 1.0),
            );
            let y = middle + BAR / 2.0 + 4.0;
            svg.line("spread", (low, y), (high, y));
            for end in [low, high] {
                svg.line("spread", (end, y - 2.5), (end, y + 2.5));
            }
        }
        // Plain, which is 1: over the bar, so that it is seen how much of it is gain.
        svg.line(
            "one",
            (at(1.0), middle - BAR / 2.0 - 5.0),
            (at(1.0), middle + BAR / 2.0 + 5.0),
        );
        svg.text("muted", inner, top + 66.0, &spread);
        svg.text("muted", inner, top + 83.0, &how);
    }
    svg.end_group();
}

fn gain_text(gain: Gain, say: &Say) -> String {
    match gain {
        Gain::Faster(own) => say("chart.gains.faster", &[("times", &times(own.value))]),
        Gain::Slower(own) => say("chart.gains.slower", &[("times", &decimal(own.value, 2))]),
        Gain::Same(_) => say("chart.gains.same", &[]),
        Gain::Few(_) => say("chart.gains.few", &[]),
        Gain::Unavailable => say("chart.gains.unavailable", &[]),
        Gain::None => say("chart.gains.none", &[]),
    }
}

fn spread_text(gain: Gain, say: &Say) -> String {
    let interval = gain.speedup().and_then(|speedup| speedup.interval);
    let number = |value: f64| decimal(value, if value < 9.95 { 2 } else { 1 });
    interval.map_or_else(String::new, |interval| {
        let (low, high) = (number(interval.low), number(interval.high));
        say("chart.gains.interval", &[("low", &low), ("high", &high)])
    })
}

/// What there was of at a time; nothing where the spans it comes from are not there any more.
fn how_text(report: &CaseReport, cell: &Cell, say: &Say) -> Option<String> {
    let n = at_a_time(report, cell)?;
    let key = match (cell.waits, cell.is_parallel) {
        (true, false) => "chart.gains.at-once-one",
        (true, true) => "chart.gains.at-once-each",
        (false, false) => "chart.gains.at-work-one",
        (false, true) => "chart.gains.at-work",
    };
    Some(say(key, &[("n", &n)]))
}
