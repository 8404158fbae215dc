//! What is drawn, told by its draw calls.

use super::super::rows::layout;
use super::*;
use crate::trace::Track;
use std::rc::Rc;

/// A span in milliseconds.
pub fn span(track: Track, kind: SpanKind, start_ms: f64, end_ms: f64) -> Span {
    Span {
        track,
        kind,
        start: Micros(start_ms * 1_000.0),
        end: Micros(end_ms * 1_000.0),
        chunk: None,
    }
}

/// A finished run of 100 ms under `async`.
pub fn strip(spans: Vec<Span>, threads: u16) -> Strip {
    Strip {
        strategy: Strategy::Async,
        spans: Rc::new(spans),
        wall: Some(Micros(100_000.0)),
        now: Micros(100_000.0),
        threads,
    }
}

/// Ten CSS pixels a millisecond, if it shows 100 of them.
pub fn view(start_ms: f64, end_ms: f64) -> Viewport {
    Viewport {
        start: Micros(start_ms * 1_000.0),
        end: Micros(end_ms * 1_000.0),
        width: 1_092.0,
    }
}

fn say(key: &str, parts: &[(&str, &str)]) -> String {
    let parts: Vec<_> = parts.iter().map(|(_, part)| *part).collect();
    format!("{key} {}", parts.join(" ")).trim_end().to_owned()
}

/// What is drawn right of the labels and below the axis, lines and texts left out.
fn drawn(spans: Vec<Span>, view: Viewport) -> Vec<DrawCall> {
    let strips = [strip(spans, 0)];
    let calls = scene(&strips, &layout(&strips), &view, &say);
    let is_mark = |call: &DrawCall| match call {
        DrawCall::FillRect(_, ink) => *ink != Ink::Paper,
        DrawCall::StrokeRect(..) | DrawCall::Hatch(..) => true,
        DrawCall::Text { .. } | DrawCall::Line(..) => false,
    };
    // The last one is the swatch of the heading.
    let mut marks: Vec<_> = calls.into_iter().filter(is_mark).collect();
    assert!(matches!(marks.pop(), Some(DrawCall::FillRect(swatch, _)) if swatch.x == 0.0));
    marks
}

const OWN: Ink = Ink::Strategy(Strategy::Async);
/// The top of the caller's row.
pub const CALLER_TOP: f64 = AXIS_HEIGHT + HEADING_HEIGHT;
const CALLER: f64 = 16.0;

#[test]
fn work_is_solid() {
    let got = drawn(
        vec![span(Track::Caller, SpanKind::Work, 10.0, 60.0)],
        view(0.0, 100.0),
    );
    let place = rect(180.0, CALLER_TOP, 499.0, CALLER);
    assert_eq!(got, [DrawCall::FillRect(place, OWN)]);
}

#[test]
fn waits_are_hollow_and_their_queueing_is_dashed() {
    let wait = Track::Wait(3);
    let got = drawn(
        vec![
            span(wait, SpanKind::Queued, 0.0, 20.0),
            span(wait, SpanKind::InFlight, 20.0, 50.0),
        ],
        view(0.0, 100.0),
    );
    let top = CALLER_TOP + CALLER + 3.0;
    assert_eq!(
        got,
        [
            DrawCall::StrokeRect(rect(80.0, top + 4.0, 199.0, 1.0), Ink::Muted, true),
            DrawCall::StrokeRect(rect(280.0, top, 299.0, 8.0), OWN, false),
        ]
    );
}

#[test]
fn blocked_is_hatched_and_meanwhile_is_dotted() {
    let got = drawn(
        vec![
            span(Track::Caller, SpanKind::Blocked, 0.0, 10.0),
            span(Track::Caller, SpanKind::Meanwhile, 10.0, 20.0),
        ],
        view(0.0, 100.0),
    );
    let blocked = rect(80.0, CALLER_TOP, 99.0, CALLER);
    assert_eq!(
        got,
        [
            DrawCall::Hatch(rect(180.0, CALLER_TOP, 99.0, CALLER), OWN, Pattern::Dots),
            DrawCall::Hatch(blocked, Ink::Blocked, Pattern::Lines),
            DrawCall::StrokeRect(blocked, Ink::Blocked, false),
        ]
    );
}

#[test]
fn a_turn_is_lower_than_the_computing_inside_it() {
    let got = drawn(
        vec![
            span(Track::Caller, SpanKind::Turn, 0.0, 50.0),
            span(Track::Caller, SpanKind::Work, 10.0, 40.0),
        ],
        view(0.0, 100.0),
    );
    assert_eq!(
        got,
        [
            DrawCall::FillRect(rect(80.0, CALLER_TOP + 4.0, 499.0, 8.0), OWN),
            DrawCall::FillRect(rect(180.0, CALLER_TOP, 299.0, CALLER), OWN),
        ]
    );
}

#[test]
fn ten_thousand_short_turns_are_few_bars() {
    let turns = |gap: f64| {
        (0..10_000)
            .map(|turn| {
                let start = f64::from(turn) * 0.01;
                span(Track::Caller, SpanKind::Turn, start, start + 0.01 - gap)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(drawn(turns(0.002), view(0.0, 100.0)).len(), 1);
    // Zoomed in until each is wider than a pixel, all that are seen are told apart.
    let close = drawn(turns(0.002), view(50.0, 51.0));
    assert!((100..=102).contains(&close.len()), "{}", close.len());
}

#[test]
fn short_spans_far_apart_stay_apart() {
    let turns = (0..10)
        .map(|turn| f64::from(turn) * 10.0)
        .map(|start| span(Track::Caller, SpanKind::Turn, start, start + 0.001))
        .collect();
    assert_eq!(drawn(turns, view(0.0, 100.0)).len(), 10);
}

#[test]
fn what_is_out_of_sight_is_not_drawn() {
    let spans = vec![
        span(Track::Caller, SpanKind::Work, 0.0, 10.0),
        span(Track::Caller, SpanKind::Work, 20.0, 90.0),
    ];
    let got = drawn(spans, view(40.0, 60.0));
    let [DrawCall::FillRect(only, _)] = got[..] else {
        panic!("{got:?}");
    };
    assert_eq!((only.x, only.x + only.width), (76.0, 1_083.0));
}

#[test]
fn labels_name_axis_tracks_and_strategy() {
    let strips = [strip(
        vec![span(Track::Wait(0), SpanKind::InFlight, 0.0, 1.0)],
        2,
    )];
    let calls = scene(&strips, &layout(&strips), &view(0.0, 100.0), &say);
    let texts: Vec<_> = calls
        .iter()
        .filter_map(|call| match call {
            DrawCall::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .filter(|text| !text.ends_with("ms"))
        .collect();
    assert_eq!(
        texts,
        [
            "0",
            "track.caller",
            "track.worker 1",
            "track.worker 2",
            "track.waits",
            "strategy.async"
        ]
    );
}

#[test]
fn the_cursor_is_drawn_only_over_the_axis() {
    let strips = [strip(vec![], 0)];
    let layout = layout(&strips);
    let lines = |ms: f64| {
        let time = Some(Micros(ms * 1_000.0));
        cursor(&strips, &layout, &view(40.0, 60.0), time, None).len()
    };
    assert_eq!((lines(30.0), lines(50.0), lines(70.0)), (0, 1, 0));
}
