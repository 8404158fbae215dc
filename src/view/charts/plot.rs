//! What the charts of one number against another share: two axes, and where a point is.

use super::svg::Svg;
use super::ticks::Ticks;

/// The plot's height without its axis, in CSS pixels.
const HEIGHT: f64 = 210.0;
/// Above it, for the name of the upright axis.
const TOP: f64 = 26.0;
/// Below it, for the marks and the name of the lying axis.
const BOTTOM: f64 = 44.0;
/// Left of it, for the marks.
const LEFT: f64 = 58.0;
/// Right of it, for half a mark.
const RIGHT: f64 = 20.0;

/// From where to where an axis goes, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// Evenly.
    Even(f64, f64),
    /// Each tenfold takes the same room; both ends above zero.
    Logarithmic(f64, f64),
}

impl Scale {
    /// 0 at its beginning, 1 at its end.
    fn part(self, value: f64) -> f64 {
        let (from, to, value) = match self {
            Self::Even(from, to) => (from, to, value),
            Self::Logarithmic(from, to) => (from.ln(), to.ln(), value.ln()),
        };
        if to > from {
            (value - from) / (to - from)
        } else {
            0.5
        }
    }
}

/// Where the axes are.
pub struct Plot {
    /// Width of it all, in CSS pixels.
    pub width: f64,
    /// Height of it all.
    pub height: f64,
    x: Scale,
    y: Scale,
}

impl Plot {
    /// A plot of that width.
    pub fn new(width: f64, x: Scale, y: Scale) -> Self {
        Self {
            width,
            height: TOP + HEIGHT + BOTTOM,
            x,
            y,
        }
    }

    /// Where a value of the lying axis is.
    pub fn x(&self, value: f64) -> f64 {
        LEFT + self.x.part(value) * (self.width - LEFT - RIGHT).max(1.0)
    }

    /// Where a value of the upright axis is.
    pub fn y(&self, value: f64) -> f64 {
        TOP + (1.0 - self.y.part(value)) * HEIGHT
    }

    /// Both.
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.x(x), self.y(y))
    }

    /// Its upper and its lower edge.
    pub fn edges(&self) -> (f64, f64) {
        (TOP, TOP + HEIGHT)
    }

    /// Grid, marks and the names of the axes.
    pub fn draw(&self, svg: &mut Svg, x: (&Ticks, &str), y: (&Ticks, &str)) {
        let (top, bottom) = self.edges();
        let right = self.width - RIGHT;
        for (value, label) in &y.0.0 {
            let y = self.y(*value).round();
            svg.line("grid", (LEFT, y), (right, y));
            svg.text("mark end", LEFT - 8.0, y, label);
        }
        for (value, label) in &x.0.0 {
            let x = self.x(*value).round();
            svg.line("grid", (x, top), (x, bottom + 4.0));
            svg.text("mark", x, bottom + 14.0, label);
        }
        svg.line("axis", (LEFT, bottom), (right, bottom));
        svg.text("axis end", right, bottom + 32.0, x.1);
        svg.text("axis", 0.0, 8.0, y.1);
    }

    /// From low to high at a place, its ends marked.
    pub fn whisker(&self, svg: &mut Svg, x: f64, (low, high): (f64, f64)) {
        let (x, low, high) = (self.x(x), self.y(low), self.y(high));
        svg.line("spread", (x, high), (x, low));
        for end in [low, high] {
            svg.line("spread", (x - 3.0, end), (x + 3.0, end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenfolds_take_the_same_room() {
        let plot = Plot::new(478.0, Scale::Logarithmic(1.0, 100.0), Scale::Even(0.0, 2.0));
        assert_eq!(plot.at(1.0, 0.0), (LEFT, TOP + HEIGHT));
        assert_eq!(plot.at(10.0, 1.0), (LEFT + 200.0, TOP + HEIGHT / 2.0));
        assert_eq!(plot.at(100.0, 2.0), (LEFT + 400.0, TOP));
        let empty = Plot::new(478.0, Scale::Even(3.0, 3.0), Scale::Even(0.0, 0.0));
        assert_eq!(empty.x(3.0), LEFT + 200.0);
    }
}
