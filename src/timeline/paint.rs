//! Executes draw calls on a canvas: the only place that knows its methods and the page's colours.

use super::draw_call::{Align, DrawCall, Ink, Pattern};
use crate::program::Colour;
use crate::view::charts::hatch::{Rect, hatch_lines};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Distance of the dots that mean "sorting letters", and their size, in CSS pixels.
const DOT_PITCH: f64 = 5.0;
const DOT_SIZE: f64 = 1.5;
/// Length of an arrow's head, in CSS pixels.
const ARROW_HEAD: f64 = 5.0;

/// The style sheet's colours and fonts as they were when they were read: once a theme, since asking
/// the style sheet for each colour of each frame costs more than drawing.
pub struct Palette {
    /// By the numbers that `slot` gives.
    colours: [String; SLOTS.len()],
    font: String,
    bold: String,
}

const SLOTS: [&str; 11] = [
    "--c-slate",
    "--c-blue",
    "--c-orange",
    "--c-green",
    "--c-grey",
    "--c-blocked",
    "--c-ink",
    "--c-muted",
    "--c-line",
    "--c-paper",
    "--c-accent",
];

/// The place of an ink's colour in `SLOTS`.
const fn slot(ink: Ink) -> usize {
    match ink {
        Ink::Own(Colour::Slate) => 0,
        Ink::Own(Colour::Blue) => 1,
        Ink::Own(Colour::Orange) => 2,
        Ink::Own(Colour::Green) => 3,
        Ink::Own(Colour::Grey) => 4,
        Ink::Blocked => 5,
        Ink::Ink => 6,
        Ink::Muted => 7,
        Ink::Line => 8,
        Ink::Paper => 9,
        Ink::Accent => 10,
    }
}

impl Palette {
    /// Reads them from where the canvas stands, so that themes and hosts are obeyed.
    pub fn of(canvas: &HtmlCanvasElement) -> Option<Self> {
        let style = web_sys::window()?.get_computed_style(canvas).ok()??;
        let value = |name: &str| style.get_property_value(name).unwrap_or_default();
        let family = value("font-family");
        let font = |weight: &str| [weight, "12px", &family].join(" ");
        Some(Self {
            colours: SLOTS.map(value),
            font: font("400"),
            bold: font("600"),
        })
    }
}

/// The canvas's pen, its bitmap made as large as the screen's pixels want, and empty.
pub fn pen(
    canvas: &HtmlCanvasElement,
    width: f64,
    height: f64,
) -> Option<CanvasRenderingContext2d> {
    let ratio = web_sys::window()?.device_pixel_ratio();
    let pixels = |length: f64| (length * ratio).round() as u32;
    if (canvas.width(), canvas.height()) != (pixels(width), pixels(height)) {
        canvas.set_width(pixels(width));
        canvas.set_height(pixels(height));
    }
    let pen = canvas.get_context("2d").ok()??;
    let pen = pen.dyn_into::<CanvasRenderingContext2d>().ok()?;
    pen.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
    pen.clear_rect(0.0, 0.0, width, height);
    Some(pen)
}

/// Executes the calls in order.
pub fn paint(pen: &CanvasRenderingContext2d, calls: &[DrawCall], palette: &Palette) {
    pen.set_line_width(1.0);
    pen.set_text_baseline("middle");
    let mut last = None;
    for call in calls {
        let ink = call.ink();
        if last != Some(ink) {
            let colour = &palette.colours[slot(ink)];
            pen.set_fill_style_str(colour);
            pen.set_stroke_style_str(colour);
            last = Some(ink);
        }
        match call {
            DrawCall::FillRect(r, _) => pen.fill_rect(r.x, r.y, r.width, r.height),
            DrawCall::StrokeRect(rect, _, dashed) => stroke(pen, *rect, *dashed),
            DrawCall::Hatch(rect, _, Pattern::Lines) => lines(pen, *rect),
            DrawCall::Hatch(rect, _, Pattern::Dots) => dots(pen, *rect),
            DrawCall::Line(from, to, _) => strokes(pen, &[[*from, *to]]),
            DrawCall::Arrow(from, to, _) => arrow(pen, *from, *to),
            DrawCall::Text {
                x,
                y,
                text,
                align,
                bold,
                ..
            } => {
                pen.set_font(if *bold { &palette.bold } else { &palette.font });
                pen.set_text_align(match align {
                    Align::Left => "left",
                    Align::Middle => "center",
                    Align::Right => "right",
                });
                // Fails only where there is no canvas to draw on.
                let _ = pen.fill_text(text, *x, *y);
            }
        }
    }
}

/// Thin lines, in the middle of their pixels where they are upright.
fn strokes(pen: &CanvasRenderingContext2d, lines: &[[(f64, f64); 2]]) {
    pen.begin_path();
    for [from, to] in lines {
        pen.move_to(from.0 + 0.5, from.1);
        pen.line_to(to.0 + 0.5, to.1);
    }
    pen.stroke();
}

/// A line with a head: two strokes back from its point.
fn arrow(pen: &CanvasRenderingContext2d, from: (f64, f64), to: (f64, f64)) {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let length = x.hypot(y).max(1.0);
    let (along, across) = (ARROW_HEAD / length, ARROW_HEAD / length / 2.0);
    let end = |side: f64| {
        (
            to.0 - x * along + side * y * across,
            to.1 - y * along - side * x * across,
        )
    };
    strokes(pen, &[[from, to], [end(1.0), to], [end(-1.0), to]]);
}

/// An outline inside the rectangle. One that has no inside becomes a line; dashed, a dashed line.
fn stroke(pen: &CanvasRenderingContext2d, rect: Rect, dashed: bool) {
    if !dashed && rect.width <= 2.0 {
        return pen.fill_rect(rect.x, rect.y, rect.width, rect.height);
    }
    if !dashed {
        return pen.stroke_rect(
            rect.x + 0.5,
            rect.y + 0.5,
            rect.width - 1.0,
            rect.height - 1.0,
        );
    }
    if rect.height <= 1.0 {
        // A row of short dashes, on the page's own grid.
        let mut x = (rect.x / 6.0).ceil() * 6.0;
        while x < rect.x + rect.width {
            pen.fill_rect(x, rect.y, 3.0f64.min(rect.x + rect.width - x), 1.0);
            x += 6.0;
        }
        return;
    }
    for y in [rect.y, rect.y + rect.height - 1.0] {
        stroke(
            pen,
            Rect {
                y,
                height: 1.0,
                ..rect
            },
            true,
        );
    }
}

fn lines(pen: &CanvasRenderingContext2d, rect: Rect) {
    pen.begin_path();
    for [from, to] in hatch_lines(rect) {
        pen.move_to(from.0, from.1);
        pen.line_to(to.0, to.1);
    }
    pen.stroke();
}

fn dots(pen: &CanvasRenderingContext2d, rect: Rect) {
    pen.begin_path();
    let first = |start: f64| (start / DOT_PITCH).ceil() * DOT_PITCH;
    let mut y = rect.y + 3.0;
    while y < rect.y + rect.height - 1.0 {
        let mut x = first(rect.x);
        while x < rect.x + rect.width {
            pen.rect(x, y, DOT_SIZE, DOT_SIZE);
            x += DOT_PITCH;
        }
        y += DOT_PITCH;
    }
    pen.fill();
}
