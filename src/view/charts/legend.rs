//! What the marks of a chart mean, below its axis and part of the drawing, so that a saved chart explains
//! itself.

use super::hatch::Rect;
use super::svg::Svg;

/// A sign's width, and the gap to its text, in CSS pixels.
const SIGN_WIDTH: f64 = 24.0;
const GAP: f64 = 6.0;
/// Between two entries.
const BETWEEN: f64 = 18.0;
/// Above it all.
const ABOVE: f64 = 6.0;
/// From line to line.
const LINE: f64 = 18.0;
/// A letter's width, on the safe side: nothing measures text here.
const LETTER: f64 = 7.2;

/// What an entry shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A dot of this class, and one of that class over it (or nothing).
    Dot(&'static str, &'static str),
    /// A line of this class.
    Line(&'static str),
    /// A line of this class with a dot of that class on it.
    LineAndDot(&'static str, &'static str),
    /// A rectangle of this class.
    Box(&'static str),
    /// A rectangle of this class in a frame of that class.
    Framed(&'static str, &'static str),
}

/// A sign and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The class of the group around the sign, which gives it its colour.
    pub class: String,
    /// The sign.
    pub sign: Sign,
    /// What it means.
    pub text: String,
}

/// Entries laid out in lines.
pub struct Legend {
    placed: Vec<(f64, f64, Entry, Vec<String>)>,
    /// The height of it all in CSS pixels.
    pub height: f64,
}

impl Legend {
    /// Lays the entries out in a width.
    pub fn new(entries: Vec<Entry>, width: f64) -> Self {
        let most_letters = ((width - SIGN_WIDTH - GAP) / LETTER).max(8.0) as usize;
        let (mut x, mut y) = (0.0, 0.0);
        let mut placed: Vec<(f64, f64, Entry, Vec<String>)> = Vec::new();
        let mut height: f64 = 0.0;
        for entry in entries {
            let lines = wrapped(&entry.text, most_letters);
            let letters = lines.iter().map(|line| line.chars().count()).max();
            let own = SIGN_WIDTH + GAP + letters.unwrap_or(0) as f64 * LETTER;
            if x > 0.0 && x + own > width {
                (x, y) = (0.0, height);
            }
            height = height.max(y + lines.len() as f64 * LINE);
            placed.push((x, y, entry, lines));
            x += own + BETWEEN;
        }
        if height > 0.0 {
            height += ABOVE;
        }
        Self { placed, height }
    }

    /// Draws it, its upper edge at `top`.
    pub fn draw(&self, svg: &mut Svg, top: f64) {
        for (x, y, entry, lines) in &self.placed {
            let middle = top + ABOVE + y + LINE / 2.0;
            svg.group(&entry.class);
            draw_sign(svg, entry.sign, *x, middle);
            svg.end_group();
            for (line, text) in lines.iter().enumerate() {
                let below = line as f64 * LINE;
                svg.text("key", x + SIGN_WIDTH + GAP, middle + below, text);
            }
        }
    }
}

fn draw_sign(svg: &mut Svg, sign: Sign, x: f64, y: f64) {
    let line = |svg: &mut Svg, class| svg.line(class, (x, y), (x + SIGN_WIDTH, y));
    let middle = x + SIGN_WIDTH / 2.0;
    match sign {
        Sign::Dot(class, over) => {
            dot(svg, class, (middle, y));
            if !over.is_empty() {
                dot(svg, over, (middle, y));
            }
        }
        Sign::Line(class) => line(svg, class),
        Sign::LineAndDot(class, dots) => {
            line(svg, class);
            dot(svg, dots, (middle, y));
        }
        Sign::Box(class) => svg.rect(class, sign_box(x, y, 10.0)),
        Sign::Framed(class, frame) => {
            svg.rect(frame, sign_box(x, y, 12.0));
            svg.rect(class, sign_box(x, y, 6.0));
        }
    }
}

/// The place of a sign with its middle at `y`.
fn sign_box(x: f64, y: f64, height: f64) -> Rect {
    Rect {
        x: x + 1.0,
        y: y - height / 2.0,
        width: SIGN_WIDTH - 2.0,
        height,
    }
}

/// A sample's mark: a dot, the ring around an outlier, or the hollow, crossed dot of a disturbed one.
pub fn dot(svg: &mut Svg, class: &str, (x, y): (f64, f64)) {
    let radius = match class {
        "ring" => 5.5,
        "disturbed" => 3.5,
        _ => 3.0,
    };
    svg.mark("circle", class, &[("cx", x), ("cy", y), ("r", radius)]);
    if class == "disturbed" {
        svg.line("cross", (x - 4.5, y + 4.5), (x + 4.5, y - 4.5));
    }
}

/// The text in lines of at most so many letters, broken at spaces.
fn wrapped(text: &str, most_letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most_letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry {
            class: "s-async".to_owned(),
            sign: Sign::Line("median"),
            text: text.to_owned(),
        }
    }

    #[test]
    fn entries_stand_beside_each_other_while_there_is_room() {
        let legend = |width| Legend::new(vec![entry("short"), entry("as short")], width);
        assert_eq!(
            (legend(400.0).height, legend(120.0).height),
            (ABOVE + LINE, ABOVE + 2.0 * LINE)
        );
        assert_eq!(Legend::new(Vec::new(), 400.0).height, 0.0);
    }

    #[test]
    fn long_texts_break_at_spaces() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        let legend = Legend::new(vec![entry("a text far too long for one line")], 120.0);
        assert_eq!(legend.height, ABOVE + 3.0 * LINE);
        let mut svg = Svg::new(120.0, 60.0, "");
        legend.draw(&mut svg, 0.0);
        assert_eq!(svg.finish().matches("class=\"key\"").count(), 3);
    }
}
