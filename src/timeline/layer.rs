//! What a row draws in one way, kept so that a moment is found by halving and a frame costs as much
//! as it has pixels, however many spans there are.

use super::RunTracks;
use super::viewport::Viewport;
use crate::trace::{Span, SpanKind};
use crate::units::Micros;

/// The ways to draw a span, what carries more over what carries less. The outer comes before the inner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// A part of the program that it gave a name.
    Named,
    /// Sorting letters.
    Meanwhile,
    /// No connection yet.
    Queued,
    /// On its way.
    InFlight,
    /// The server at it.
    Serving,
    /// A turn of the program.
    Poll,
    /// A turn of one task inside it.
    Task,
    /// Standing still.
    Blocked,
    /// Computing.
    Work,
}

impl Look {
    /// How this span is drawn.
    pub const fn of(span: &Span) -> Self {
        match span.kind {
            SpanKind::Named => Self::Named,
            SpanKind::Meanwhile => Self::Meanwhile,
            SpanKind::Queued => Self::Queued,
            SpanKind::InFlight => Self::InFlight,
            SpanKind::Serving => Self::Serving,
            SpanKind::Poll if span.chunk.is_some() => Self::Task,
            SpanKind::Poll => Self::Poll,
            SpanKind::Blocked => Self::Blocked,
            SpanKind::Work => Self::Work,
        }
    }
}

/// The spans of a row that are drawn in one way, in order of their start. They hardly ever overlap,
/// and where they do (a queue), all works, only with more bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// How they are drawn.
    pub look: Look,
    /// Their places in the run's list.
    pub spans: Vec<u32>,
    /// Their starts, in microseconds: side by side, since looking each up in the list would wait for
    /// memory most of the time.
    starts: Vec<f64>,
    /// For each, the latest end of all up to it, in microseconds: it never falls, so it can be halved.
    reach: Vec<f64>,
    /// For each, the length of all up to it together, in microseconds.
    busy: Vec<f64>,
    /// The first that is open, by its number here; all before it ended.
    first_open: usize,
}

/// One span, or several that no pixel parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// From where, in CSS pixels.
    pub x0: f64,
    /// To where.
    pub x1: f64,
    /// How much of that is covered by spans, of 1. Several that are parted by less than a pixel are
    /// not to look like one that goes on all the time.
    pub share: f64,
}

/// Several spans become a bar of about so many gaps' length, so that it can be seen where they are
/// dense and where they are not.
const STRETCH: f64 = 8.0;

impl Layer {
    /// One without spans.
    pub const fn new(look: Look) -> Self {
        Self {
            look,
            spans: Vec::new(),
            starts: Vec::new(),
            reach: Vec::new(),
            busy: Vec::new(),
            first_open: 0,
        }
    }

    /// Takes out the spans that were open: those whose place is `known` or later.
    pub fn shed(&mut self, known: u32) {
        let tail = self.spans.split_off(self.first_open);
        self.spans
            .extend(tail.iter().filter(|&&place| place < known));
        self.keep(self.first_open);
    }

    /// Brings what was pushed into its order. What begins before all of it stays as it is.
    pub fn sort_new_spans(&mut self, tracks: &RunTracks) {
        let known = self.reach.len();
        if known == self.spans.len() {
            return;
        }
        let start = |place: u32| tracks.span(place).start.0;
        self.starts
            .extend(self.spans[known..].iter().map(|&place| start(place)));
        if !self.starts[known.saturating_sub(1)..].is_sorted() {
            let earliest = self.starts[known..].iter().copied();
            let earliest = earliest.fold(f64::INFINITY, f64::min);
            let from = gallop(0, known, |index| self.starts[index] < earliest);
            super::row_packing::sort_by_start(&mut self.spans[from..], tracks);
            self.keep(from);
            self.starts
                .extend(self.spans[from..].iter().map(|&place| start(place)));
        }
        let settled = self.reach.len();
        let ended = |place: &u32| (*place as usize) < tracks.spans.len();
        let open = self.spans[settled..].iter().position(|place| !ended(place));
        self.first_open = open.map_or(self.spans.len(), |open| settled + open);
        let mut reach = self.reach.last().copied().unwrap_or(f64::NEG_INFINITY);
        let mut busy = self.busy.last().copied().unwrap_or(0.0);
        for &place in &self.spans[self.reach.len()..] {
            let span = tracks.span(place);
            reach = reach.max(span.end.0);
            busy += span.length().0;
            self.reach.push(reach);
            self.busy.push(busy);
        }
    }

    /// Forgets what it knows of the spans from that one on.
    fn keep(&mut self, known: usize) {
        self.starts.truncate(known);
        self.reach.truncate(known);
        self.busy.truncate(known);
    }

    /// When that span begins, in microseconds.
    pub fn start(&self, index: usize) -> Option<f64> {
        self.starts.get(index).copied()
    }

    /// How many begin before that moment, if that is known of the first `from`.
    pub fn begun(&self, from: usize, time: f64) -> usize {
        gallop(from, self.starts.len(), |index| self.starts[index] < time)
    }

    /// The first of `from..to` that ends then or later, or that has such a one before it.
    fn reaching(&self, from: usize, to: usize, time: f64) -> usize {
        gallop(from, to, |index| self.reach[index] < time)
    }

    /// The first that may be seen at or after that moment.
    pub fn first(&self, time: Micros) -> usize {
        self.reaching(0, self.spans.len(), time.0)
    }

    /// Which spans lie at least partly between two moments, the last first.
    pub fn between<'a>(
        &'a self,
        tracks: &'a RunTracks,
        (from, to): (f64, f64),
    ) -> impl Iterator<Item = usize> + 'a {
        let begun = self.begun(0, to.next_up());
        let near = move |index: &usize| self.reach[*index] >= from;
        let meets = move |index: &usize| tracks.span(self.spans[*index]).end.0 >= from;
        (0..begun).rev().take_while(near).filter(meets)
    }

    /// What is seen: spans, and chains of short ones less than `gap` pixels apart as bars.
    /// No more bars than pixels, and no more steps than a few for each.
    pub fn bars(&self, tracks: &RunTracks, view: &Viewport, gap: f64) -> Vec<Bar> {
        let mut bars = Vec::new();
        let gap = gap * view.per_pixel();
        let mut next = self.first(view.start);
        while let Some(start) = self.start(next).filter(|&start| start <= view.end.0) {
            let first = next;
            let mut end = tracks.span(self.spans[next]).end.0;
            next += 1;
            loop {
                // Those that begin and end so soon behind it are seen as one with it.
                let begun = self.begun(next, end + gap);
                let short = self.reaching(next, begun, end + gap);
                if short == next {
                    break;
                }
                end = end.max(self.reach[short - 1]);
                next = short;
                if end > view.end.0 || end - start > STRETCH * gap {
                    break;
                }
            }
            let mut share = 1.0;
            if next - first > 1 {
                let before = first.checked_sub(1).map_or(0.0, |before| self.busy[before]);
                share = ((self.busy[next - 1] - before) / (end - start)).min(1.0);
            }
            bars.push(Bar {
                x0: view.near(Micros(start)),
                x1: view.near(Micros(end)),
                share,
            });
        }
        bars
    }
}

/// The first of `from..to` for which it no longer holds. Steps that double, then halving: near ones
/// are found quickly.
fn gallop(from: usize, to: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut step) = (from, 1);
    let mut high = from;
    while high < to && holds(high) {
        low = high + 1;
        high = (low + step).min(to);
        step *= 2;
    }
    // All below `low` hold; `high` does not, or is the end.
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{span, tracks, view};
    use super::*;
    use crate::trace::Track;
    use proptest::prelude::*;

    fn layer_of(tracks: &RunTracks) -> Layer {
        let mut layer = Layer::new(Look::Work);
        layer.spans = (0..tracks.spans.len() as u32).collect();
        layer.sort_new_spans(tracks);
        layer
    }

    #[test]
    fn galloping_finds_what_counting_finds() {
        for to in 0..40 {
            for from in 0..=to {
                for edge in 0..=to {
                    let found = gallop(from, to, |index| index < edge);
                    assert_eq!(found, edge.max(from));
                }
            }
        }
    }

    #[test]
    fn open_spans_are_taken_out_again() {
        let one = |start, end| span(Track::Caller, SpanKind::Work, start, end);
        let mut tracks = tracks(vec![one(0.0, 1.0), one(5.0, 6.0)], 0);
        tracks.open = std::rc::Rc::new(vec![one(2.0, 9.0)]);
        let mut layer = layer_of(&tracks);
        layer.spans.push(2);
        layer.sort_new_spans(&tracks);
        assert_eq!(layer.spans, [0, 2, 1]);
        layer.shed(2);
        layer.sort_new_spans(&tracks);
        assert_eq!((&layer.spans[..], layer.reach.len()), (&[0, 1][..], 2));
    }

    /// A caller that works in these pieces: start and length in milliseconds.
    fn working(pieces: &[(f64, f64)]) -> RunTracks {
        let work = |&(start, length): &(f64, f64)| {
            span(Track::Caller, SpanKind::Work, start, start + length)
        };
        tracks(pieces.iter().map(work).collect(), 0)
    }

    proptest! {
        /// Halving and counting agree, overlapping or not.
        #[test]
        fn what_lies_between_is_what_a_search_finds(
            pieces in prop::collection::vec((0.0f64..100.0, 0.0f64..20.0), 0..40),
            from in 0.0f64..100.0,
            length in 0.0f64..30.0,
        ) {
            let tracks = working(&pieces);
            let layer = layer_of(&tracks);
            let (from, to) = (from * 1_000.0, (from + length) * 1_000.0);
            let mut got: Vec<_> = layer.between(&tracks, (from, to)).collect();
            got.reverse();
            let is_met = |&index: &usize| {
                let span = tracks.span(layer.spans[index]);
                span.start.0 <= to && span.end.0 >= from
            };
            prop_assert_eq!(got, (0..layer.spans.len()).filter(is_met).collect::<Vec<_>>());
        }

        /// Bars cover every span that is seen, and are at most as many as fit with a gap between.
        #[test]
        fn bars_cover_what_is_seen(
            pieces in prop::collection::vec((0.0f64..100.0, 0.0f64..2.0), 1..300),
            start in 0.0f64..90.0,
        ) {
            let tracks = working(&pieces);
            let layer = layer_of(&tracks);
            let view = view(start, start + 10.0);
            let bars = layer.bars(&tracks, &view, 1.0);
            for span in tracks.spans.iter_from(0) {
                if span.end < view.start || span.start > view.end {
                    continue;
                }
                let (x0, x1) = (view.near(span.start), view.near(span.end));
                let covers = |bar: &Bar| bar.x0 <= x0 + 1e-6 && bar.x1 >= x1 - 1e-6;
                prop_assert!(bars.iter().any(covers), "{x0} {x1} {bars:?}");
            }
            prop_assert!(bars.len() <= pieces.len().min(1_010));
        }
    }
}
