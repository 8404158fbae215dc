//! From runs to draw calls: what to draw, where, in which meaning. Waits are hollow, work is
//! solid, blocked is hatched. Knows no canvas: a list of draw calls is tested like any other value.

use super::draw_call::{Align, DrawCall, Ink, Pattern, label, rect};
use super::layer::{Bar, Look};
use super::place::Place;
use super::row::{Row, RowKind};
use super::rows::{AXIS_HEIGHT, Layout, RunLayout};
use super::viewport::Viewport;
use super::{Say, headings};
use crate::program::Colour;
use crate::units::Micros;
use crate::view::scale::Axis;

/// About half the width of a label on the axis, in CSS pixels.
const AXIS_LABEL_HALF: f64 = 26.0;
/// A frame of more bars than this would take a canvas longer than a sixtieth of a second; so bars
/// that are near each other become one, first within a pixel, then within two, four, and so on.
const MOST_BARS: usize = 12_000;
const WIDEST_GAP: f64 = 16.0;
/// The height of the band where nobody is answered, in CSS pixels.
const BAND: f64 = 3.0;
/// Narrower hatching, in CSS pixels, would be all outline.
const OUTLINED: f64 = 8.0;

/// Everything but the cursor and the minimap, in the order in which it is drawn.
pub fn scene(layout: &Layout, view: &Viewport, say: &Say) -> Vec<DrawCall> {
    let mut calls = Vec::new();
    let axis = axis(view);
    for &mark in &axis.marks {
        let x = view.x(mark.to_micros()).round();
        let (top, bottom) = ((x, AXIS_HEIGHT - 4.0), (x, layout.map_top));
        calls.push(DrawCall::Line(top, bottom, Ink::Line));
    }
    draw_rows(&mut calls, layout, view);
    for run in &layout.runs {
        calls.extend(run.arrows(view));
        calls.extend(deaf(run, view));
    }
    headings::ends(&mut calls, layout, view);
    let left = rect(0.0, 0.0, view.left() - 1.0, layout.map_top);
    let right = rect(view.right() + 1.0, 0.0, view.width, layout.map_top);
    // Spans that begin or end outside reach over the border; the margins cover that.
    calls.push(DrawCall::FillRect(left, Ink::Paper));
    calls.push(DrawCall::FillRect(right, Ink::Paper));
    for &mark in &axis.marks {
        let text = axis.label(mark);
        let x = view.x(mark.to_micros());
        let has_room = x + AXIS_LABEL_HALF < view.width;
        let (x, align) = if has_room {
            (x, Align::Middle)
        } else {
            (view.width, Align::Right)
        };
        calls.push(label(x, 9.0, text, Ink::Muted, align));
    }
    headings::rows(&mut calls, layout, view, say);
    headings::run_tracks(&mut calls, layout, view, say);
    calls
}

/// A band below the caller's row wherever it could not be answered for long, whether it computed or stood still.
fn deaf(run: &RunLayout, view: &Viewport) -> impl Iterator<Item = DrawCall> {
    let caller = run.rows.iter().find(|row| row.kind == RowKind::Caller);
    let bottom = caller.map_or(0.0, |row| row.y + row.height);
    let gaps = run.tracks.deaf.iter();
    gaps.filter(|gap| gap.1 > view.start && gap.0 < view.end)
        .map(move |gap| {
            let (x0, x1) = (view.near(gap.0), view.near(gap.1));
            let band = rect(x0, bottom, (x1 - x0).max(1.0), BAND);
            DrawCall::FillRect(band, Ink::Blocked)
        })
}

/// The line through all strategies at one moment, the outline of the chosen span, and the arrow of
/// its chunk.
pub fn cursor(
    layout: &Layout,
    view: &Viewport,
    time: Option<Micros>,
    chosen: Option<Place>,
) -> Vec<DrawCall> {
    let mut calls = Vec::new();
    let on_axis = |x: f64| x >= view.left() - 0.5 && x <= view.right() + 0.5;
    if let Some(x) = time
        .map(|time| view.x(time).round())
        .filter(|&x| on_axis(x))
    {
        let (top, bottom) = ((x, AXIS_HEIGHT - 6.0), (x, layout.map_top));
        calls.push(DrawCall::Line(top, bottom, Ink::Accent));
    }
    if let Some((run, row, span)) = chosen.and_then(|place| place.find(layout)) {
        let (x0, x1) = (view.near(span.start), view.near(span.end));
        let width = (x1 - x0).max(3.0);
        let outline = rect(x0 - 2.0, row.y - 2.0, width + 4.0, row.height + 4.0);
        if x1 >= view.left() && x0 <= view.right() {
            calls.push(DrawCall::StrokeRect(outline, Ink::Accent, false));
        }
        let is_seen = |call: &DrawCall| matches!(call, DrawCall::Arrow(from, to, _) if on_axis(from.0) && on_axis(to.0));
        calls.extend(run.arrow_of(row, span, view).filter(is_seen));
    }
    calls
}

fn axis(view: &Viewport) -> Axis {
    let most = ((view.right() - view.left()) / 84.0).max(2.0) as u32;
    Axis::new(view.start.to_millis(), view.end.to_millis(), most)
}

fn draw_rows(calls: &mut Vec<DrawCall>, layout: &Layout, view: &Viewport) {
    let before = calls.len();
    let mut gap = 1.0;
    while !draw_rows_by(calls, layout, view, gap, before + MOST_BARS) {
        calls.truncate(before);
        gap *= 2.0;
    }
}

/// Draws bars that are `gap` pixels apart. Gives up where it gets more than `most` calls, unless they
/// could be no fewer.
fn draw_rows_by(
    calls: &mut Vec<DrawCall>,
    layout: &Layout,
    view: &Viewport,
    gap: f64,
    most: usize,
) -> bool {
    for run in &layout.runs {
        for row in &run.rows {
            for layer in &row.layers {
                for bar in layer.bars(&run.tracks, view, gap) {
                    draw_bar(calls, run.tracks.program.colour, row, layer.look, bar);
                }
            }
            if calls.len() > most && gap < WIDEST_GAP {
                return false;
            }
        }
    }
    true
}

fn draw_bar(calls: &mut Vec<DrawCall>, colour: Colour, row: &Row, look: Look, bar: Bar) {
    let own = Ink::Own(colour);
    let x = bar.x0.round();
    let width = (bar.x1.round() - x).max(1.0);
    // A gap of a pixel keeps neighbours apart where there is room for one.
    let is_parted = width >= 4.0 && bar.share >= 1.0;
    let apart = if is_parted { width - 1.0 } else { width };
    let whole = rect(x, row.y, apart, row.height);
    let quarter = (row.height / 4.0).floor();
    // What covers half of its time is half as high.
    let block = |bottom: f64, height: f64| {
        let height = (height * bar.share).round().max(1.0);
        rect(x, bottom - height, apart, height)
    };
    let bottom = row.y + row.height;
    let call = match look {
        Look::Work => DrawCall::FillRect(block(bottom, row.height), own),
        // The program's turn is a base; its tasks' turns stand on it, lower than computing.
        Look::Poll => DrawCall::FillRect(block(bottom, quarter), own),
        Look::Task => {
            let height = row.height - 2.0 * quarter;
            DrawCall::FillRect(block(bottom - quarter, height), own)
        }
        Look::Blocked => {
            // Who is blocked takes a turn all the time, but does not work: nothing solid shows through.
            let block = block(bottom, row.height);
            calls.push(DrawCall::FillRect(block, Ink::Paper));
            if width >= OUTLINED && bar.share >= 1.0 {
                calls.push(DrawCall::StrokeRect(block, Ink::Blocked, false));
            }
            DrawCall::Hatch(block, Ink::Blocked, Pattern::Lines)
        }
        Look::Meanwhile => DrawCall::Hatch(whole, own, Pattern::Dots),
        // A bracket under what it names: nothing is done by it.
        Look::Named => {
            let foot = bottom - 3.0;
            for x in [x, x + apart - 1.0] {
                calls.push(DrawCall::FillRect(
                    rect(x, row.y + 3.0, 1.0, row.height - 6.0),
                    own,
                ));
            }
            DrawCall::FillRect(rect(x, foot, apart, 2.0), own)
        }
        // Not the reader's machine: a line, where work is a block.
        Look::Serving => {
            let height = (row.height - 1.0).min(2.0);
            DrawCall::FillRect(rect(x, row.y + 1.0, apart, height), Ink::Muted)
        }
        Look::Queued if matches!(row.kind, RowKind::Queue) => {
            DrawCall::StrokeRect(whole, Ink::Muted, true)
        }
        Look::Queued => {
            let middle = (row.y + row.height / 2.0).floor();
            DrawCall::StrokeRect(rect(x, middle, apart, 1.0), Ink::Muted, true)
        }
        Look::InFlight => return draw_wait(calls, row, (x, apart), bar.share, own),
    };
    calls.push(call);
}

fn draw_wait(calls: &mut Vec<DrawCall>, row: &Row, (x, width): (f64, f64), share: f64, own: Ink) {
    // Low rows share their border lines: with a gap each, two lines would fill them up.
    let height = if row.height >= 5.0 {
        row.height - 1.0
    } else {
        row.height + 1.0
    };
    if share >= 1.0 {
        let whole = rect(x, row.y, width, height);
        return calls.push(DrawCall::StrokeRect(whole, own, false));
    }
    // Several: hollow too, but without ends, or they would look like one.
    let bottom = row.y + height;
    let seen = (height * share).round().max(2.0);
    for y in [bottom - seen, bottom - 1.0] {
        calls.push(DrawCall::FillRect(rect(x, y, width, 1.0), own));
    }
}

#[cfg(test)]
#[path = "scene_tests.rs"]
pub(super) mod tests;
