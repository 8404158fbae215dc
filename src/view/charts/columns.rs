//! How often what came about: columns side by side, a count each.

use super::hatch::Rect;
use super::svg::Svg;
use super::ticks::LETTER;
use crate::view::numbers::decimal;

/// Heights in CSS pixels: of the highest column, of the number above it, of the names below.
const HIGHEST: f64 = 120.0;
const ABOVE: f64 = 18.0;
const BELOW: f64 = 22.0;
/// From column to column.
const GAP: f64 = 4.0;

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// How often.
    pub count: f64,
    /// What stands below it.
    pub name: String,
    /// All of it in words.
    pub says: String,
}

/// The columns as SVG of that width in CSS pixels, in that colour's class, told by its label.
pub fn columns_svg(columns: &[Column], width: f64, class: &str, label: &str) -> String {
    let mut svg = Svg::new(width, ABOVE + HIGHEST + BELOW, label);
    let most = columns
        .iter()
        .map(|column| column.count)
        .fold(1.0, f64::max);
    let step = width / columns.len().max(1) as f64;
    let bottom = ABOVE + HIGHEST;
    // Where columns are narrower than their names, only every so many has its own.
    let longest = columns.iter().map(|column| column.name.chars().count());
    let room = longest.max().unwrap_or_default() as f64 * LETTER + GAP;
    let every = (room / step).ceil().max(1.0) as usize;
    for (place, column) in columns.iter().enumerate() {
        let left = place as f64 * step;
        let height = column.count / most * HIGHEST;
        let of = |y: f64, height: f64| Rect {
            x: left + GAP / 2.0,
            y,
            width: (step - GAP).max(1.0),
            height,
        };
        svg.telling(class, &column.says);
        svg.rect("hit", of(0.0, bottom));
        if column.count > 0.0 {
            svg.rect("solid", of(bottom - height.max(1.0), height.max(1.0)));
        }
        let middle = left + step / 2.0;
        if column.count > 0.0 {
            svg.text(
                "mark",
                middle,
                bottom - height - 8.0,
                &decimal(column.count, 0),
            );
        }
        svg.end_group();
        if place.is_multiple_of(every) {
            svg.text("mark", middle, bottom + 12.0, &column.name);
        }
    }
    svg.line("axis", (0.0, bottom), (width, bottom));
    svg.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_touch() {
        let column = |place: u32| Column {
            count: 1.0,
            name: format!("{place}0 %"),
            says: String::new(),
        };
        let columns: Vec<Column> = (0..10).map(column).collect();
        for (width, names) in [(600.0, 10), (300.0, 5), (60.0, 2)] {
            let svg = columns_svg(&columns, width, "s-blue", "label");
            assert_eq!(svg.matches("0 %<").count(), names, "{width}");
        }
    }

    #[test]
    fn columns_are_as_high_as_their_counts() {
        let column = |count: f64| Column {
            count,
            name: "name".to_owned(),
            says: "in words".to_owned(),
        };
        let svg = columns_svg(
            &[column(10.0), column(5.0), column(0.0)],
            300.0,
            "s-blue",
            "label",
        );
        assert!(
            svg.contains(r#"class="solid" x="2.0" y="18.0" width="96.0" height="120.0""#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"class="solid" x="102.0" y="78.0" width="96.0" height="60.0""#),
            "{svg}"
        );
        assert_eq!(svg.matches("class=\"solid\"").count(), 2);
        assert_eq!(svg.matches("aria-label=\"in words\"").count(), 3);
    }
}
