//! Writes SVG as text. Charts are pure functions to text: small, tested without a browser, and the
//! same text can be saved as a file. Colours come by class from `www/later.css`.

use super::hatch::{Rect, hatch_lines};
use crate::view::markup::escape;
use crate::view::numbers::fixed;

/// Straight lines from point to point. Lengths are CSS pixels.
#[derive(Debug, Clone, Default)]
pub struct Path(String);

impl Path {
    /// One line through all of the points.
    pub fn through(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut path = Self::default();
        for (index, point) in points.into_iter().enumerate() {
            path.add(if index == 0 { 'M' } else { 'L' }, point);
        }
        path
    }

    /// Goes on at a point without a line to it.
    pub fn jump(&mut self, to: (f64, f64)) {
        self.add('M', to);
    }

    /// A line to a point.
    pub fn line(&mut self, to: (f64, f64)) {
        self.add('L', to);
    }

    fn add(&mut self, command: char, (x, y): (f64, f64)) {
        self.0.push(command);
        self.0.push_str(&coordinate(x));
        self.0.push(' ');
        self.0.push_str(&coordinate(y));
    }
}

/// A number as SVG reads it, to a tenth: with a plain hyphen as its sign.
fn coordinate(number: f64) -> String {
    let text = fixed(number.abs(), 1);
    if number < 0.0 {
        ["-", &text].concat()
    } else {
        text
    }
}

/// A drawing that is being written. Lengths are CSS pixels.
pub struct Svg(String);

impl Svg {
    /// A drawing of that size, told by its label to those who don't see it.
    pub fn new(width: f64, height: f64, label: &str) -> Self {
        let mut svg = Self("<svg role=\"group\"".to_owned());
        svg.attribute("aria-label", label);
        svg.attribute("width", &fixed(width, 0));
        svg.attribute("height", &fixed(height, 0));
        svg.0.push('>');
        svg
    }

    /// A small sign beside a text that says the same, so that it needs no label.
    pub fn sign(width: f64, height: f64, class: &str) -> Self {
        let mut svg = Self("<svg aria-hidden=\"true\"".to_owned());
        svg.attribute("class", class);
        svg.attribute("width", &fixed(width, 0));
        svg.attribute("height", &fixed(height, 0));
        svg.0.push('>');
        svg
    }

    fn attribute(&mut self, name: &str, value: &str) {
        for part in [" ", name, "=\""] {
            self.0.push_str(part);
        }
        self.escaped(value);
        self.0.push('"');
    }

    fn escaped(&mut self, text: &str) {
        self.0.push_str(&escape(text));
    }

    fn open(&mut self, tag: &str, class: &str) {
        self.0.push('<');
        self.0.push_str(tag);
        self.attribute("class", class);
    }

    fn close(&mut self, tag: &str) {
        for part in ["</", tag, ">"] {
            self.0.push_str(part);
        }
    }

    /// Any element that has only numbers as attributes.
    pub fn mark(&mut self, tag: &str, class: &str, numbers: &[(&str, f64)]) {
        self.open(tag, class);
        for &(name, number) in numbers {
            self.attribute(name, &coordinate(number));
        }
        self.0.push_str("/>");
    }

    /// A rectangle.
    pub fn rect(&mut self, class: &str, rect: Rect) {
        let Rect {
            x,
            y,
            width,
            height,
        } = rect;
        let numbers = [("x", x), ("y", y), ("width", width), ("height", height)];
        self.mark("rect", class, &numbers);
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let numbers = [("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)];
        self.mark("line", class, &numbers);
    }

    /// The lines that mean "blocked".
    pub fn hatch(&mut self, class: &str, rect: Rect) {
        let mut path = Path::default();
        for [from, to] in hatch_lines(rect) {
            path.jump(from);
            path.line(to);
        }
        self.path(class, &path);
    }

    /// A path, as `Path` writes it.
    pub fn path(&mut self, class: &str, path: &Path) {
        self.open("path", class);
        self.attribute("d", &path.0);
        self.0.push_str("/>");
    }

    /// A text whose middle is at `y`.
    pub fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.open("text", class);
        self.attribute("x", &coordinate(x));
        self.attribute("y", &coordinate(y + 4.0));
        self.0.push('>');
        self.escaped(text);
        self.close("text");
    }

    /// Begins a group that tells what it shows: to the pointer over it, and to whoever focuses it.
    pub fn telling(&mut self, class: &str, says: &str) {
        self.open("g", class);
        self.attribute("data-say", says);
        self.attribute("aria-label", says);
        self.0.push_str(" role=\"img\" tabindex=\"0\">");
    }

    /// Begins a group that tells what it shows to the pointer over it only: for many small things.
    pub fn whispering(&mut self, class: &str, says: &str) {
        self.open("g", class);
        self.attribute("data-say", says);
        self.0.push('>');
    }

    /// Begins a group.
    pub fn group(&mut self, class: &str) {
        self.open("g", class);
        self.0.push('>');
    }

    /// Ends the group.
    pub fn end_group(&mut self) {
        self.close("g");
    }

    /// The whole text.
    pub fn finish(mut self) -> String {
        self.close("svg");
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_of_zero_is_written_as_svg_reads_it() {
        let mut svg = Svg::sign(10.0, 20.0, "s");
        svg.path("p", &Path::through([(-1.26, 0.0), (2.0, -0.5)]));
        assert!(svg.finish().contains(r#"d="M-1.3 0.0L2.0 -0.5""#));
    }

    #[test]
    fn texts_are_escaped() {
        let mut svg = Svg::new(10.0, 20.0, "a \"b\"");
        svg.text("name", 1.0, 2.0, "x < y & z");
        let expected = concat!(
            r#"<svg role="group" aria-label="a &quot;b&quot;" width="10" height="20">"#,
            r#"<text class="name" x="1.0" y="6.0">x &lt; y &amp; z</text></svg>"#
        );
        assert_eq!(svg.finish(), expected);
    }
}
