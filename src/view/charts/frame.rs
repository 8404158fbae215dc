//! What the charts share: the time axis from zero, the names of the rows.

use super::hatch::Rect;
use super::svg::Svg;
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::view::names::{Say, strategy_key};
use crate::view::scale::Axis;

/// Room for the axis below the rows, in CSS pixels.
const AXIS_HEIGHT: f64 = 24.0;
/// Right of the plot, for the label of the longest bar.
const RIGHT: f64 = 72.0;
/// Below this width names stand above their rows instead of left of them.
const NARROW: f64 = 480.0;

/// Where a chart's rows and axis are, in CSS pixels.
pub struct Frame {
    /// Width of it all.
    pub width: f64,
    /// Height of it all.
    pub height: f64,
    left: f64,
    longest: Millis,
    row_height: f64,
}

impl Frame {
    /// A frame of that width for that many rows, its axis from zero to `longest`.
    pub fn new(width: f64, rows: usize, longest: Millis) -> Self {
        let is_narrow = width < NARROW;
        let row_height = if is_narrow { 58.0 } else { 40.0 };
        Self {
            width,
            height: rows as f64 * row_height + AXIS_HEIGHT,
            left: if is_narrow { 4.0 } else { 150.0 },
            longest: if longest.0 > 0.0 {
                longest
            } else {
                Millis(1.0)
            },
            row_height,
        }
    }

    /// Where a time is.
    pub fn x(&self, time: Millis) -> f64 {
        self.left + time.0 / self.longest.0 * (self.width - RIGHT - self.left).max(1.0)
    }

    /// The middle of a row's marks.
    pub fn y(&self, row: usize) -> f64 {
        (row + 1) as f64 * self.row_height - 20.0
    }

    /// Grid, axis and the names of the rows.
    pub fn draw(&self, svg: &mut Svg, strategies: impl Iterator<Item = Strategy>, say: &Say) {
        let most = ((self.x(self.longest) - self.left) / 72.0).max(2.0) as u32;
        let axis = Axis::new(Millis(0.0), self.longest, most);
        let bottom = self.height - AXIS_HEIGHT;
        for &mark in &axis.marks {
            let x = self.x(mark).round();
            svg.line("grid", (x, 0.0), (x, bottom + 4.0));
            svg.text("mark", x, bottom + 14.0, &axis.label(mark));
        }
        let above = if self.width < NARROW { 24.0 } else { 0.0 };
        for (row, strategy) in strategies.enumerate() {
            let y = self.y(row) - above;
            let swatch = Rect {
                x: 0.0,
                y: y - 5.0,
                width: 10.0,
                height: 10.0,
            };
            svg.rect(&strategy_class(strategy), swatch);
            svg.text("name", 16.0, y, &say(strategy_key(strategy), &[]));
        }
    }

    /// A dash where a row has nothing to show.
    pub fn draw_nothing(&self, svg: &mut Svg, row: usize) {
        svg.text("muted", self.x(Millis(0.0)), self.y(row), "—");
    }
}

/// The class that gives what is inside its strategy's colour.
pub fn strategy_class(strategy: Strategy) -> String {
    ["s-", strategy.id()].concat()
}
