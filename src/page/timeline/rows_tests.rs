//! Which span has which row, at once and while a run goes on.

use super::super::scene::tests::{span, strip};
use super::*;
use crate::strategy::Strategy;
use crate::trace::Span;
use std::rc::Rc;

fn lanes(spans: Vec<Span>, threads: u16) -> Vec<(Lane, Vec<u32>)> {
    rows_of(&layout(&[strip(spans, threads)]).stacks[0])
}

/// Each row's spans, layer after layer.
fn rows_of(stack: &Stack) -> Vec<(Lane, Vec<u32>)> {
    let spans = |row: &Row| {
        row.layers
            .iter()
            .flat_map(|layer| layer.spans.clone())
            .collect()
    };
    let rows = stack.rows.iter();
    rows.map(|row| (row.lane, spans(row))).collect()
}

fn flight(number: u32, start: f64, end: f64) -> Span {
    span(Track::Wait(number), SpanKind::InFlight, start, end)
}

#[test]
fn waits_that_overlap_take_rows_of_their_own() {
    let waits = vec![
        flight(0, 0.0, 10.0),
        flight(1, 5.0, 9.0),
        flight(2, 9.0, 20.0),
    ];
    assert_eq!(
        lanes(waits, 0),
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
            flight(4, 3.0, 10.0),
            span(Track::Wait(4), SpanKind::Queued, 0.0, 3.0),
            flight(2, 3.0, 5.0),
        ],
        0,
    );
    assert_eq!(got[1], (Lane::Waits(0), vec![1, 0]));
    assert_eq!(got[2], (Lane::Waits(1), vec![2]));
}

#[test]
fn the_waits_of_a_job_done_twice_share_their_rows() {
    let got = lanes(
        vec![
            flight(0, 0.0, 10.0),
            flight(1, 0.0, 10.0),
            flight(0, 20.0, 30.0),
            flight(1, 20.0, 30.0),
        ],
        0,
    );
    assert_eq!(got[1], (Lane::Waits(0), vec![0, 2]));
    assert_eq!(got[2], (Lane::Waits(1), vec![1, 3]));
}

#[test]
fn too_many_waits_queue_in_one_row() {
    let mut spans = Vec::new();
    for number in 0..100u32 {
        let start = f64::from(number / 6) * 10.0;
        spans.push(span(Track::Wait(number), SpanKind::Queued, 0.0, start));
        spans.push(flight(number, start, start + 10.0));
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
        let track = Track::Worker(index % 3);
        spans.push(span(track, SpanKind::Work, start, start + 1.0));
        spans.push(flight(index.into(), start, start + 2.0));
        let track = Track::Server(index.into());
        spans.push(span(track, SpanKind::Serving, start + 0.5, start + 1.5));
    }
    let all = layout(&[strip(spans.clone(), 4), strip(spans, 0)]);
    for stack in &all.stacks {
        let rows = rows_of(stack);
        let mut seen: Vec<_> = rows.into_iter().flat_map(|(_, spans)| spans).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..150).collect::<Vec<_>>());
    }
    let rows: Vec<_> = all.stacks.iter().flat_map(|stack| &stack.rows).collect();
    for pair in rows.windows(2) {
        assert!(pair[0].y + pair[0].height <= pair[1].y);
    }
    let workers = |stack: &Stack| {
        let is_worker = |row: &&Row| matches!(row.lane, Lane::Worker(_));
        stack.rows.iter().filter(is_worker).count()
    };
    assert_eq!((workers(&all.stacks[0]), workers(&all.stacks[1])), (4, 3));
}

/// What the page would be told while this run goes on, `step_ms` apart: what ended, what is open.
fn live(all: &[Span], step_ms: f64) -> Vec<Strip> {
    let mut by_end = all.to_vec();
    by_end.sort_by(|a, b| a.end.0.total_cmp(&b.end.0));
    let last = by_end.last().map_or(0.0, |span| span.end.0);
    let steps = (last / (step_ms * 1_000.0)).ceil() as u32;
    let at = |step| {
        let now = Micros(f64::from(step) * step_ms * 1_000.0);
        let (ended, rest): (Vec<Span>, Vec<Span>) = by_end.iter().partition(|span| span.end <= now);
        let open = rest.into_iter().filter(|span| span.start < now);
        Strip {
            now,
            spans: Rc::new(ended),
            open: Rc::new(open.map(|span| Span { end: now, ..span }).collect()),
            ..Strip::live(Strategy::Async, 2)
        }
    };
    (1..=steps).map(at).collect()
}

/// Six connections, waits of changing lengths, turns in turns, two workers.
fn busy() -> Vec<Span> {
    let mut spans = Vec::new();
    let mut free = [0.0f64; 6];
    for number in 0..200u32 {
        let connection = number as usize % free.len();
        let start = free[connection];
        let end = start + 2.0 + f64::from(number * 7 % 13);
        free[connection] = end;
        spans.push(flight(number, start, end));
    }
    for turn in 0..100 {
        let start = f64::from(turn) * 2.5;
        spans.push(span(Track::Caller, SpanKind::Turn, start, start + 2.0));
        spans.push(Span {
            chunk: Some(turn),
            ..span(Track::Caller, SpanKind::Turn, start + 0.5, start + 1.5)
        });
        let track = Track::Worker((turn % 2) as u16);
        spans.push(span(track, SpanKind::Work, start, start + 3.0));
    }
    spans
}

#[test]
fn a_run_that_goes_on_is_laid_out_as_if_all_was_known() {
    let steps = live(&busy(), 7.0);
    let mut layout = Layout::default();
    for strip in &steps {
        layout.update(std::slice::from_ref(strip));
        let stack = &layout.stacks[0];
        let spans = strip.spans.len() + strip.open.len();
        let mut seen: Vec<_> = rows_of(stack)
            .into_iter()
            .flat_map(|(_, own)| own)
            .collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..spans as u32).collect::<Vec<_>>());
        for layer in stack.rows.iter().flat_map(|row| &row.layers) {
            let places = layer.spans.iter().map(|&place| strip.span(place));
            for (span, next) in places.clone().zip(places.skip(1)) {
                assert!(span.end <= next.start, "{:?} {span:?} {next:?}", layer.look);
            }
        }
        // Six are in flight at most; open ones keep their rows, so there are never more rows.
        assert!(stack.waits.rows() <= 6, "{}", stack.waits.rows());
    }
    let fresh = super::layout(&steps[steps.len() - 1..]);
    let threads = |layout: &Layout| {
        let mut rows = rows_of(&layout.stacks[0]);
        rows.retain(|(lane, _)| *lane < Lane::Waits(0));
        rows
    };
    assert_eq!(threads(&layout), threads(&fresh));
}

#[test]
fn an_open_wait_keeps_its_row_until_it_ends() {
    let spans = [
        flight(0, 0.0, 10.0),
        flight(1, 1.0, 50.0),
        flight(2, 12.0, 90.0),
    ];
    let mut layout = Layout::default();
    let row_of_second = |layout: &Layout, strip: &Strip| {
        let rows = layout.stacks[0].rows.iter();
        let holds = |row: &&Row| {
            let mut places = row.layers.iter().flat_map(|layer| &layer.spans);
            places.any(|&place| strip.span(place).track == Track::Wait(1))
        };
        rows.filter(holds).map(|row| row.lane).collect::<Vec<_>>()
    };
    for strip in live(&spans, 5.0) {
        layout.update(std::slice::from_ref(&strip));
        assert_eq!(row_of_second(&layout, &strip), [Lane::Waits(1)]);
    }
}

#[test]
fn another_run_is_laid_out_afresh() {
    let mut layout = layout(&[strip(busy(), 2)]);
    let new = Strip::live(Strategy::Async, 2);
    layout.update(std::slice::from_ref(&new));
    assert_eq!(layout, super::layout(&[new]));
}
