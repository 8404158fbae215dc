//! What is drawn, told by its draw calls.

use super::super::RunTracks;
use super::super::headings::unit_of;
use super::super::rows::{HEADING_HEIGHT, layout};
use super::*;
use crate::key::Key;
use crate::program::Program;
use crate::strategy::Strategy;
use crate::trace::names::Names;
use crate::trace::{Span, SpanKind, Track};
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

/// A span of a chunk, in milliseconds.
pub fn chunk(number: u32, track: Track, kind: SpanKind, start_ms: f64, end_ms: f64) -> Span {
    Span {
        chunk: Some(number),
        ..span(track, kind, start_ms, end_ms)
    }
}

/// A finished run of 100 ms under `async`.
pub fn tracks(spans: Vec<Span>, threads: u16) -> RunTracks {
    RunTracks {
        spans: spans.into(),
        wall: Some(Micros(100_000.0)),
        now: Micros(100_000.0),
        ..RunTracks::live(0, Strategy::Async.into(), threads)
    }
}

/// Another program's run: in `main` something within something, in `io` nothing else, and something async.
pub fn others() -> RunTracks {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let names = Names {
        run: "t.json: app".to_owned(),
        threads: texts(&["main", "io"]),
        rows: vec![0, 0, 1],
        spans: texts(&["layout", "style", "load"]),
        name_of: vec![0, 1, 2, 2],
    };
    let spans = vec![
        span(Track::Worker(0), SpanKind::Work, 0.0, 50.0),
        span(Track::Worker(1), SpanKind::Work, 10.0, 20.0),
        span(Track::Worker(2), SpanKind::Work, 15.0, 90.0),
        span(Track::Wait(0), SpanKind::InFlight, 5.0, 40.0),
    ];
    RunTracks {
        names: Some(Rc::new(names)),
        program: Program::named(Key::new("process")),
        ..tracks(spans, 0)
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

pub fn say(key: &str, parts: &[(&str, &str)]) -> String {
    let parts: Vec<_> = parts.iter().map(|(_, part)| *part).collect();
    format!("{key} {}", parts.join(" ")).trim_end().to_owned()
}

/// What is drawn right of the labels and below the axis, lines and texts left out.
fn drawn(spans: Vec<Span>, view: Viewport) -> Vec<DrawCall> {
    let calls = scene(&layout(&[tracks(spans, 0)]), &view, &say);
    let is_mark = |call: &DrawCall| match call {
        DrawCall::FillRect(_, ink) => *ink != Ink::Paper,
        DrawCall::StrokeRect(..) | DrawCall::Hatch(..) => true,
        DrawCall::Text { .. } | DrawCall::Line(..) | DrawCall::Arrow(..) => false,
    };
    // The last one is the swatch of the heading.
    let mut marks: Vec<_> = calls.into_iter().filter(is_mark).collect();
    assert!(matches!(marks.pop(), Some(DrawCall::FillRect(swatch, _)) if swatch.x == 0.0));
    marks
}

const OWN: Ink = Ink::Own(Colour::Blue);
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
            DrawCall::StrokeRect(rect(280.0, top, 299.0, 7.0), OWN, false),
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
            DrawCall::StrokeRect(blocked, Ink::Blocked, false),
            DrawCall::Hatch(blocked, Ink::Blocked, Pattern::Lines),
        ]
    );
}

#[test]
fn a_turn_is_a_base_a_task_stands_on_it_and_computing_is_whole() {
    let got = drawn(
        vec![
            span(Track::Caller, SpanKind::Poll, 0.0, 50.0),
            chunk(3, Track::Caller, SpanKind::Poll, 5.0, 45.0),
            span(Track::Caller, SpanKind::Work, 10.0, 40.0),
        ],
        view(0.0, 100.0),
    );
    assert_eq!(
        got,
        [
            DrawCall::FillRect(rect(80.0, CALLER_TOP + 12.0, 499.0, 4.0), OWN),
            DrawCall::FillRect(rect(130.0, CALLER_TOP + 4.0, 399.0, 8.0), OWN),
            DrawCall::FillRect(rect(180.0, CALLER_TOP, 299.0, CALLER), OWN),
        ]
    );
}

#[test]
fn the_server_has_thin_muted_rows_below_the_waits() {
    let got = drawn(
        vec![
            span(Track::Wait(0), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Server(0), SpanKind::Serving, 10.0, 40.0),
        ],
        view(0.0, 100.0),
    );
    let top = CALLER_TOP + CALLER + 3.0 + 8.0 + 5.0;
    let server = DrawCall::FillRect(rect(180.0, top + 1.0, 299.0, 2.0), Ink::Muted);
    assert_eq!((got.len(), got.last()), (2, Some(&server)));
}

#[test]
fn ten_thousand_short_turns_are_few_bars() {
    let turns = |gap: f64| {
        (0..10_000)
            .map(|turn| {
                let start = f64::from(turn) * 0.01;
                span(Track::Caller, SpanKind::Poll, start, start + 0.01 - gap)
            })
            .collect::<Vec<_>>()
    };
    // Short ones in bars of 8 pixels, as high as their share: 80 % and 50 % of four pixels.
    for (gap, expected) in [(0.002, 3.0), (0.005, 2.0)] {
        let bars = drawn(turns(gap), view(0.0, 100.0));
        assert!((100..=126).contains(&bars.len()), "{}", bars.len());
        for bar in bars {
            let DrawCall::FillRect(bar, OWN) = bar else {
                panic!("{bar:?}");
            };
            assert_eq!(bar.height, expected);
        }
    }
    // Zoomed in until each is wider than a pixel, all that are seen are told apart.
    let close = drawn(turns(0.002), view(50.0, 51.0));
    assert!((100..=102).contains(&close.len()), "{}", close.len());
}

#[test]
fn many_short_waits_are_hollow_without_ends() {
    let wait = |number: u32| {
        let start = f64::from(number) * 0.05;
        span(Track::Wait(number), SpanKind::InFlight, start, start + 0.04)
    };
    let got = drawn((0..2_000).map(wait).collect(), view(0.0, 100.0));
    let is_line =
        |call: &DrawCall| matches!(call, DrawCall::FillRect(line, OWN) if line.height == 1.0);
    assert!(got.len() < 260 && got.iter().all(is_line), "{got:?}");
}

#[test]
fn short_spans_far_apart_stay_apart() {
    let turns = (0..10)
        .map(|turn| f64::from(turn) * 10.0)
        .map(|start| span(Track::Caller, SpanKind::Poll, start, start + 0.001))
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
    let spans = vec![
        span(Track::Wait(0), SpanKind::InFlight, 0.0, 1.0),
        span(Track::Server(0), SpanKind::Serving, 0.2, 0.8),
    ];
    let named = |spans: &[Span]| {
        let mut texts = texts(&[tracks(spans.to_vec(), 2)]);
        texts.retain(|text| !text.ends_with("ms"));
        texts
    };
    // Threads of which none does anything take no room.
    let idle = ["0", "track.caller", "track.waits", "track.servers", "async"];
    assert_eq!(named(&spans), idle);
    let work = span(Track::Worker(1), SpanKind::Work, 0.0, 1.0);
    let both = [&spans[..], &[work]].concat();
    assert_eq!(
        named(&both),
        [
            "0",
            "track.caller",
            "track.worker 1",
            "track.worker 2",
            "track.waits",
            "track.servers",
            "async"
        ]
    );
}

/// Computing and standing still look alike there, and so does a gap that no span explains.
#[test]
fn where_nobody_is_answered_for_long_there_is_a_band() {
    let mut run = tracks(vec![span(Track::Caller, SpanKind::Work, 0.0, 60.0)], 0);
    run.deaf = vec![
        (Micros(0.0), Micros(60_000.0)),
        (Micros(200_000.0), Micros(300_000.0)),
    ]
    .into();
    let calls = scene(&layout(&[run]), &view(0.0, 100.0), &say);
    let is_band = |call: &&DrawCall| matches!(call, DrawCall::FillRect(_, Ink::Blocked));
    let bands: Vec<_> = calls.iter().filter(is_band).collect();
    let band = rect(80.0, CALLER_TOP + CALLER, 600.0, 3.0);
    assert_eq!(bands, [&DrawCall::FillRect(band, Ink::Blocked)]);
}

#[test]
fn the_cursor_is_drawn_only_over_the_axis() {
    let layout = layout(&[tracks(vec![], 0)]);
    let lines = |ms: f64| {
        let time = Some(Micros(ms * 1_000.0));
        cursor(&layout, &view(40.0, 60.0), time, None).len()
    };
    assert_eq!((lines(30.0), lines(50.0), lines(70.0)), (0, 1, 0));
}

/// All that is written.
fn texts(run_tracks: &[RunTracks]) -> Vec<String> {
    let calls = scene(&layout(run_tracks), &view(0.0, 100.0), &say);
    let text = |call| match call {
        DrawCall::Text { text, .. } => Some(text),
        _ => None,
    };
    calls.into_iter().filter_map(text).collect()
}

#[test]
fn open_spans_are_drawn_up_to_now() {
    let mut live = RunTracks::live(0, Strategy::Async.into(), 0);
    live.now = Micros(50_000.0);
    live.open = Rc::new(vec![span(Track::Caller, SpanKind::Work, 10.0, 50.0)]);
    let calls = scene(&layout(&[live]), &view(0.0, 100.0), &say);
    let work = DrawCall::FillRect(rect(180.0, CALLER_TOP, 399.0, CALLER), OWN);
    assert!(calls.contains(&work), "{calls:?}");
}

#[test]
fn a_pinned_run_stands_below_with_the_difference() {
    let new = tracks(vec![], 0);
    let old = RunTracks {
        wall: Some(Micros(70_000.0)),
        ..new.clone()
    };
    let run_tracks = [
        new,
        super::super::RunTracks {
            is_pinned: true,
            ..old
        },
    ];
    let texts = texts(&run_tracks);
    let expected = [
        "async",
        "timeline.longer 100 ms 30.0 ms",
        "timeline.pinned async",
        "70.0 ms",
    ];
    let texts: Vec<_> = texts[texts.len() - 4..]
        .iter()
        .map(|text| text.replace('\u{a0}', " "))
        .collect();
    assert_eq!(texts, expected);
    let calls = scene(&layout(&run_tracks), &view(0.0, 100.0), &say);
    let bridge = |call: &DrawCall| matches!(call, DrawCall::FillRect(rect, Ink::Muted) if (rect.x, rect.width) == (780.0, 300.0));
    assert!(calls.iter().any(bridge));
}

#[test]
fn a_job_done_several_times_says_so() {
    let tracks = RunTracks {
        iterations: 12,
        ..tracks(vec![], 0)
    };
    let unit = unit_of(&layout(std::slice::from_ref(&tracks)));
    let expected = format!("timeline.iterations {} 12", unit.text(tracks.length()));
    assert_eq!(texts(&[tracks]).last(), Some(&expected));
}

#[test]
fn a_frame_has_a_bounded_number_of_bars() {
    // A thousand rows of a thousand bars that a pixel parts.
    let spans = (0..1_000u16).flat_map(|worker| {
        (0..500).map(move |index| {
            let start = f64::from(index) * 0.2;
            span(Track::Worker(worker), SpanKind::Work, start, start + 0.05)
        })
    });
    let calls = scene(
        &layout(&[tracks(spans.collect(), 0)]),
        &view(0.0, 100.0),
        &say,
    );
    assert!(calls.len() < MOST_BARS + 100, "{}", calls.len());
}

#[test]
fn another_program_stands_under_its_own_names() {
    let layout = layout(&[others()]);
    let calls = scene(&layout, &view(0.0, 100.0), &say);
    let texts = calls.iter().filter_map(|call| match call {
        DrawCall::Text { x, text, .. } if *x < 80.0 => Some(&**text),
        _ => None,
    });
    let texts: Vec<_> = texts.collect();
    assert_eq!(texts, ["main", "io", "track.async", "t.json: app"]);
    let is_coloured = |call: &DrawCall| matches!(call, DrawCall::FillRect(_, Ink::Own(colour)) if *colour != Colour::Grey);
    assert!(!calls.iter().any(is_coloured));
    let long = RunTracks {
        names: others().names.map(|names| {
            let threads = vec!["thread ".repeat(99), String::new()];
            Rc::new(Names {
                threads,
                ..(*names).clone()
            })
        }),
        ..others()
    };
    let mut calls = Vec::new();
    let all = super::super::rows::layout(&[long]);
    headings::rows(&mut calls, &all, &view(0.0, 100.0), &say);
    let DrawCall::Text { text, .. } = &calls[0] else {
        panic!("{calls:?}");
    };
    assert_eq!(text, "thread thr…");
}
