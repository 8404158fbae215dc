//! Which span is meant: found by the pointer, or stepped to by keys.

use super::layer::{Layer, Look};
use super::row::Row;
use super::rows::{Layout, RunLayout};
use super::viewport::Viewport;
use crate::trace::Span;

/// A span by where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The run's number.
    pub tracks: usize,
    /// The row's number in the run.
    pub row: usize,
    /// The layer's number in the row.
    pub layer: usize,
    /// The span's number in the layer.
    pub span: usize,
}

impl Place {
    /// The run, the row and the span that are meant, if they are still there.
    pub fn find(self, layout: &Layout) -> Option<(&RunLayout, &Row, &Span)> {
        let (run, place) = self.number(layout)?;
        Some((run, run.rows.get(self.row)?, run.tracks.span(place)))
    }

    /// The run, and which of its spans is meant, if they are still there.
    pub fn number(self, layout: &Layout) -> Option<(&RunLayout, u32)> {
        let run = layout.runs.get(self.tracks)?;
        let layer = run.rows.get(self.row)?.layers.get(self.layer)?;
        Some((run, *layer.spans.get(self.span)?))
    }

    /// The span under the pointer: the innermost, and near ones count where it is narrow.
    pub fn at(layout: &Layout, view: &Viewport, x: f64, y: f64) -> Option<Self> {
        let is_hit = |row: &Row| (row.y..row.y + row.height).contains(&y);
        let near = (view.time(x - 1.0).0, view.time(x + 1.0).0);
        for (tracks, run) in layout.runs.iter().enumerate() {
            let Some(index) = run.rows.iter().position(is_hit) else {
                continue;
            };
            let row = &run.rows[index];
            // Below a task's turn the program's shows.
            let is_base = y >= row.y + row.height * 0.75;
            for (layer, own) in row.layers.iter().enumerate().rev() {
                let is_meant = !(is_base && own.look == Look::Task);
                if let Some(span) = own.between(&run.tracks, near).next().filter(|_| is_meant) {
                    return Some(Self {
                        tracks,
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
        let runs = layout.runs.iter().enumerate();
        let mut rows: Vec<(usize, usize)> = runs
            .flat_map(|(tracks, run)| (0..run.rows.len()).map(move |row| (tracks, row)))
            .collect();
        if !forward {
            rows.reverse();
        }
        let own = from.map(|from| (from.tracks, from.row));
        let first = rows.iter().position(|&row| Some(row) == own).unwrap_or(0);
        rows[first..].iter().find_map(|&(tracks, row)| {
            let run = &layout.runs[tracks];
            let within = from.filter(|_| own == Some((tracks, row)));
            let (layer, span) = beside(&run.rows[row].layers, within, forward)?;
            Some(Self {
                tracks,
                row,
                layer,
                span,
            })
        })
    }
}

/// The next or the previous span of a row, by start; of those that begin at once, the outer first.
fn beside(layers: &[Layer], from: Option<Place>, forward: bool) -> Option<(usize, usize)> {
    let start = |layer: usize, span: usize| layers.get(layer)?.start(span);
    let mut best: Option<(f64, usize, usize)> = None;
    for (layer, own) in layers.iter().enumerate() {
        let behind = match from {
            None if forward => 0,
            None => own.spans.len(),
            Some(from) if from.layer == layer => from.span + usize::from(forward),
            Some(from) => {
                let time = start(from.layer, from.span)?;
                let is_outer = layer < from.layer;
                own.begun(0, if is_outer { time.next_up() } else { time })
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
    use super::super::scene::tests::{CALLER_TOP, chunk, span, tracks, view};
    use super::*;
    use crate::trace::{SpanKind, Track};

    #[test]
    fn the_pointer_finds_the_innermost_span() {
        let layout = layout(&[tracks(
            vec![
                span(Track::Caller, SpanKind::Work, 10.0, 40.0),
                chunk(2, Track::Caller, SpanKind::Poll, 5.0, 45.0),
                span(Track::Caller, SpanKind::Poll, 0.0, 50.0),
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
        assert_eq!(found_at(140.0, top), Some((SpanKind::Poll, Some(2))));
        assert_eq!(
            found_at(140.0, CALLER_TOP + 14.0),
            Some((SpanKind::Poll, None))
        );
        assert_eq!(found_at(100.0, top), Some((SpanKind::Poll, None)));
        assert_eq!(found_at(900.0, top), None);
        assert_eq!(found_at(200.0, 2.0), None);
    }

    #[test]
    fn stepping_visits_every_span_once_and_ends() {
        let spans = vec![
            span(Track::Wait(0), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Wait(1), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Caller, SpanKind::Poll, 5.0, 6.0),
            span(Track::Caller, SpanKind::Poll, 1.0, 2.0),
            span(Track::Caller, SpanKind::Work, 1.0, 1.5),
            span(Track::Caller, SpanKind::Work, 1.6, 1.7),
            span(Track::Caller, SpanKind::Meanwhile, 2.0, 5.0),
        ];
        let layout = layout(&[tracks(spans, 1)]);
        for (forward, expected) in [
            (true, [3, 4, 5, 6, 2, 0, 1]),
            (false, [1, 0, 2, 6, 5, 4, 3]),
        ] {
            let mut place = None;
            let mut seen = Vec::new();
            while let Some(next) = Place::step(place, &layout, forward) {
                let row = &layout.runs[next.tracks].rows[next.row];
                seen.push(row.layers[next.layer].spans[next.span]);
                place = Some(next);
            }
            assert_eq!(seen, expected);
        }
    }
}
