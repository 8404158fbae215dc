//! Where spans go: tracks to rows, waits packed into as few rows as hold them. Plain data that the
//! drawn timeline, its table and the exported file are all made of.
//!
//! ```text
//! Caller     [turn [work]] [turn]                 depth 0 and, inside, depth 1
//! Worker(0)        [work ] [work      ]
//! Worker(1)        [work    ]
//! Waits(0)   [queued|in flight][in flight   ]     waits 0 and 3: 3 begins when 0 is over
//! Waits(1)   [in flight    ]                      wait 1
//! ```

use super::{Span, SpanKind, Trace, Track};
use crate::units::Micros;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// What a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The thread whose program we look at.
    Caller,
    /// A thread of the pool.
    Worker(u16),
    /// Waits that do not overlap, numbered from 0.
    Waits(u32),
}

/// One row: what lies side by side, or nested.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it shows.
    pub lane: Lane,
    /// Its bars: by start; those that begin together, the outer before the inner.
    pub bars: Vec<Bar>,
    /// How deep its bars nest; 1 where none lies inside another, 0 where there are none.
    pub depth: u16,
}

/// One span in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The span.
    pub span: Span,
    /// In how many others of its row it lies.
    pub depth: u16,
}

impl Row {
    /// The bars that touch the time from `from` to `to`.
    pub fn visible(&self, from: Micros, to: Micros) -> impl Iterator<Item = &Bar> {
        let begun = self.bars.partition_point(|bar| bar.span.start <= to);
        let begun = self.bars.iter().take(begun);
        begun.filter(move |bar| bar.span.end >= from)
    }
}

/// The rows of a trace: the caller, every thread given (also one that did nothing), the waits.
pub fn rows(trace: &Trace) -> Vec<Row> {
    rows_of(&trace.spans, trace.threads)
}

/// The rows of the spans that are there so far, for drawing live.
pub fn rows_of(spans: &[Span], threads: u16) -> Vec<Row> {
    let mut threads_spans: BTreeMap<Lane, Vec<Span>> = BTreeMap::new();
    threads_spans.insert(Lane::Caller, Vec::new());
    threads_spans.extend((0..threads).map(|worker| (Lane::Worker(worker), Vec::new())));
    let mut waits: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for span in spans {
        let own = match span.track {
            Track::Caller => threads_spans.entry(Lane::Caller).or_default(),
            Track::Worker(worker) => threads_spans.entry(Lane::Worker(worker)).or_default(),
            Track::Wait(wait) => waits.entry(wait).or_default(),
        };
        own.push(*span);
    }
    let waits = pack(waits.into_values().collect());
    let waits = waits.into_iter().zip(0..);
    threads_spans
        .into_iter()
        .chain(waits.map(|(spans, number)| (Lane::Waits(number), spans)))
        .map(|(lane, spans)| nest(lane, spans))
        .collect()
}

/// Each wait, from being asked for to its answer, goes into the first row that is free, the earliest
/// first: no packing needs fewer rows (interval partitioning; Kleinberg and Tardos, "Algorithm
/// design", 2005, section 4.1).
fn pack(mut waits: Vec<Vec<Span>>) -> Vec<Vec<Span>> {
    let start = |wait: &Vec<Span>| wait.iter().map(|span| span.start).reduce(Micros::min);
    let end = |wait: &Vec<Span>| wait.iter().map(|span| span.end).reduce(Micros::max);
    waits.sort_by_key(|wait| start(wait).map(sort_key));
    let mut rows: Vec<Vec<Span>> = Vec::new();
    let mut free: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
    let mut taken: BinaryHeap<Reverse<(u64, usize)>> = BinaryHeap::new();
    for wait in waits {
        let Some((start, end)) = start(&wait).zip(end(&wait)) else {
            continue;
        };
        while let Some(&Reverse((until, row))) = taken.peek()
            && until <= sort_key(start)
        {
            taken.pop();
            free.push(Reverse(row));
        }
        let row = free.pop().map_or(rows.len(), |Reverse(row)| row);
        taken.push(Reverse((sort_key(end), row)));
        match rows.get_mut(row) {
            Some(spans) => spans.extend(wait),
            None => rows.push(wait),
        }
    }
    rows
}

/// Sorts a row and finds how deep each of its spans lies in others.
fn nest(lane: Lane, mut spans: Vec<Span>) -> Row {
    spans.sort_by_key(|span| {
        let rank = nesting_rank(span.kind);
        (sort_key(span.start), Reverse(sort_key(span.end)), rank)
    });
    let mut open: Vec<Micros> = Vec::new();
    let mut row = Row {
        lane,
        bars: Vec::with_capacity(spans.len()),
        depth: 0,
    };
    for span in spans {
        while open.pop_if(|end| *end <= span.start).is_some() {}
        let depth = u16::try_from(open.len()).unwrap_or(u16::MAX);
        row.depth = row.depth.max(depth.saturating_add(1));
        row.bars.push(Bar { span, depth });
        open.push(span.end);
    }
    row
}

/// Which of two spans with the same start and end holds the other: clocks have steps, so work may
/// seem as long as the turn it was done in.
fn nesting_rank(kind: SpanKind) -> u8 {
    match kind {
        SpanKind::Turn | SpanKind::Meanwhile | SpanKind::Queued | SpanKind::InFlight => 0,
        SpanKind::Blocked => 1,
        SpanKind::Work => 2,
    }
}

/// Times in an order that sorts: the bits of numbers from 0 up sort as the numbers do.
fn sort_key(time: Micros) -> u64 {
    time.max(Micros::ZERO).0.to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(track: Track, kind: SpanKind, start: f64, end: f64) -> Span {
        Span {
            track,
            kind,
            start: Micros(start),
            end: Micros(end),
            chunk: None,
        }
    }

    #[test]
    fn lanes_in_order_and_idle_threads_shown() {
        let spans = [
            span(Track::Wait(4), SpanKind::InFlight, 0.0, 9.0),
            span(Track::Worker(1), SpanKind::Work, 0.0, 1.0),
        ];
        let lanes: Vec<Lane> = rows_of(&spans, 3).iter().map(|row| row.lane).collect();
        let workers = [0, 1, 2].map(Lane::Worker);
        assert_eq!(
            lanes,
            [&[Lane::Caller], &workers[..], &[Lane::Waits(0)]].concat()
        );
    }

    #[test]
    fn work_lies_in_its_turn_even_when_the_clock_can_not_tell() {
        let spans = [
            span(Track::Caller, SpanKind::Work, 0.0, 5.0),
            span(Track::Caller, SpanKind::Turn, 0.0, 5.0),
            span(Track::Caller, SpanKind::Turn, 5.0, 9.0),
            span(Track::Caller, SpanKind::Work, 6.0, 7.0),
        ];
        let row = rows_of(&spans, 0).remove(0);
        let seen: Vec<_> = row
            .bars
            .iter()
            .map(|bar| (bar.span.kind, bar.depth))
            .collect();
        let turn_with_work = [(SpanKind::Turn, 0), (SpanKind::Work, 1)];
        assert_eq!(seen, turn_with_work.repeat(2));
        assert_eq!(row.depth, 2);
    }

    #[test]
    fn a_wait_keeps_one_row_and_leaves_it_to_the_next() {
        let spans = [
            span(Track::Wait(0), SpanKind::InFlight, 0.0, 10.0),
            span(Track::Wait(1), SpanKind::InFlight, 0.0, 12.0),
            span(Track::Wait(2), SpanKind::InFlight, 10.0, 20.0),
            span(Track::Wait(3), SpanKind::Queued, 11.0, 12.0),
            span(Track::Wait(3), SpanKind::InFlight, 12.0, 22.0),
        ];
        let rows = rows_of(&spans, 0);
        assert_eq!(rows.len(), 1 + 3);
        let tracks = |row: &Row| {
            row.bars
                .iter()
                .map(|bar| bar.span.track)
                .collect::<Vec<_>>()
        };
        assert_eq!(tracks(&rows[1]), [Track::Wait(0), Track::Wait(2)]);
        assert_eq!(tracks(&rows[3]), [Track::Wait(3); 2]);
    }

    #[test]
    fn only_what_touches_the_window_is_visible() {
        let turn = |start, end| span(Track::Caller, SpanKind::Turn, start, end);
        let row = rows_of(&[turn(0.0, 50.0), turn(60.0, 70.0), turn(80.0, 90.0)], 0).remove(0);
        let visible = |from, to| row.visible(Micros(from), Micros(to)).count();
        assert_eq!(visible(0.0, 90.0), 3);
        assert_eq!(visible(20.0, 30.0), 1);
        assert_eq!(visible(51.0, 59.0), 0);
        assert_eq!(visible(65.0, 85.0), 2);
    }

    proptest! {
        #[test]
        fn waits_take_as_many_rows_as_ever_overlap(
            waits in prop::collection::vec((0u32..100, 1u32..40), 1..60)
        ) {
            let spans: Vec<Span> = waits.iter().zip(0..).map(|(&(start, length), wait)| {
                let (start, end) = (f64::from(start), f64::from(start + length));
                span(Track::Wait(wait), SpanKind::InFlight, start, end)
            }).collect();
            let rows = &rows_of(&spans, 0)[1..];
            for row in rows {
                let apart = row.bars.windows(2).all(|two| two[0].span.end <= two[1].span.start);
                prop_assert!(apart, "{row:?}");
            }
            let overlapping = |at: u32| waits.iter().filter(|(start, length)| {
                (*start..start + length).contains(&at)
            }).count();
            prop_assert_eq!(rows.len(), (0..140).map(overlapping).max().unwrap());
            prop_assert_eq!(rows.iter().map(|row| row.bars.len()).sum::<usize>(), spans.len());
        }
    }
}
