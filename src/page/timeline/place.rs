//! Which span is meant: found by the pointer, or stepped to by keys.

use super::Strip;
use super::rows::{Layout, Row};
use super::viewport::Viewport;
use crate::trace::Span;

/// A span by its row and its place in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The row's number.
    pub row: usize,
    /// The span's number in the row.
    pub span: usize,
}

impl Place {
    /// The row and the span that are meant, if they are still there.
    pub fn find<'a>(self, strips: &'a [Strip], layout: &'a Layout) -> Option<(&'a Row, &'a Span)> {
        let row = layout.rows.get(self.row)?;
        let span = *row.spans.get(self.span)?;
        Some((row, strips.get(row.strip)?.spans.get(span as usize)?))
    }

    /// The span under the pointer: the innermost, and near ones count where it is narrow.
    pub fn at(strips: &[Strip], layout: &Layout, view: &Viewport, x: f64, y: f64) -> Option<Self> {
        let is_hit = |row: &Row| (row.y..row.y + row.height).contains(&y);
        let index = layout.rows.iter().position(is_hit)?;
        let row = &layout.rows[index];
        let spans = &strips.get(row.strip)?.spans;
        let hit = row.spans.iter().rposition(|&place| {
            let span = &spans[place as usize];
            (view.x(span.start) - 1.0..=view.x(span.end) + 1.0).contains(&x)
        })?;
        Some(Self {
            row: index,
            span: hit,
        })
    }

    /// The next or the previous span in reading order; from nowhere, the first or the last.
    pub fn step(from: Option<Self>, layout: &Layout, forward: bool) -> Option<Self> {
        let sizes = layout.rows.iter().map(|row| row.spans.len());
        let before = |place: Self| sizes.clone().take(place.row).sum::<usize>() + place.span;
        let total = sizes.clone().sum::<usize>();
        let next = match (from, forward) {
            (None, true) => 0,
            (None, false) => total.checked_sub(1)?,
            (Some(place), true) => before(place) + 1,
            (Some(place), false) => before(place).checked_sub(1)?,
        };
        let mut span = next;
        for (row, size) in sizes.enumerate() {
            if span < size {
                return Some(Self { row, span });
            }
            span -= size;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::layout;
    use super::super::scene::tests::{CALLER_TOP, span, strip, view};
    use super::*;
    use crate::trace::{SpanKind, Track};

    #[test]
    fn the_pointer_finds_the_innermost_span() {
        let strips = [strip(
            vec![
                span(Track::Caller, SpanKind::Work, 10.0, 40.0),
                span(Track::Caller, SpanKind::Turn, 0.0, 50.0),
            ],
            0,
        )];
        let layout = layout(&strips);
        let view = view(0.0, 100.0);
        let kind_at = |x, y| {
            let place = Place::at(&strips, &layout, &view, x, y);
            place
                .and_then(|place| place.find(&strips, &layout))
                .map(|(_, span)| span.kind)
        };
        assert_eq!(kind_at(200.0, CALLER_TOP + 1.0), Some(SpanKind::Work));
        assert_eq!(kind_at(100.0, CALLER_TOP + 1.0), Some(SpanKind::Turn));
        assert_eq!(kind_at(900.0, CALLER_TOP + 1.0), None);
        assert_eq!(kind_at(200.0, 2.0), None);
    }

    #[test]
    fn stepping_visits_every_span_once_and_ends() {
        let spans = vec![
            span(Track::Wait(0), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Wait(1), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Caller, SpanKind::Turn, 5.0, 6.0),
            span(Track::Caller, SpanKind::Turn, 1.0, 2.0),
        ];
        let strips = [strip(spans, 1)];
        let layout = layout(&strips);
        for (forward, expected) in [(true, [3, 2, 0, 1]), (false, [1, 0, 2, 3])] {
            let mut place = None;
            let mut seen = Vec::new();
            while let Some(next) = Place::step(place, &layout, forward) {
                seen.push(layout.rows[next.row].spans[next.span]);
                place = Some(next);
            }
            assert_eq!(seen, expected);
        }
    }
}
