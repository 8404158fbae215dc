//! From strips to draw calls: what to draw, where, in which meaning. Waits are hollow, work is
//! solid, blocked is hatched. Knows no canvas: a list of draw calls is tested like any other value.

use super::place::Place;
use super::rows::{AXIS_HEIGHT, HEADING_HEIGHT, Lane, Layout, Row};
use super::viewport::Viewport;
use super::{Say, Strip, strategy_key};
use crate::strategy::Strategy;
use crate::trace::{Span, SpanKind};
use crate::units::{Micros, Millis};
use crate::view::charts::hatch::Rect;
use crate::view::scale::{Axis, Unit};

/// About half the width of a label on the axis, in CSS pixels.
const AXIS_LABEL_HALF: f64 = 26.0;

/// A colour by what it means; the style sheet says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The strategy's own.
    Strategy(Strategy),
    /// Blocked.
    Blocked,
    /// Text.
    Ink,
    /// Text that steps back.
    Muted,
    /// Lines that carry no data.
    Line,
    /// The ground.
    Paper,
    /// The cursor and what is chosen.
    Accent,
}

/// How a rectangle is filled where it is not solid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Rising lines: blocked.
    Lines,
    /// Sparse dots: free, and used for other things.
    Dots,
}

/// Which edge of a text its `x` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Its left edge.
    Left,
    /// Its middle.
    Middle,
    /// Its right edge.
    Right,
}

/// One stroke of the brush, in CSS pixels.
#[derive(Debug, Clone, PartialEq)]
pub enum DrawCall {
    /// A solid rectangle.
    FillRect(Rect, Ink),
    /// A hollow rectangle, its line inside; dashed or not.
    StrokeRect(Rect, Ink, bool),
    /// A rectangle filled with a pattern, without an outline.
    Hatch(Rect, Ink, Pattern),
    /// A text, its middle at `y`; bold or not.
    Text {
        /// Where, by `align`.
        x: f64,
        /// Its middle.
        y: f64,
        /// What it says.
        text: String,
        /// Its colour.
        ink: Ink,
        /// What `x` means.
        align: Align,
        /// Whether it is bold.
        bold: bool,
    },
    /// A thin line from the first point to the second.
    Line((f64, f64), (f64, f64), Ink),
}

/// Everything but the cursor, in the order in which it is drawn.
pub fn scene(strips: &[Strip], layout: &Layout, view: &Viewport, say: &Say) -> Vec<DrawCall> {
    let mut calls = Vec::new();
    let axis = axis(view);
    for &mark in &axis.marks {
        let x = view.x(mark.to_micros()).round();
        calls.push(DrawCall::Line(
            (x, AXIS_HEIGHT - 4.0),
            (x, layout.height),
            Ink::Line,
        ));
    }
    for row in &layout.rows {
        draw_row(&mut calls, &strips[row.strip], row, view);
    }
    draw_ends(&mut calls, strips, layout, view);
    let left = rect(0.0, 0.0, view.left() - 1.0, layout.height);
    let right = rect(view.right() + 1.0, 0.0, view.width, layout.height);
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
    label_rows(&mut calls, layout, say);
    label_strips(&mut calls, strips, layout, view, say);
    calls
}

/// The line through all strategies at one moment, and the outline of the chosen span.
pub fn cursor(
    strips: &[Strip],
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
        calls.push(DrawCall::Line(
            (x, AXIS_HEIGHT - 6.0),
            (x, layout.height),
            Ink::Accent,
        ));
    }
    if let Some((row, span)) = chosen.and_then(|place| place.find(strips, layout)) {
        let (x0, x1) = clipped(span, view);
        let width = (x1 - x0).max(3.0);
        let outline = rect(x0 - 2.0, row.y - 2.0, width + 4.0, row.height + 4.0);
        calls.push(DrawCall::StrokeRect(outline, Ink::Accent, false));
    }
    calls
}

fn axis(view: &Viewport) -> Axis {
    let most = ((view.right() - view.left()) / 84.0).max(2.0) as u32;
    Axis::new(view.start.to_millis(), view.end.to_millis(), most)
}

/// Several spans of one kind that lie within a pixel of each other, or one that is wider.
struct Bar {
    x0: f64,
    x1: f64,
    kind: SpanKind,
}

/// From where to where a span is drawn: what lies far outside is cut off.
fn clipped(span: &Span, view: &Viewport) -> (f64, f64) {
    let (least, most) = (view.left() - 4.0, view.right() + 4.0);
    let x = |time| view.x(time).clamp(least, most);
    (x(span.start), x(span.end))
}

/// What is seen of a row. Level of detail: no more bars than pixels, however many spans.
fn bars(spans: &[Span], row: &Row, view: &Viewport) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    let mut last_of_kind = [None; 7];
    for &place in &row.spans {
        let span = &spans[place as usize];
        if span.end.0 < view.start.0 || span.start.0 > view.end.0 {
            continue;
        }
        let (x0, x1) = clipped(span, view);
        let last = &mut last_of_kind[span.kind as usize];
        let near =
            last.filter(|&last: &usize| x1 - bars[last].x1 < 1.0 && x0 - bars[last].x1 < 1.0);
        if let Some(near) = near {
            bars[near].x1 = bars[near].x1.max(x1);
        } else {
            *last = Some(bars.len());
            bars.push(Bar {
                x0,
                x1,
                kind: span.kind,
            });
        }
    }
    bars
}

fn draw_row(calls: &mut Vec<DrawCall>, strip: &Strip, row: &Row, view: &Viewport) {
    let bars = bars(&strip.spans, row, view);
    // What carries more is drawn over what carries less.
    for kind in [
        SpanKind::Meanwhile,
        SpanKind::Queued,
        SpanKind::InFlight,
        SpanKind::Turn,
        SpanKind::Blocked,
        SpanKind::Work,
    ] {
        for bar in bars.iter().filter(|bar| bar.kind == kind) {
            draw_bar(calls, strip.strategy, row, bar);
        }
    }
}

fn draw_bar(calls: &mut Vec<DrawCall>, strategy: Strategy, row: &Row, bar: &Bar) {
    let own = Ink::Strategy(strategy);
    let x = bar.x0.round();
    let width = (bar.x1.round() - x).max(1.0);
    // A gap of a pixel keeps neighbours apart where there is room for one.
    let apart = if width >= 4.0 { width - 1.0 } else { width };
    let whole = rect(x, row.y, apart, row.height);
    match bar.kind {
        SpanKind::Work => calls.push(DrawCall::FillRect(whole, own)),
        SpanKind::Turn => {
            let inset = (row.height / 4.0).floor();
            let low = rect(x, row.y + inset, apart, row.height - 2.0 * inset);
            calls.push(DrawCall::FillRect(low, own));
        }
        SpanKind::Blocked => {
            // Who is blocked takes a turn all the time, but does not work: nothing solid shows through.
            calls.push(DrawCall::FillRect(whole, Ink::Paper));
            calls.push(DrawCall::Hatch(whole, Ink::Blocked, Pattern::Lines));
            calls.push(DrawCall::StrokeRect(whole, Ink::Blocked, false));
        }
        SpanKind::Meanwhile => calls.push(DrawCall::Hatch(whole, own, Pattern::Dots)),
        SpanKind::Serving => calls.push(DrawCall::FillRect(whole, Ink::Muted)),
        SpanKind::Queued if matches!(row.lane, Lane::Queue) => {
            calls.push(DrawCall::StrokeRect(whole, Ink::Muted, true));
        }
        SpanKind::Queued => {
            let middle = (row.y + row.height / 2.0).floor();
            let thin = rect(x, middle, apart, 1.0);
            calls.push(DrawCall::StrokeRect(thin, Ink::Muted, true));
        }
        SpanKind::InFlight => {
            // Low rows share their border lines: with a gap each, two lines would fill them up.
            let height = if row.height >= 5.0 {
                row.height - 1.0
            } else {
                row.height + 1.0
            };
            calls.push(DrawCall::StrokeRect(
                rect(x, row.y, apart, height),
                own,
                false,
            ));
        }
    }
}

/// A line where a run ends, so that lengths can be compared down the page.
fn draw_ends(calls: &mut Vec<DrawCall>, strips: &[Strip], layout: &Layout, view: &Viewport) {
    for (index, strip) in strips.iter().enumerate() {
        let x = view.x(strip.wall.unwrap_or(strip.now)).round();
        let rows = || layout.rows.iter().filter(|row| row.strip == index);
        let (Some(first), Some(last)) = (rows().next(), rows().next_back()) else {
            continue;
        };
        if strip.length().0 > 0.0 && x >= view.left() && x <= view.right() {
            let (top, bottom) = (first.y - 3.0, last.y + last.height + 3.0);
            calls.push(DrawCall::Line(
                (x, top),
                (x, bottom),
                Ink::Strategy(strip.strategy),
            ));
        }
    }
}

/// Each row that is high enough has its name; of many low ones the first speaks for all.
fn label_rows(calls: &mut Vec<DrawCall>, layout: &Layout, say: &Say) {
    for row in &layout.rows {
        let text = match row.lane {
            Lane::Caller => say("track.caller", &[]),
            Lane::Worker(number) if row.height >= 11.0 => {
                say("track.worker", &[("n", &(number + 1).to_string())])
            }
            Lane::Worker(0) => say("track.workers", &[]),
            Lane::Waits(0) => say("track.waits", &[]),
            Lane::Queue => say("track.queue", &[]),
            Lane::Worker(_) | Lane::Waits(_) => continue,
        };
        let y = row.y + row.height.max(9.0) / 2.0;
        calls.push(label(0.0, y, text, Ink::Muted, Align::Left));
    }
}

fn label_strips(
    calls: &mut Vec<DrawCall>,
    strips: &[Strip],
    layout: &Layout,
    view: &Viewport,
    say: &Say,
) {
    let unit = unit_of(strips);
    for (strip, &top) in strips.iter().zip(&layout.headings) {
        let y = top + HEADING_HEIGHT / 2.0;
        let swatch = rect(0.0, y - 5.0, 10.0, 10.0);
        calls.push(DrawCall::FillRect(swatch, Ink::Strategy(strip.strategy)));
        calls.push(DrawCall::Text {
            x: 16.0,
            y,
            text: say(strategy_key(strip.strategy), &[]),
            ink: Ink::Ink,
            align: Align::Left,
            bold: true,
        });
        if strip.length().0 > 0.0 {
            let ink = if strip.wall.is_some() {
                Ink::Ink
            } else {
                Ink::Muted
            };
            let text = unit.text(strip.length());
            calls.push(label(view.right(), y, text, ink, Align::Right));
        }
    }
}

/// The unit in which the strategies' times are given.
pub fn unit_of(strips: &[Strip]) -> Unit {
    let lengths = strips.iter().map(|strip| strip.length().0);
    Unit::for_longest(Millis(lengths.fold(0.0, f64::max)))
}

fn label(x: f64, y: f64, text: String, ink: Ink, align: Align) -> DrawCall {
    DrawCall::Text {
        x,
        y,
        text,
        ink,
        align,
        bold: false,
    }
}

const fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect {
        x,
        y,
        width,
        height,
    }
}

#[cfg(test)]
#[path = "scene_tests.rs"]
pub(super) mod tests;
