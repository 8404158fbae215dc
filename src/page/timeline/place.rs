//! Which span is meant: found by the pointer, or stepped to by keys.

use super::layer::{Layer, Look};
use super::rows::{Layout, Row, Stack};
use super::viewport::Viewport;
use crate::trace::Span;

/// A span by where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The strip's number.
    pub strip: usize,
    /// The row's number in the strip.
    pub row: usize,
    /// The layer's number in the row.
    pub layer: usize,
    /// The span's number in the layer.
    pub span: usize,
}

impl Place {
    /// The strip, the row and the span that are meant, if they are still there.
    pub fn find(self, layout: &Layout) -> Option<(&Stack, &Row, &Span)> {
        let stack = layout.stacks.get(self.strip)?;
        let row = stack.rows.get(self.row)?;
        let place = row.layers.get(self.layer)?.spans.get(self.span)?;
        Some((stack, row, stack.strip.span(*place)))
    }

    /// The span under the pointer: the innermost, and near ones count where it is narrow.
    pub fn at(layout: &Layout, view: &Viewport, x: f64, y: f64) -> Option<Self> {
        let is_hit = |row: &Row| (row.y..row.y + row.height).contains(&y);
        let near = (view.time(x - 1.0).0, view.time(x + 1.0).0);
        for (strip, stack) in layout.stacks.iter().enumerate() {
            let Some(index) = stack.rows.iter().position(is_hit) else {
                continue;
            };
            let row = &stack.rows[index];
            // Below a task's turn the program's shows.
            let is_base = y >= row.y + row.height * 0.75;
            for (layer, own) in row.layers.iter().enumerate().rev() {
                let is_meant = !(is_base && own.look == Look::Task);
                if let Some(span) = own.between(&stack.strip, near).next().filter(|_| is_meant) {
                    return Some(Self {
                        strip,
                        row: index,
                        layer,
                        span,
                    });
                }
            }
        }
        None
    }

    /// The next or the previous span in reading order; from nowhere, the first or the last.
    pub fn step(from: Option<Self>, layout: &Layout, forward: bool) -> Option<Self> {
        let stacks = layout.stacks.iter().enumerate();
        let mut rows: Vec<(usize, usize)> = stacks
            .flat_map(|(strip, stack)| (0..stack.rows.len()).map(move |row| (strip, row)))
            .collect();
        if !forward {
            rows.reverse();
        }
        let own = from.map(|from| (from.strip, from.row));
        let first = rows.iter().position(|&row| Some(row) == own).unwrap_or(0);
        rows[first..].iter().find_map(|&(strip, row)| {
            let stack = &layout.stacks[strip];
            let within = from.filter(|_| own == Some((strip, row)));
            let (layer, span) = beside(stack, &stack.rows[row].layers, within, forward)?;
            Some(Self {
                strip,
                row,
                layer,
                span,
            })
        })
    }
}

/// The next or the previous span of a row, by start; of those that begin at once, the outer first.
fn beside(
    stack: &Stack,
    layers: &[Layer],
    from: Option<Place>,
    forward: bool,
) -> Option<(usize, usize)> {
    let strip = &stack.strip;
    let start = |layer: usize, span: usize| {
        let place = layers.get(layer)?.spans.get(span)?;
        Some(strip.span(*place).start.0)
    };
    let mut best: Option<(f64, usize, usize)> = None;
    for (layer, own) in layers.iter().enumerate() {
        let behind = match from {
            None if forward => 0,
            None => own.spans.len(),
            Some(from) if from.layer == layer => from.span + usize::from(forward),
            Some(from) => {
                let time = start(from.layer, from.span)?;
                let is_outer = layer < from.layer;
                own.begun(strip, 0, if is_outer { time.next_up() } else { time })
            }
        };
        let Some(span) = behind.checked_sub(usize::from(!forward)) else {
            continue;
        };
        let Some(time) = start(layer, span) else {
            continue;
        };
        let is_better =
            best.is_none_or(|(known, _, _)| if forward { time < known } else { time >= known });
        if is_better {
            best = Some((time, layer, span));
        }
    }
    best.map(|(_, layer, span)| (layer, span))
}

#[cfg(test)]
mod tests {
    use super::super::rows::layout;
    use super::super::scene::tests::{CALLER_TOP, chunk, span, strip, view};
    use super::*;
    use crate::trace::{SpanKind, Track};

    #[test]
    fn the_pointer_finds_the_innermost_span() {
        let layout = layout(&[strip(
            vec![
                span(Track::Caller, SpanKind::Work, 10.0, 40.0),
                chunk(2, Track::Caller, SpanKind::Turn, 5.0, 45.0),
                span(Track::Caller, SpanKind::Turn, 0.0, 50.0),
            ],
            0,
        )]);
        let view = view(0.0, 100.0);
        let found_at = |x, y| {
            let place = Place::at(&layout, &view, x, y);
            place
                .and_then(|place| place.find(&layout))
                .map(|(_, _, span)| (span.kind, span.chunk))
        };
        let top = CALLER_TOP + 1.0;
        assert_eq!(found_at(200.0, top), Some((SpanKind::Work, None)));
        assert_eq!(found_at(140.0, top), Some((SpanKind::Turn, Some(2))));
        assert_eq!(
            found_at(140.0, CALLER_TOP + 14.0),
            Some((SpanKind::Turn, None))
        );
        assert_eq!(found_at(100.0, top), Some((SpanKind::Turn, None)));
        assert_eq!(found_at(900.0, top), None);
        assert_eq!(found_at(200.0, 2.0), None);
    }

    #[test]
    fn stepping_visits_every_span_once_and_ends() {
        let spans = vec![
            span(Track::Wait(0), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Wait(1), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Caller, SpanKind::Turn, 5.0, 6.0),
            span(Track::Caller, SpanKind::Turn, 1.0, 2.0),
            span(Track::Caller, SpanKind::Work, 1.0, 1.5),
            span(Track::Caller, SpanKind::Work, 1.6, 1.7),
            span(Track::Caller, SpanKind::Meanwhile, 2.0, 5.0),
        ];
        let layout = layout(&[strip(spans, 1)]);
        for (forward, expected) in [
            (true, [3, 4, 5, 6, 2, 0, 1]),
            (false, [1, 0, 2, 6, 5, 4, 3]),
        ] {
            let mut place = None;
            let mut seen = Vec::new();
            while let Some(next) = Place::step(place, &layout, forward) {
                let row = &layout.stacks[next.strip].rows[next.row];
                seen.push(row.layers[next.layer].spans[next.span]);
                place = Some(next);
            }
            assert_eq!(seen, expected);
        }
    }
}
