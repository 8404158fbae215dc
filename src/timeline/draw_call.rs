//! What can be drawn: the words between the scene, which knows no canvas, and the painter, which knows
//! no timeline.

use crate::program::Colour;
use crate::view::charts::hatch::Rect;

/// A colour by what it means; the style sheet says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The program's own.
    Own(Colour),
    /// Blocked.
    Blocked,
    /// Text.
    Ink,
    /// Text that steps back.
    Muted,
    /// Lines that carry no data.
    Line,
    /// The runtime.
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
    /// The same with a head at the second.
    Arrow((f64, f64), (f64, f64), Ink),
}

impl DrawCall {
    /// Its colour.
    pub const fn ink(&self) -> Ink {
        match self {
            Self::FillRect(_, ink)
            | Self::StrokeRect(_, ink, _)
            | Self::Hatch(_, ink, _)
            | Self::Line(_, _, ink)
            | Self::Arrow(_, _, ink)
            | Self::Text { ink, .. } => *ink,
        }
    }
}

/// A text that is not bold.
pub const fn label(x: f64, y: f64, text: String, ink: Ink, align: Align) -> DrawCall {
    DrawCall::Text {
        x,
        y,
        text,
        ink,
        align,
        bold: false,
    }
}

/// A rectangle by its left, top, width and height.
pub const fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect {
        x,
        y,
        width,
        height,
    }
}
