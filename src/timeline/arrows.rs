//! From the answer to the computing: a thin arrow from the end of a chunk's wait to where its
//! computing begins. What lies between was waiting for a thread.

use super::draw_call::{DrawCall, Ink};
use super::layer::Look;
use super::row::{Row, RowKind};
use super::rows::RunLayout;
use super::viewport::Viewport;
use crate::trace::Span;

/// With more chunks of a strategy in sight than this, arrows could not be read and none is drawn but
/// that of the chosen chunk.
pub const MOST_ARROWS: usize = 40;
/// Computing that begins so few pixels behind its answer needs no arrow: there is no delay to see.
const LEAST_DELAY: f64 = 3.0;

impl RunLayout {
    /// The arrows of the chunks that are computed within sight, if they are few enough.
    pub fn arrows(&self, view: &Viewport) -> Vec<DrawCall> {
        let mut calls = Vec::new();
        let mut seen = 0;
        for row in &self.rows {
            let Some(layer) = row.layer(Look::Work) else {
                continue;
            };
            for &place in &layer.spans[layer.first(view.start)..] {
                let work = self.tracks.span(place);
                if work.start > view.end {
                    break;
                }
                seen += 1;
                if seen > MOST_ARROWS {
                    return Vec::new();
                }
                let is_seen = |call: &DrawCall| matches!(call, DrawCall::Arrow(from, to, _) if to.0 - from.0 >= LEAST_DELAY);
                let arrow = self.arrow_to(work, row, view, Ink::Muted);
                calls.extend(arrow.filter(is_seen));
            }
        }
        calls
    }

    /// The arrow of the chunk that this span serves.
    pub fn arrow_of(&self, row: &Row, span: &Span, view: &Viewport) -> Option<DrawCall> {
        if Look::of(span) == Look::Work {
            return self.arrow_to(span, row, view, Ink::Accent);
        }
        // Its next computing, if it is a wait; a turn lies around the computing or before it.
        let after = |&(place, _): &(u32, RowKind)| self.tracks.span(place).start >= span.start;
        let start = |place: u32| self.tracks.span(place).start.0;
        let next = self.works.of(span.chunk?).filter(after);
        let (place, kind) = next.min_by(|a, b| start(a.0).total_cmp(&start(b.0)))?;
        let row = self.row_of(kind)?;
        self.arrow_to(self.tracks.span(place), row, view, Ink::Accent)
    }

    fn arrow_to(&self, work: &Span, row: &Row, view: &Viewport, ink: Ink) -> Option<DrawCall> {
        let before = |&(place, _): &(u32, RowKind)| self.tracks.span(place).end <= work.start;
        let end = |place: u32| self.tracks.span(place).end;
        let flights = self.flights.of(work.chunk?).filter(before);
        let (place, kind) = flights.max_by(|a, b| end(a.0).0.total_cmp(&end(b.0).0))?;
        let wait = self.row_of(kind)?;
        let middle = wait.y + (wait.height / 2.0).floor();
        let from = (view.x(end(place)).round(), middle);
        let to = (view.x(work.start).round(), row.y + row.height);
        Some(DrawCall::Arrow(from, to, ink))
    }

    fn row_of(&self, kind: RowKind) -> Option<&Row> {
        let index = self.rows.binary_search_by(|row| row.kind.cmp(&kind));
        self.rows.get(index.ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::layout;
    use super::super::scene::tests::{CALLER_TOP, chunk, tracks, view};
    use super::*;
    use crate::trace::{SpanKind, Track};

    /// Chunks whose answers come one after the other and that the caller computes 5 ms later.
    fn run(chunks: u32) -> RunLayout {
        let spans = (0..chunks).flat_map(|n| {
            let end = f64::from(n) * 10.0 + 10.0;
            [
                chunk(n, Track::Wait(n), SpanKind::InFlight, end - 9.0, end),
                chunk(n, Track::Caller, SpanKind::Work, end + 5.0, end + 7.0),
            ]
        });
        layout(&[tracks(spans.collect(), 0)]).runs.remove(0)
    }

    #[test]
    fn an_arrow_leads_from_the_answer_to_the_computing() {
        let wait_top = CALLER_TOP + 16.0 + 3.0;
        let expected = DrawCall::Arrow(
            (180.0, wait_top + 4.0),
            (230.0, CALLER_TOP + 16.0),
            Ink::Muted,
        );
        assert_eq!(run(1).arrows(&view(0.0, 100.0)), [expected]);
    }

    #[test]
    fn where_no_delay_is_to_be_seen_there_is_no_arrow() {
        let run = run(1);
        assert_eq!(run.arrows(&view(0.0, 10_000.0)), []);
        let arrow = run.arrow_of(&run.rows[1], &run.tracks.spans[0], &view(0.0, 10_000.0));
        assert!(arrow.is_some());
    }

    #[test]
    fn of_too_many_only_the_chosen_one_is_drawn() {
        let run = run(100);
        assert_eq!(run.arrows(&view(0.0, 401.0)).len(), MOST_ARROWS - 1);
        assert_eq!(run.arrows(&view(0.0, 426.0)), []);
        let wait = &run.tracks.spans[6];
        let arrow = run.arrow_of(&run.rows[1], wait, &view(0.0, 100.0));
        let Some(DrawCall::Arrow(from, to, Ink::Accent)) = arrow else {
            panic!("{arrow:?}");
        };
        assert_eq!((from.0, to.0), (80.0 + 400.0, 80.0 + 450.0));
    }

    #[test]
    fn a_job_done_twice_has_its_arrows_each_time() {
        let once = |start: f64| {
            [
                chunk(0, Track::Wait(0), SpanKind::InFlight, start, start + 10.0),
                chunk(
                    0,
                    Track::Worker(0),
                    SpanKind::Work,
                    start + 11.0,
                    start + 20.0,
                ),
            ]
        };
        let spans = [once(0.0), once(20.0), once(40.0)].concat();
        let run = layout(&[tracks(spans, 1)]).runs.remove(0);
        let ends: Vec<_> = run.arrows(&view(0.0, 100.0));
        let places: Vec<_> = ends
            .iter()
            .map(|call| match call {
                DrawCall::Arrow(from, to, _) => (from.0, to.0),
                _ => panic!("{call:?}"),
            })
            .collect();
        assert_eq!(places, [(180.0, 190.0), (380.0, 390.0), (580.0, 590.0)]);
    }
}
