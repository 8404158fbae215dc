//! Where spans go, top to bottom: each strategy a heading, the caller, the workers, the waits.
//!
//! ```text
//! ■ async                      0.41 s   heading
//! you       ▪ ▪  ▪▪                     caller
//! thread 1  ███████                     one row a worker
//! waits     ┌────────┐┌─────────┐       waits, packed into as few rows as hold them
//!           └────────┘└─────────┘
//! ```

use super::Strip;
use crate::trace::{Span, SpanKind, Track};
use std::cmp::Ordering;

/// Room for the axis, in CSS pixels.
pub const AXIS_HEIGHT: f64 = 24.0;
/// Room for a strategy's heading.
pub const HEADING_HEIGHT: f64 = 22.0;
/// Room between strategies.
const STRIP_GAP: f64 = 12.0;
/// The caller's row, and what follows it.
const CALLER_HEIGHT: f64 = 16.0;
const ROW_GAP: f64 = 3.0;
/// A worker's row where there are few of them, and where there are many.
const WORKER_HEIGHT: f64 = 12.0;
const THIN_WORKER_HEIGHT: f64 = 6.0;
const FEW_WORKERS: usize = 8;
/// The waits of a strategy share about this height, each row between these bounds.
const WAITS_HEIGHT: f64 = 112.0;
const WAIT_PITCH_LEAST: f64 = 3.0;
const WAIT_PITCH_MOST: f64 = 9.0;
/// Beyond this many rows, waits that have no connection yet are put together in one.
const MOST_WAIT_ROWS: usize = 40;

/// What a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What the caller did.
    Caller,
    /// What a thread of the pool did, counted from 0.
    Worker(u16),
    /// Waits, none of which overlap. Counted from 0.
    Waits(u16),
    /// Waits without a connection, any number over each other.
    Queue,
}

/// One row of the timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The number of its strip.
    pub strip: usize,
    /// What it holds.
    pub lane: Lane,
    /// Its top, in CSS pixels.
    pub y: f64,
    /// Its height, in CSS pixels.
    pub height: f64,
    /// Its spans, by their place in the strip's list, in order of their start; the outer before the inner.
    pub spans: Vec<u32>,
}

/// Where everything is, top to bottom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// The rows, strip after strip.
    pub rows: Vec<Row>,
    /// The top of each strip's heading, in CSS pixels.
    pub headings: Vec<f64>,
    /// Height of it all, in CSS pixels.
    pub height: f64,
}

/// Deals the strips' spans to rows.
pub fn layout(strips: &[Strip]) -> Layout {
    let mut layout = Layout {
        height: AXIS_HEIGHT,
        ..Layout::default()
    };
    for (index, strip) in strips.iter().enumerate() {
        layout.headings.push(layout.height);
        layout.height += HEADING_HEIGHT;
        lay_threads(&mut layout, index, strip);
        lay_waits(&mut layout, index, &strip.spans);
        layout.height += STRIP_GAP;
    }
    layout
}

impl Layout {
    fn push(&mut self, strip: usize, lane: Lane, height: f64, gap: f64, spans: Vec<u32>) {
        self.rows.push(Row {
            strip,
            lane,
            y: self.height,
            height,
            spans,
        });
        self.height += height + gap;
    }
}

/// The caller and the workers. A worker that was asked for has its row even while it does nothing.
fn lay_threads(layout: &mut Layout, index: usize, strip: &Strip) {
    let mut caller = Vec::new();
    let mut workers = vec![Vec::new(); usize::from(strip.threads)];
    for (place, span) in (0..).zip(strip.spans.iter()) {
        match span.track {
            Track::Caller => caller.push(place),
            Track::Worker(worker) => {
                let worker = usize::from(worker);
                if workers.len() <= worker {
                    workers.resize(worker + 1, Vec::new());
                }
                workers[worker].push(place);
            }
            Track::Wait(_) | Track::Server(_) => {}
        }
    }
    sort_by_start(&mut caller, &strip.spans);
    layout.push(index, Lane::Caller, CALLER_HEIGHT, ROW_GAP, caller);
    let (height, gap) = if workers.len() > FEW_WORKERS {
        (THIN_WORKER_HEIGHT, 1.0)
    } else {
        (WORKER_HEIGHT, ROW_GAP)
    };
    for (number, mut spans) in (0..).zip(workers) {
        sort_by_start(&mut spans, &strip.spans);
        layout.push(index, Lane::Worker(number), height, gap, spans);
    }
}

/// One wait: all that was recorded under its number.
#[derive(Clone)]
struct Wait {
    start: f64,
    end: f64,
    spans: Vec<u32>,
}

/// The waits, packed; with their queueing if that leaves few enough rows, else without.
fn lay_waits(layout: &mut Layout, index: usize, spans: &[Span]) {
    let mut queue = Vec::new();
    let mut waits = waits_of(spans, &|_| true);
    let (mut rows, mut count) = pack(&waits);
    if count > MOST_WAIT_ROWS {
        waits = waits_of(spans, &|kind| kind != SpanKind::Queued);
        (rows, count) = pack(&waits);
        queue = (0..)
            .zip(spans)
            .filter(|(_, span)| span.kind == SpanKind::Queued)
            .map(|(place, _)| place)
            .collect();
        sort_by_start(&mut queue, spans);
    }
    if count == 0 {
        return;
    }
    let mut dealt = vec![Vec::new(); count];
    for (wait, row) in waits.into_iter().zip(rows) {
        dealt[row].extend(wait.spans);
    }
    let pitch = (WAITS_HEIGHT / count as f64).floor();
    let pitch = pitch.clamp(WAIT_PITCH_LEAST, WAIT_PITCH_MOST);
    for (number, spans) in (0..).zip(dealt) {
        layout.push(index, Lane::Waits(number), pitch, 0.0, spans);
    }
    if !queue.is_empty() {
        layout.height += ROW_GAP;
        layout.push(index, Lane::Queue, WAIT_PITCH_MOST, 0.0, queue);
    }
}

/// The waits in order of their start, of two at once that of the lower number first.
fn waits_of(spans: &[Span], wanted: &dyn Fn(SpanKind) -> bool) -> Vec<Wait> {
    let number = |place: u32| match spans[place as usize].track {
        Track::Wait(number) => Some(number),
        Track::Caller | Track::Worker(_) | Track::Server(_) => None,
    };
    let is_meant = |&place: &u32| number(place).is_some() && wanted(spans[place as usize].kind);
    let mut places: Vec<u32> = (0..spans.len() as u32).filter(is_meant).collect();
    let start = |place: u32| spans[place as usize].start.0;
    sort(&mut places, &|a, b| {
        number(a)
            .cmp(&number(b))
            .then(start(a).total_cmp(&start(b)))
    });
    let waits: Vec<Wait> = places
        .chunk_by(|&a, &b| number(a) == number(b))
        .map(|group| Wait {
            start: group
                .iter()
                .fold(f64::INFINITY, |t, &place| t.min(start(place))),
            end: group
                .iter()
                .fold(0.0, |t, &place| t.max(spans[place as usize].end.0)),
            spans: group.to_vec(),
        })
        .collect();
    let mut order: Vec<u32> = (0..waits.len() as u32).collect();
    let start = |wait: u32| waits[wait as usize].start;
    sort(&mut order, &|a, b| {
        start(a).total_cmp(&start(b)).then(a.cmp(&b))
    });
    order
        .into_iter()
        .map(|wait| waits[wait as usize].clone())
        .collect()
}

/// Each wait, in order of its start, goes to the first row that is free by then: the fewest rows
/// that hold them (greedy colouring of an interval graph). Gives the rows and their number.
fn pack(waits: &[Wait]) -> (Vec<usize>, usize) {
    let mut row_ends: Vec<f64> = Vec::new();
    let rows = waits
        .iter()
        .map(|wait| {
            let free = row_ends.iter().position(|&end| end <= wait.start);
            let row = free.unwrap_or(row_ends.len());
            if row == row_ends.len() {
                row_ends.push(wait.end);
            } else {
                row_ends[row] = wait.end;
            }
            row
        })
        .collect();
    (rows, row_ends.len())
}

/// In order of start, the outer before the inner.
pub fn sort_by_start(places: &mut [u32], spans: &[Span]) {
    let span = |place: u32| &spans[place as usize];
    sort(places, &|a, b| {
        let (a, b) = (span(a), span(b));
        let by_start = a.start.0.total_cmp(&b.start.0);
        by_start.then(b.end.0.total_cmp(&a.end.0))
    });
}

/// Each call of the standard library's sort with an order of its own would add three kilobytes to
/// the page's module; so there is one, and the orders are passed to it.
fn sort(places: &mut [u32], order: &dyn Fn(u32, u32) -> Ordering) {
    places.sort_unstable_by(|&a, &b| order(a, b));
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{span, strip};
    use super::*;

    fn lanes(spans: Vec<Span>, threads: u16) -> Vec<(Lane, Vec<u32>)> {
        let rows = layout(&[strip(spans, threads)]).rows;
        rows.into_iter().map(|row| (row.lane, row.spans)).collect()
    }

    #[test]
    fn waits_that_overlap_take_rows_of_their_own() {
        let wait = |number, start, end| span(Track::Wait(number), SpanKind::InFlight, start, end);
        let got = lanes(
            vec![wait(0, 0.0, 10.0), wait(1, 5.0, 9.0), wait(2, 9.0, 20.0)],
            0,
        );
        assert_eq!(
            got,
            [
                (Lane::Caller, vec![]),
                (Lane::Waits(0), vec![0]),
                (Lane::Waits(1), vec![1, 2]),
            ]
        );
    }

    #[test]
    fn queueing_and_flight_of_a_wait_share_a_row() {
        let got = lanes(
            vec![
                span(Track::Wait(4), SpanKind::InFlight, 3.0, 10.0),
                span(Track::Wait(4), SpanKind::Queued, 0.0, 3.0),
            ],
            0,
        );
        assert_eq!(got[1], (Lane::Waits(0), vec![1, 0]));
    }

    #[test]
    fn too_many_waits_queue_in_one_row() {
        let mut spans = Vec::new();
        for number in 0..100u32 {
            let start = f64::from(number / 6) * 10.0;
            let track = Track::Wait(number);
            spans.push(span(track, SpanKind::Queued, 0.0, start));
            spans.push(span(track, SpanKind::InFlight, start, start + 10.0));
        }
        let got = lanes(spans, 0);
        assert_eq!(got.len(), 1 + 6 + 1);
        assert_eq!(got[7].0, Lane::Queue);
        assert_eq!(got[7].1.len(), 100);
    }

    #[test]
    fn every_span_has_one_row_and_rows_never_overlap() {
        let mut spans = Vec::new();
        for index in 0..50u16 {
            let start = f64::from(index % 7);
            spans.push(span(
                Track::Worker(index % 3),
                SpanKind::Work,
                start,
                start + 1.0,
            ));
            spans.push(span(
                Track::Wait(index.into()),
                SpanKind::InFlight,
                start,
                start + 2.0,
            ));
        }
        let all = layout(&[strip(spans.clone(), 4), strip(spans, 0)]);
        let mut seen: Vec<_> = all.rows.iter().flat_map(|row| row.spans.clone()).collect();
        seen.sort_unstable();
        assert_eq!(
            seen,
            (0..100)
                .flat_map(|place| [place, place])
                .collect::<Vec<_>>()
        );
        for pair in all.rows.windows(2) {
            assert!(pair[0].y + pair[0].height <= pair[1].y);
        }
        let workers = |strip| {
            let of_strip = all.rows.iter().filter(move |row| row.strip == strip);
            of_strip
                .filter(|row| matches!(row.lane, Lane::Worker(_)))
                .count()
        };
        assert_eq!((workers(0), workers(1)), (4, 3));
    }
}
