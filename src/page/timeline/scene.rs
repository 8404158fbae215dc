//! From strips to draw calls: what to draw, where, in which meaning. Waits are hollow, work is
//! solid, blocked is hatched. Knows no canvas: a list of draw calls is tested like any other value.

use super::draw_call::{Align, DrawCall, Ink, Pattern, label, rect};
use super::layer::{Bar, Look};
use super::place::Place;
use super::rows::{AXIS_HEIGHT, Lane, Layout, Row, Stack};
use super::viewport::Viewport;
use super::{Say, headings};
use crate::strategy::Strategy;
use crate::units::Micros;
use crate::view::scale::Axis;

/// About half the width of a label on the axis, in CSS pixels.
const AXIS_LABEL_HALF: f64 = 26.0;
/// A frame of more bars than this would take a canvas longer than a sixtieth of a second; so bars
/// that are near each other become one, first within a pixel, then within two, four, and so on.
const MOST_BARS: usize = 12_000;
const WIDEST_GAP: f64 = 16.0;

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
    for stack in &layout.stacks {
        calls.extend(stack.arrows(view));
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
    headings::rows(&mut calls, layout, say);
    headings::strips(&mut calls, layout, view, say);
    calls
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
    if let Some((stack, row, span)) = chosen.and_then(|place| place.find(layout)) {
        let (x0, x1) = (view.near(span.start), view.near(span.end));
        let width = (x1 - x0).max(3.0);
        let outline = rect(x0 - 2.0, row.y - 2.0, width + 4.0, row.height + 4.0);
        calls.push(DrawCall::StrokeRect(outline, Ink::Accent, false));
        let is_seen = |call: &DrawCall| matches!(call, DrawCall::Arrow(from, to, _) if on_axis(from.0) && on_axis(to.0));
        calls.extend(stack.arrow_of(row, span, view).filter(is_seen));
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
    loop {
        for stack in &layout.stacks {
            for row in &stack.rows {
                draw_row(calls, stack, row, view, gap);
            }
        }
        if calls.len() - before <= MOST_BARS || gap >= WIDEST_GAP {
            return;
        }
        calls.truncate(before);
        gap *= 2.0;
    }
}

fn draw_row(calls: &mut Vec<DrawCall>, stack: &Stack, row: &Row, view: &Viewport, gap: f64) {
    for layer in &row.layers {
        for bar in layer.bars(&stack.strip, view, gap) {
            draw_bar(calls, stack.strip.strategy, row, layer.look, bar);
        }
    }
}

fn draw_bar(calls: &mut Vec<DrawCall>, strategy: Strategy, row: &Row, look: Look, (x0, x1): Bar) {
    let own = Ink::Strategy(strategy);
    let x = x0.round();
    let width = (x1.round() - x).max(1.0);
    // A gap of a pixel keeps neighbours apart where there is room for one.
    let apart = if width >= 4.0 { width - 1.0 } else { width };
    let whole = rect(x, row.y, apart, row.height);
    let quarter = (row.height / 4.0).floor();
    let call = match look {
        Look::Work => DrawCall::FillRect(whole, own),
        // The program's turn is a base; its tasks' turns stand on it, lower than computing.
        Look::Turn => {
            let y = row.y + row.height - quarter;
            DrawCall::FillRect(rect(x, y, apart, quarter), own)
        }
        Look::Task => {
            let height = row.height - 2.0 * quarter;
            DrawCall::FillRect(rect(x, row.y + quarter, apart, height), own)
        }
        Look::Blocked => {
            // Who is blocked takes a turn all the time, but does not work: nothing solid shows through.
            calls.push(DrawCall::FillRect(whole, Ink::Paper));
            calls.push(DrawCall::Hatch(whole, Ink::Blocked, Pattern::Lines));
            DrawCall::StrokeRect(whole, Ink::Blocked, false)
        }
        Look::Meanwhile => DrawCall::Hatch(whole, own, Pattern::Dots),
        Look::Serving => {
            let height = (row.height - 1.0).max(1.0);
            DrawCall::FillRect(rect(x, row.y, apart, height), Ink::Muted)
        }
        Look::Queued if matches!(row.lane, Lane::Queue) => {
            DrawCall::StrokeRect(whole, Ink::Muted, true)
        }
        Look::Queued => {
            let middle = (row.y + row.height / 2.0).floor();
            DrawCall::StrokeRect(rect(x, middle, apart, 1.0), Ink::Muted, true)
        }
        Look::InFlight => {
            // Low rows share their border lines: with a gap each, two lines would fill them up.
            let height = if row.height >= 5.0 {
                row.height - 1.0
            } else {
                row.height + 1.0
            };
            DrawCall::StrokeRect(rect(x, row.y, apart, height), own, false)
        }
    };
    calls.push(call);
}

#[cfg(test)]
#[path = "scene_tests.rs"]
pub(super) mod tests;
