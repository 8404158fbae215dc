//! Reads back what is written, and other programs' files.

use super::super::to_json;
use super::*;
use crate::strategy::Strategy;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generator;

fn any_span() -> impl Generator<Value = Span> {
    let track = prop_oneof![
        Just(Track::Caller),
        (0u16..70).prop_map(Track::Worker),
        any::<u32>().prop_map(Track::Wait),
        (0u32..20).prop_map(Track::Server),
    ];
    let kind = prop::sample::select(vec![
        SpanKind::Poll,
        SpanKind::Work,
        SpanKind::Blocked,
        SpanKind::Queued,
        SpanKind::InFlight,
        SpanKind::Meanwhile,
        SpanKind::Serving,
    ]);
    let times = (0.0f64..1e8, 0.0f64..1e6);
    (track, kind, times, any::<Option<u32>>()).prop_map(|(track, kind, (start, length), chunk)| {
        Span {
            track,
            kind,
            start: Micros(start),
            end: Micros(start + length),
            chunk,
        }
    })
}

fn any_trace() -> impl Generator<Value = Trace> {
    let counts = (0u32..1_000, 0u16..64, 0u64..9, 0u64..99_999);
    let strategy = prop::sample::select(Strategy::ALL.to_vec());
    let lists = (
        prop::collection::vec(any_span(), 0..40),
        prop::collection::vec(0.0f64..1e8, 0..9),
    );
    (strategy, 0.0f64..2e12, 0.0f64..1e8, counts, lists).prop_map(
        |(
            strategy,
            began_at,
            wall,
            (iterations, threads, thinned, letters_sorted),
            (spans, beats),
        )| {
            Trace {
                program: strategy.into(),
                began_at: Millis(began_at),
                wall: Micros(wall),
                iterations,
                threads,
                spans,
                thinned,
                beats: beats.into_iter().map(Micros).collect(),
                beat_every: Micros(5_000.0),
                letters_sorted,
            }
        },
    )
}

/// Spans in one order, whatever the file's was.
fn in_order(trace: &Trace) -> Vec<Span> {
    let mut spans = trace.spans.clone();
    spans.sort_by(|a, b| {
        let by_track = a.track.cmp(&b.track);
        by_track
            .then(a.start.0.total_cmp(&b.start.0))
            .then(a.end.0.total_cmp(&b.end.0))
    });
    spans
}

proptest! {
    #[test]
    fn what_is_written_comes_back(traces in prop::collection::vec(any_trace(), 1..4), example in "\\PC*") {
        let refs: Vec<&Trace> = traces.iter().collect();
        let file = read(to_json(&example, &refs).unwrap().as_bytes()).unwrap();
        prop_assert!(file.is_ours);
        prop_assert_eq!(file.example, example);
        prop_assert_eq!(file.traces.len(), traces.len());
        for ((name, back), trace) in file.traces.iter().zip(&traces) {
            prop_assert_eq!(&**name, trace.program.key.as_str());
            prop_assert!((back.began_at.0 - trace.began_at.0).abs() < 0.001);
            // Beginning and length are rounded to a millionth each.
            let close = |a: Micros, b: Micros| (a.0 - b.0).abs() < 2e-6;
            prop_assert!(close(back.wall, trace.wall));
            prop_assert_eq!(back.spans.len(), trace.spans.len());
            for (a, b) in in_order(back).iter().zip(in_order(trace)) {
                prop_assert_eq!((a.track, a.kind, a.chunk), (b.track, b.kind, b.chunk));
                prop_assert!(close(a.start, b.start) && close(a.end, b.end), "{:?} {:?}", a, b);
            }
            prop_assert!(back.beats.iter().zip(&trace.beats).all(|(a, b)| close(*a, *b)));
            let rest = |trace: &Trace| Trace {
                began_at: Millis(0.0),
                wall: Micros::ZERO,
                spans: Vec::new(),
                beats: Vec::new(),
                ..trace.clone()
            };
            prop_assert_eq!(rest(back), rest(trace));
        }
    }

    #[test]
    fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes[..]);
    }

    #[test]
    fn no_broken_file_makes_it_panic(trace in any_trace(), cut in any::<prop::sample::Index>(), put in any::<u8>()) {
        let mut bytes = to_json("x", &[&trace]).unwrap().into_bytes();
        let at = cut.index(bytes.len());
        bytes[at] = put;
        let _ = read(&bytes[..]);
        prop_assert!(read(&bytes[..at]).is_err());
    }
}

fn others(events: &str) -> Result<TraceFile, Unreadable> {
    read(events.as_bytes())
}

#[test]
fn other_programs_files() {
    let file = others(
        r#"{"metadata": {"x": [1, {}]}, "otherData": {"version": "My Application v1.0"}, "traceEvents": [
        {"name": "process_name", "ph": "M", "pid": 7, "tid": 0, "args": {"name": "Renderer"}},
        {"name": "n", "ph": "M", "pid": 7, "args": "__stripped__"},
        {"name": "f", "ph": "X", "ts": 1000, "dur": 30.5, "pid": 7, "tid": 70, "args": {"data": {"url": "x"}}},
        {"name": "g", "ph": "B", "ts": 1010, "pid": 7, "tid": 71},
        {"ph": "E", "ts": 1020, "pid": 7, "tid": 71},
        {"name": "load", "cat": "net", "id": "0x1", "ph": "b", "ts": 1005, "pid": 7, "tid": 70},
        {"name": "load", "cat": "net", "id": "0x1", "ph": "e", "ts": 1050, "pid": 7, "tid": 71},
        {"name": "never ends", "ph": "B", "ts": 1010, "pid": 7, "tid": 71},
        {"name": "mark", "ph": "i", "ts": "?", "pid": 7, "tid": 71},
        {"name": "h", "ph": "X", "ts": 1001, "dur": 2, "pid": "gpu", "tid": "a"}
        ]}"#,
    );
    let file = file.unwrap();
    assert!(!file.is_ours);
    let names: Vec<_> = file.traces.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Renderer", "gpu"]);
    let trace = &file.traces[0].1;
    let spans = trace.spans.iter();
    let spans: Vec<_> = spans
        .map(|span| (span.track, span.kind, span.start.0, span.end.0))
        .collect();
    assert_eq!(
        spans,
        [
            (Track::Caller, SpanKind::Work, 0.0, 30.5),
            (Track::Worker(0), SpanKind::Work, 10.0, 20.0),
            (Track::Wait(0), SpanKind::InFlight, 5.0, 50.0),
        ]
    );
    assert_eq!((trace.wall, trace.threads), (Micros(50.0), 1));
    assert_eq!(file.traces[1].1.spans[0].start, Micros(1.0));
}

#[test]
fn a_list_of_events_is_a_file_too() {
    let file = others(r#"[{"name": "f", "ph": "X", "ts": 5, "dur": 1, "pid": 1, "tid": 1}]"#);
    assert_eq!(file.unwrap().traces[0].1.spans.len(), 1);
}

#[test]
fn times_that_are_none_are_refused() {
    let event = |times: &str| {
        let text =
            format!(r#"[{{"ph": "n"}}, {{"name": "f", "ph": "X", "pid": 1, "tid": 1 {times}}}]"#);
        others(&text)
    };
    assert!(event(r#", "ts": 0, "dur": 1"#).is_ok());
    for bad in [
        r#", "ts": -1, "dur": 1"#,
        r#", "ts": 1, "dur": -1"#,
        r#", "ts": "1", "dur": 1"#,
        r#", "dur": 1"#,
        r#", "ts": 1"#,
        r#", "ts": null, "dur": 1"#,
    ] {
        let outcome = event(bad);
        assert!(
            matches!(outcome, Err(Unreadable::BadTime(2))),
            "{bad}: {outcome:?}"
        );
    }
    assert!(matches!(event(", \"ts\": 1e999"), Err(Unreadable::Json(_))));
    assert!(matches!(event(", \"ts\": NaN"), Err(Unreadable::Json(_))));
}

#[test]
#[ignore = "takes long"]
fn too_many_spans_are_refused() {
    let event = r#"{"name":"f","ph":"X","ts":5,"dur":1,"pid":1,"tid":1}"#;
    let file = |count| ["[", &vec![event; count].join(","), "]"].concat();
    let outcome = others(&file(MOST_SPANS + 1));
    assert!(matches!(outcome, Err(Unreadable::TooMany)));
}

#[test]
fn what_we_never_write_is_refused_in_a_file_of_ours() {
    let file = |run: &str, event: &str| {
        let text = format!(
            r#"{{"otherData": {{"format": "meanwhile/trace@1", "example": "x", "runs": [{{"pid": 1,
            "strategy": "async", "beganAtMs": 0, "wallUs": 10, "jobs": 1, "threads": 0, "thinned": 0,
            "lettersSorted": 0, "beatEveryUs": 5, "beatsUs": [] {run}}}]}}, "traceEvents": [{event}]}}"#
        );
        others(&text)
    };
    let event = |rest: &str| format!(r#"{{"ph": "X", "pid": 1, "ts": 1, "dur": 1, {rest}}}"#);
    let good = event(r#""name": "work", "tid": 2"#);
    assert_eq!(
        file("", &good).unwrap().traces[0].1.spans[0].track,
        Track::Worker(0)
    );
    for bad in [
        r#""name": "nap", "tid": 2"#,
        r#""name": "work", "tid": 0"#,
        r#""name": "work", "tid": "x""#,
    ] {
        let outcome = file("", &event(bad));
        assert!(
            matches!(outcome, Err(Unreadable::NotOurs(1))),
            "{bad}: {outcome:?}"
        );
    }
    let newer =
        others(r#"{"otherData": {"format": "meanwhile/trace@2", "runs": []}, "traceEvents": []}"#);
    assert!(matches!(newer, Err(Unreadable::Newer(format)) if format.ends_with("@2")));
    let none = others(r#"{"traceEvents": []}"#);
    assert!(matches!(none, Err(Unreadable::NoSpans)));
}
