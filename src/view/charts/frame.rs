//! What the charts of strategies share: a row each, an axis from zero, the names of the rows.

use super::hatch::Rect;
use super::svg::Svg;
use super::ticks::Ticks;
use crate::program::{Colour, Program};
use crate::units::Millis;
use crate::view::names::{Say, program_name};

/// Room for the axis below the rows, in CSS pixels.
const AXIS_HEIGHT: f64 = 24.0;
/// Right of the plot, for the label of the longest bar.
const RIGHT: f64 = 72.0;
/// Below this width names stand above their rows instead of left of them.
const NARROW: f64 = 480.0;
/// From mark to mark of the axis, at least.
const MARK_ROOM: f64 = 72.0;

/// What stands in the rows, which says how high they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Dots spread about a line, or a thick bar.
    Dots,
    /// A bar.
    Bars,
    /// Two bars, one below the other.
    Pairs,
    /// A curve over its line.
    Curves,
}

impl Rows {
    /// Of a row's height, in CSS pixels: what is above its line, what is below it, and what the name
    /// takes where it stands above.
    const fn heights(self, is_narrow: bool) -> (f64, f64, f64) {
        match self {
            Self::Dots => (20.0, 20.0, 18.0),
            Self::Bars if is_narrow => (17.0, 17.0, 12.0),
            // A name and a note below it are as high.
            Self::Bars => (19.0, 19.0, 0.0),
            Self::Pairs => (20.0, 20.0, 18.0),
            Self::Curves => (56.0, 10.0, 18.0),
        }
    }
}

/// Where a chart's rows and axis are, in CSS pixels.
pub struct Frame {
    /// Width of it all.
    pub width: f64,
    /// Height of it all.
    pub height: f64,
    left: f64,
    to: f64,
    rows: Rows,
    ticks: Ticks,
}

impl Frame {
    /// A frame of that width for that many rows, its axis from zero to `longest`.
    pub fn new(width: f64, rows: usize, longest: Millis) -> Self {
        Self::times(width, (rows, Rows::Dots), longest)
    }

    /// The same for rows of any kind.
    pub fn times(width: f64, rows: (usize, Rows), longest: Millis) -> Self {
        let to = if longest.0 > 0.0 { longest.0 } else { 1.0 };
        let mut frame = Self::empty(width, rows, to);
        let most = (frame.plot_width() / MARK_ROOM).max(2.0) as u32;
        frame.ticks = Ticks::times(Millis(to), most);
        frame
    }

    /// A frame whose axis has plain numbers, from zero to `most`.
    pub fn numbers(width: f64, rows: (usize, Rows), most: f64) -> Self {
        let to = if most > 0.0 { most } else { 1.0 };
        let mut frame = Self::empty(width, rows, to);
        let marks = (frame.plot_width() / MARK_ROOM).max(2.0) as u32;
        frame.ticks = Ticks::numbers(to, marks);
        frame
    }

    /// A frame whose axis goes from nothing to all.
    pub fn shares(width: f64, rows: (usize, Rows)) -> Self {
        let mut frame = Self::empty(width, rows, 1.0);
        frame.ticks = Ticks::shares();
        frame
    }

    fn empty(width: f64, (count, rows): (usize, Rows), to: f64) -> Self {
        let mut frame = Self {
            width,
            height: 0.0,
            left: if width < NARROW { 4.0 } else { 150.0 },
            to,
            rows,
            ticks: Ticks::default(),
        };
        frame.height = count as f64 * frame.row_height() + AXIS_HEIGHT;
        frame
    }

    fn is_narrow(&self) -> bool {
        self.width < NARROW
    }

    fn row_height(&self) -> f64 {
        let (above, below, name) = self.rows.heights(self.is_narrow());
        above + below + if self.is_narrow() { name } else { 0.0 }
    }

    fn plot_width(&self) -> f64 {
        (self.width - RIGHT - self.left).max(1.0)
    }

    /// Where a value of the axis is.
    pub fn at(&self, value: f64) -> f64 {
        self.left + value / self.to * self.plot_width()
    }

    /// Where a time is.
    pub fn x(&self, time: Millis) -> f64 {
        self.at(time.0)
    }

    /// The line of a row's marks.
    pub fn y(&self, row: usize) -> f64 {
        (row + 1) as f64 * self.row_height() - self.rows.heights(self.is_narrow()).1
    }

    /// The place of a row's marks, to be pointed at.
    pub fn row(&self, row: usize) -> Rect {
        let (above, below, _) = self.rows.heights(self.is_narrow());
        Rect {
            x: self.left,
            y: self.y(row) - above + 1.0,
            width: self.width - self.left,
            height: above + below - 2.0,
        }
    }

    /// Grid, axis and the names of the rows.
    pub fn draw(&self, svg: &mut Svg, programs: impl Iterator<Item = Program>, say: &Say) {
        self.draw_noted(svg, programs.map(|program| (program, String::new())), say);
    }

    /// The same with a short note to each name, which may be empty.
    pub fn draw_noted(
        &self,
        svg: &mut Svg,
        rows: impl Iterator<Item = (Program, String)>,
        say: &Say,
    ) {
        let bottom = self.height - AXIS_HEIGHT;
        for (value, label) in &self.ticks.0 {
            let x = self.at(*value).round();
            svg.line("grid", (x, 0.0), (x, bottom + 4.0));
            svg.text("mark", x, bottom + 14.0, label);
        }
        for (row, (program, note)) in rows.enumerate() {
            let (above, below, name) = self.rows.heights(self.is_narrow());
            let middle = self.y(row) + (below - above) / 2.0;
            let (name_y, note_at) = if self.is_narrow() {
                let y = self.y(row) - above - name / 2.0 + 3.0;
                (y, (self.width, y))
            } else if note.is_empty() {
                (middle, (0.0, middle))
            } else {
                (middle - 8.0, (16.0, middle + 8.0))
            };
            svg.rect(&colour_class(program.colour), swatch(name_y));
            svg.text("name", 16.0, name_y, &program_name(program, say));
            if !note.is_empty() {
                let class = if self.is_narrow() { "note end" } else { "note" };
                svg.text(class, note_at.0, note_at.1, &note);
            }
        }
    }

    /// A dash where a row has nothing to show.
    pub fn draw_nothing(&self, svg: &mut Svg, row: usize) {
        svg.text("muted", self.at(0.0), self.y(row), "—");
    }
}

fn swatch(middle: f64) -> Rect {
    Rect {
        x: 0.0,
        y: middle - 5.0,
        width: 10.0,
        height: 10.0,
    }
}

/// The class that gives what is inside that colour.
pub fn colour_class(colour: Colour) -> String {
    ["s-", colour.id()].concat()
}

#[cfg(test)]
mod tests {
    use super::super::time::tests::say;
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn rows_follow_each_other_and_stay_within() {
        for rows in [Rows::Dots, Rows::Bars, Rows::Pairs, Rows::Curves] {
            for width in [390.0, 800.0] {
                let frame = Frame::times(width, (3, rows), Millis(10.0));
                let places: Vec<Rect> = (0..3).map(|row| frame.row(row)).collect();
                for pair in places.windows(2) {
                    assert!(pair[0].y + pair[0].height < pair[1].y, "{rows:?} {width}");
                }
                assert!(places[0].y >= 0.0);
                let bottom = places[2].y + places[2].height;
                assert!(bottom <= frame.height - AXIS_HEIGHT);
            }
        }
    }

    #[test]
    fn a_note_stands_below_its_name_or_at_the_right() {
        let rows = || [(Program::of(Strategy::Async), "12 letters".to_owned())].into_iter();
        for (width, expected) in [
            (800.0, r#"<text class="note" x="16.0" "#),
            (390.0, r#"<text class="note end" x="390.0" "#),
        ] {
            let frame = Frame::shares(width, (1, Rows::Bars));
            let mut svg = Svg::new(frame.width, frame.height, "");
            frame.draw_noted(&mut svg, rows(), &say);
            let svg = svg.finish();
            assert!(svg.contains(expected), "{svg}");
            assert!(svg.contains(">100\u{a0}%<"));
        }
    }
}
