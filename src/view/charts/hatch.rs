//! The hatching that means "blocked": the same lines on canvas and in SVG, so no pattern needs an id.

/// Distance from line to line, along x, in CSS pixels.
const PITCH: f64 = 5.0;

/// A rectangle in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The rising lines that hatch a rectangle, cut at its edges: from and to, x before y.
/// They hang on the page's own grid, so that neighbours join and nothing shimmers while it moves.
pub fn hatch_lines(rect: Rect) -> impl Iterator<Item = [(f64, f64); 2]> {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    // On a line x + y is the same everywhere.
    let first = ((x + y) / PITCH).floor() * PITCH + PITCH - (x + y);
    let count = (((width + height - first) / PITCH).ceil()).max(0.0) as u32;
    (0..count).map(move |line| {
        let along = first + f64::from(line) * PITCH;
        [
            (x + (along - height).max(0.0), y + along.min(height)),
            (x + along.min(width), y + (along - width).max(0.0)),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_inside_and_rise() {
        let rect = Rect {
            x: 13.0,
            y: 7.0,
            width: 41.0,
            height: 16.0,
        };
        let lines: Vec<_> = hatch_lines(rect).collect();
        assert_eq!(lines.len(), 11);
        for [from, to] in lines {
            for (x, y) in [from, to] {
                assert!((13.0..=54.0).contains(&x) && (7.0..=23.0).contains(&y));
            }
            assert!(to.0 >= from.0 && to.1 <= from.1);
            assert_eq!(from.0 + from.1, to.0 + to.1);
        }
    }

    #[test]
    fn nothing_to_hatch() {
        let rect = Rect {
            x: 5.0,
            y: 5.0,
            width: 0.0,
            height: 0.0,
        };
        assert_eq!(hatch_lines(rect).count(), 0);
    }
}
