//! Which span has which row, at once and while a run goes on.

use super::super::run_tracks::LOOKED_UP;
use super::super::scene::tests::{span, tracks};
use super::*;
use crate::strategy::Strategy;
use crate::trace::Span;
use std::rc::Rc;

fn run_tracks(spans: Vec<Span>, threads: u16) -> Vec<(RowKind, Vec<u32>)> {
    rows_of(&layout(&[tracks(spans, threads)]).runs[0])
}

/// Each row's spans, layer after layer.
fn rows_of(run: &RunLayout) -> Vec<(RowKind, Vec<u32>)> {
    let spans = |row: &Row| {
        row.layers
            .iter()
            .flat_map(|layer| layer.spans.clone())
            .collect()
    };
    let rows = run.rows.iter();
    rows.map(|row| (row.kind, spans(row))).collect()
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
        run_tracks(waits, 0),
        [
            (RowKind::Caller, vec![]),
            (RowKind::Waits(0), vec![0]),
            (RowKind::Waits(1), vec![1, 2]),
        ]
    );
}

#[test]
fn what_a_program_named_has_rows_by_its_names() {
    let named = |place, start, end| span(Track::Named(place), SpanKind::Named, start, end);
    let mut tracks = tracks(
        vec![
            named(1, 0.0, 9.0),
            named(0, 0.0, 5.0),
            named(0, 3.0, 8.0),
            named(0, 5.0, 8.0),
            named(40, 0.0, 1.0),
        ],
        0,
    );
    tracks.named = Rc::new(vec!["a".to_owned(), "b".to_owned()]);
    let layout = layout(std::slice::from_ref(&tracks));
    let wanted = [
        (RowKind::Caller, vec![]),
        (RowKind::Named(0, 0), vec![1, 3]),
        (RowKind::Named(0, 1), vec![2]),
        (RowKind::Named(1, 0), vec![0]),
        (RowKind::Named(MOST_NAMES, 0), vec![4]),
    ];
    assert_eq!(rows_of(&layout.runs[0]), wanted);
    let say = |key: &str, _: &[(&str, &str)]| key.to_owned();
    let told = [0, 1, 4].map(|place| tracks.span_name(place, &say));
    assert_eq!(told, ["b", "a", ""]);
}

#[test]
fn a_machine_s_rows_are_what_it_computes_and_what_travels_and_names_are_bounded() {
    let there = |place, number, kind, start, end| Span {
        chunk: Some(number),
        ..span(Track::Machine(place), kind, start, end)
    };
    let (way, work) = (SpanKind::InFlight, SpanKind::Work);
    let spans = vec![
        there(1, 0, way, 0.0, 9.0),
        // Two are on their way there, one after the other is computed, and both travel back.
        there(0, 1, way, 0.0, 5.0),
        there(0, 2, way, 0.0, 5.0),
        there(0, 1, work, 5.0, 7.0),
        // It seems to be begun before the other is done.
        there(0, 2, work, 6.8, 9.0),
        there(0, 1, way, 7.0, 12.0),
        there(0, 2, way, 9.0, 14.0),
        // Lost with the machine.
        there(1, 3, SpanKind::Blocked, 2.0, 20.0),
        there(MOST_NAMES + 5, 4, work, 0.0, 1.0),
        there(u16::MAX, 5, work, 2.0, 3.0),
    ];
    let (computing, travelling) = (MachineRow::Computing, MachineRow::Travelling);
    assert_eq!(
        run_tracks(spans, 0),
        [
            (RowKind::Caller, vec![]),
            (RowKind::Machine(0, computing(0)), vec![3, 4]),
            (RowKind::Machine(0, travelling(0)), vec![1, 5]),
            (RowKind::Machine(0, travelling(1)), vec![2, 6]),
            (RowKind::Machine(1, computing(0)), vec![7]),
            (RowKind::Machine(1, travelling(0)), vec![0]),
            (RowKind::Machine(MOST_NAMES, computing(0)), vec![8, 9]),
        ]
    );
}

#[test]
fn queueing_and_flight_of_a_wait_share_a_row() {
    let got = run_tracks(
        vec![
            flight(4, 3.0, 10.0),
            span(Track::Wait(4), SpanKind::Queued, 0.0, 3.0),
            flight(2, 3.0, 5.0),
        ],
        0,
    );
    assert_eq!(got[1], (RowKind::Waits(0), vec![1, 0]));
    assert_eq!(got[2], (RowKind::Waits(1), vec![2]));
}

#[test]
fn the_waits_of_a_job_done_twice_share_their_rows() {
    let got = run_tracks(
        vec![
            flight(0, 0.0, 10.0),
            flight(1, 0.0, 10.0),
            flight(0, 20.0, 30.0),
            flight(1, 20.0, 30.0),
        ],
        0,
    );
    assert_eq!(got[1], (RowKind::Waits(0), vec![0, 2]));
    assert_eq!(got[2], (RowKind::Waits(1), vec![1, 3]));
}

#[test]
fn too_many_waits_queue_in_one_row() {
    let mut spans = Vec::new();
    for number in 0..100u32 {
        let start = f64::from(number / 6) * 10.0;
        spans.push(span(Track::Wait(number), SpanKind::Queued, 0.0, start));
        spans.push(flight(number, start, start + 10.0));
    }
    let got = run_tracks(spans, 0);
    assert_eq!(got.len(), 1 + 6 + 1);
    assert_eq!(got[7].0, RowKind::Queue);
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
    let all = layout(&[tracks(spans.clone(), 4), tracks(spans, 0)]);
    for run in &all.runs {
        let rows = rows_of(run);
        let mut seen: Vec<_> = rows.into_iter().flat_map(|(_, spans)| spans).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..150).collect::<Vec<_>>());
    }
    let rows: Vec<_> = all.runs.iter().flat_map(|run| &run.rows).collect();
    for pair in rows.windows(2) {
        assert!(pair[0].y + pair[0].height <= pair[1].y);
    }
    let workers = |run: &RunLayout| {
        let is_worker = |row: &&Row| matches!(row.kind, RowKind::Worker(_));
        run.rows.iter().filter(is_worker).count()
    };
    assert_eq!((workers(&all.runs[0]), workers(&all.runs[1])), (4, 3));
}

/// What the page would be told while this run goes on, `step_ms` apart: what ended, what is open.
fn live(all: &[Span], step_ms: f64) -> Vec<RunTracks> {
    let mut by_end = all.to_vec();
    by_end.sort_by(|a, b| a.end.0.total_cmp(&b.end.0));
    let last = by_end.last().map_or(0.0, |span| span.end.0);
    let steps = (last / (step_ms * 1_000.0)).ceil() as u32;
    let at = |step| {
        let now = Micros(f64::from(step) * step_ms * 1_000.0);
        let (ended, rest): (Vec<Span>, Vec<Span>) = by_end.iter().partition(|span| span.end <= now);
        let open = rest.into_iter().filter(|span| span.start < now);
        RunTracks {
            now,
            spans: ended.into(),
            open: Rc::new(open.map(|span| Span { end: now, ..span }).collect()),
            ..RunTracks::live(0, Strategy::Async.into(), 2)
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
        spans.push(span(Track::Caller, SpanKind::Poll, start, start + 2.0));
        spans.push(Span {
            chunk: Some(turn),
            ..span(Track::Caller, SpanKind::Poll, start + 0.5, start + 1.5)
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
    for tracks in &steps {
        layout.update(std::slice::from_ref(tracks));
        let run = &layout.runs[0];
        let spans = tracks.spans.len() + tracks.open.len();
        let mut seen: Vec<_> = rows_of(run).into_iter().flat_map(|(_, own)| own).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..spans as u32).collect::<Vec<_>>());
        for layer in run.rows.iter().flat_map(|row| &row.layers) {
            let places = layer.spans.iter().map(|&place| tracks.span(place));
            for (span, next) in places.clone().zip(places.skip(1)) {
                assert!(span.end <= next.start, "{:?} {span:?} {next:?}", layer.look);
            }
        }
        // Six are in flight at most; open ones keep their rows, so there are never more rows.
        assert!(run.waits.rows() <= 6, "{}", run.waits.rows());
    }
    let fresh = super::layout(&steps[steps.len() - 1..]);
    let threads = |layout: &Layout| {
        let mut rows = rows_of(&layout.runs[0]);
        rows.retain(|(kind, _)| *kind < RowKind::Waits(0));
        rows
    };
    assert_eq!(threads(&layout), threads(&fresh));
}

/// Waits that begin a millisecond apart, long before they get one of few connections, beside work.
fn queueing(count: u32) -> Vec<Span> {
    let of = |number: u32| {
        let start = f64::from(number);
        let sent = start + 90.0 + f64::from(number * 7 % 13);
        [
            span(Track::Wait(number), SpanKind::Queued, start, sent),
            flight(number, sent, sent + 5.0),
            span(Track::Worker(0), SpanKind::Work, start, start + 0.8),
            span(Track::Caller, SpanKind::Poll, start, start + 0.5),
        ]
    };
    (0..count).flat_map(of).collect()
}

#[test]
fn a_run_that_goes_on_costs_what_is_new_and_not_what_is_there() {
    let mut layout = Layout::default();
    let costs: Vec<usize> = live(&queueing(2_000), 5.0)
        .iter()
        .map(|tracks| {
            let before = LOOKED_UP.get();
            layout.update(std::slice::from_ref(tracks));
            LOOKED_UP.get() - before
        })
        .collect();
    assert!(layout.runs[0].has_queue);
    let cost = |from: usize| costs[from..from + 100].iter().sum::<usize>();
    let (early, late) = (cost(100), cost(300));
    assert!(late < early + early / 10, "{early} look-ups, later {late}");
}

#[test]
fn an_open_wait_keeps_its_row_until_it_ends() {
    let spans = [
        flight(0, 0.0, 10.0),
        flight(1, 1.0, 50.0),
        flight(2, 12.0, 90.0),
    ];
    let mut layout = Layout::default();
    let row_of_second = |layout: &Layout, tracks: &RunTracks| {
        let rows = layout.runs[0].rows.iter();
        let holds = |row: &&Row| {
            let mut places = row.layers.iter().flat_map(|layer| &layer.spans);
            places.any(|&place| tracks.span(place).track == Track::Wait(1))
        };
        rows.filter(holds).map(|row| row.kind).collect::<Vec<_>>()
    };
    for tracks in live(&spans, 5.0) {
        layout.update(std::slice::from_ref(&tracks));
        assert_eq!(row_of_second(&layout, &tracks), [RowKind::Waits(1)]);
    }
}

#[test]
fn another_run_is_laid_out_afresh() {
    let mut layout = layout(&[tracks(busy(), 2)]);
    let new = RunTracks::live(0, Strategy::Async.into(), 2);
    layout.update(std::slice::from_ref(&new));
    assert_eq!(layout, super::layout(&[new]));
}
