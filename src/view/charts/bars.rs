//! One number a strategy, as a bar: what the charts of single numbers share.

use super::frame::{Frame, colour_class};
use super::hatch::Rect;
use super::svg::Svg;
use crate::program::Program;
use crate::view::names::Say;

/// A bar's thickness, in CSS pixels.
const THICKNESS: f64 = 16.0;

/// A strategy's bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Whose.
    pub program: Program,
    /// How long, in what the frame's axis is in; `None` where there is nothing to show.
    pub value: Option<f64>,
    /// What stands at its end.
    pub text: String,
    /// A short note to the strategy's name; may be empty.
    pub note: String,
    /// All of it in words.
    pub says: String,
}

/// The bars as SVG, a row of the frame each.
pub fn bars_svg(bars: &[Bar], frame: &Frame, label: &str, say: &Say) -> String {
    let mut svg = Svg::new(frame.width, frame.height, label);
    let notes = bars.iter().map(|bar| (bar.program, bar.note.clone()));
    frame.draw_noted(&mut svg, notes, say);
    for (row, bar) in bars.iter().enumerate() {
        let Some(value) = bar.value else {
            frame.draw_nothing(&mut svg, row);
            continue;
        };
        let (from, to) = (frame.at(0.0), frame.at(value));
        svg.telling(&colour_class(bar.program.colour), &bar.says);
        svg.rect("hit", frame.row(row));
        svg.rect("solid", thick((from, to), frame.y(row), THICKNESS));
        svg.text("value", to.max(from + 1.0) + 8.0, frame.y(row), &bar.text);
        svg.end_group();
    }
    svg.finish()
}

/// A bar along a line; even nothing is a hair wide, so that it is seen to be there.
pub fn thick((from, to): (f64, f64), middle: f64, thickness: f64) -> Rect {
    Rect {
        x: from,
        y: middle - thickness / 2.0,
        width: (to - from).max(1.0),
        height: thickness,
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Rows;
    use super::super::time::tests::say;
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn bars_are_as_long_as_their_values() {
        let bar = |strategy: Strategy, value: Option<f64>| Bar {
            program: strategy.into(),
            value,
            text: "text".to_owned(),
            note: String::new(),
            says: "in words".to_owned(),
        };
        let bars = [
            bar(Strategy::Async, Some(0.5)),
            bar(Strategy::Blocking, Some(0.0)),
            bar(Strategy::Parallel, None),
        ];
        let frame = Frame::shares(722.0, (3, Rows::Bars));
        let svg = bars_svg(&bars, &frame, "label", &say);
        // 500 pixels are all.
        assert!(
            svg.contains(r#"class="solid" x="150.0" y="11.0" width="250.0""#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"class="solid" x="150.0" y="49.0" width="1.0""#),
            "{svg}"
        );
        assert_eq!(svg.matches("aria-label=\"in words\"").count(), 2);
        assert_eq!(svg.matches(">—<").count(), 1);
    }
}
