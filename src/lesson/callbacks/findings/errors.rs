//! Where the error ended up: a row a program, with what was asked for before, the request that failed, what was asked
//! for all the same after it, and whether its end heard of it.

use super::super::FAILING;
use super::Ended;
use crate::report::CaseReport;
use crate::view::charts::frame::colour_class;
use crate::view::charts::hatch::Rect;
use crate::view::charts::svg::Svg;
use crate::view::names::{Say, program_name};
use crate::view::numbers::whole;

/// A row's height, in CSS pixels,
const ROW: f64 = 66.0;
/// and from its top to the middle of its name, and of its boxes.
const NAME: f64 = 12.0;
const MIDDLE: f64 = 38.0;
/// A box's size, and from box to box.
const BOX: (f64, f64) = (76.0, 26.0);
const GAP: f64 = 18.0;
/// Half of the sign on a request that failed.
const CROSS: f64 = 6.0;

/// The chart as wide as that, in CSS pixels.
pub fn draw(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let drawn: Vec<(&CaseReport, Ended)> = reports
        .iter()
        .filter_map(|report| Some((report, Ended::of(report)?)))
        .collect();
    let mut svg = Svg::new(
        width,
        drawn.len() as f64 * ROW,
        &say("chart.errors.label", &[]),
    );
    for (row, (report, ended)) in drawn.iter().enumerate() {
        draw_row(&mut svg, row as f64 * ROW, report, *ended, (width, say));
    }
    svg.finish()
}

fn draw_row(svg: &mut Svg, top: f64, report: &CaseReport, ended: Ended, (width, say): (f64, &Say)) {
    let (program, n) = (
        program_name(report.program, say),
        whole(ended.after.round() as u64),
    );
    let key = match ended.is_heard {
        true => "chart.errors.row-heard",
        false => "chart.errors.row-lost",
    };
    svg.telling(
        &colour_class(report.program.colour),
        &say(key, &[("program", &program), ("n", &n)]),
    );
    svg.rect(
        "hit",
        Rect {
            x: 0.0,
            y: top,
            width,
            height: ROW - 6.0,
        },
    );
    svg.text("name", 0.0, top + NAME, &program);
    let middle = top + MIDDLE;
    let went_on = ended.after > 0.0;
    let answered = say("chart.errors.request", &[("n", &FAILING.to_string())]);
    step(svg, 0, middle, "hollow", &answered);
    let failed = say("chart.errors.failed", &[("n", &(FAILING + 1).to_string())]);
    step(svg, 1, middle, "hollow", &failed);
    cross(svg, at(1) + BOX.0 - 2.0 * CROSS, middle);
    let more = match went_on {
        true => say("chart.errors.more", &[("n", &n)]),
        false => say("chart.errors.none", &[]),
    };
    step(
        svg,
        2,
        middle,
        if went_on { "hollow" } else { "queued" },
        &more,
    );
    let end = say(
        if ended.is_heard {
            "chart.errors.heard"
        } else {
            "chart.errors.lost"
        },
        &[],
    );
    // The error's way: past the other requests to the end, or no further.
    if ended.is_heard {
        let below = middle + BOX.1 / 2.0 + 6.0;
        let from = at(1) + BOX.0 / 2.0;
        svg.line("median", (from, middle + BOX.1 / 2.0), (from, below));
        svg.line("median", (from, below), (at(3), below));
        svg.line("median", (at(3), below), (at(3), middle + 8.0));
    }
    svg.text("name", at(3), middle, &end);
    svg.end_group();
}

/// Where the box of that number begins.
fn at(place: u32) -> f64 {
    f64::from(place) * (BOX.0 + GAP)
}

fn step(svg: &mut Svg, place: u32, middle: f64, class: &str, text: &str) {
    let (x, y) = (at(place), middle - BOX.1 / 2.0);
    svg.rect(
        class,
        Rect {
            x: x + 0.75,
            y: y + 0.75,
            width: BOX.0 - 1.5,
            height: BOX.1 - 1.5,
        },
    );
    svg.text("", x + 8.0, middle, text);
    if place > 0 {
        svg.line("base", (x - GAP, middle), (x, middle));
    }
}

fn cross(svg: &mut Svg, x: f64, y: f64) {
    let half = CROSS - 1.0;
    svg.line("median", (x - half, y - half), (x + half, y + half));
    svg.line("median", (x - half, y + half), (x + half, y - half));
}
