//! Reads back what is written; what is broken in a file of ours makes it none.

use super::super::to_json;
use super::*;
use crate::strategy::Strategy;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generator;

/// Of parts of the program, and of machines: one has in it what stands between a machine and what was done there.
const NAMES: [&str; 3] = ["parsing", "a “b”\n", "a on b"];

fn any_span() -> impl Generator<Value = Span> {
    let track = prop_oneof![
        Just(Track::Caller),
        (0u16..70).prop_map(Track::Worker),
        any::<u32>().prop_map(Track::Wait),
        (0u32..20).prop_map(Track::Server),
        (0..NAMES.len() as u16).prop_map(Track::Named),
        (0..NAMES.len() as u16).prop_map(Track::Machine),
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
            kind: match track {
                Track::Named(_) => SpanKind::Named,
                _ => kind,
            },
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
                named: NAMES.map(str::to_owned).to_vec(),
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
        let TraceFile::Ours { example: read_example, traces: all } = file else {
            panic!("not ours: {file:?}");
        };
        prop_assert_eq!(read_example, example);
        prop_assert_eq!(all.len(), traces.len());
        for (back, trace) in all.iter().zip(&traces) {
            prop_assert_eq!(back.program, trace.program);
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

#[test]
fn what_we_never_write_is_refused_in_a_file_of_ours() {
    let file = |run: &str, event: &str| {
        let text = format!(
            r#"{{"otherData": {{"format": "meanwhile/trace@1", "example": "x", "runs": [{{"pid": 1,
            "strategy": "async", "beganAtMs": 0, "wallUs": 10, "jobs": 1, "threads": 0, "thinned": 0,
            "lettersSorted": 0, "beatEveryUs": 5, "beatsUs": [] {run}}}]}}, "traceEvents": [{event}]}}"#
        );
        read(text.as_bytes())
    };
    let event = |rest: &str| format!(r#"{{"ph": "X", "pid": 1, "ts": 1, "dur": 1, {rest}}}"#);
    let good = event(r#""name": "work", "tid": 2"#);
    let Ok(TraceFile::Ours { traces, .. }) = file("", &good) else {
        panic!("not read");
    };
    assert_eq!(traces[0].spans[0].track, Track::Worker(0));
    for bad in [
        r#""name": "nap", "tid": 2"#,
        r#""name": "work", "tid": 0"#,
        r#""name": "work", "tid": "x""#,
        r#""name": "work", "tid": 2, "ts": -1"#,
        r#""name": "work", "tid": 2, "dur": null"#,
    ] {
        let outcome = file("", &event(bad));
        assert!(
            matches!(outcome, Err(Unreadable::Damaged)),
            "{bad}: {outcome:?}"
        );
    }
    let newer = read(
        r#"{"otherData": {"format": "meanwhile/trace@2", "runs": []}, "traceEvents": []}"#
            .as_bytes(),
    );
    assert!(matches!(newer, Err(Unreadable::Newer(format)) if format.ends_with("@2")));
    // What says that it is ours is not another program's because a byte of its notes is broken.
    let broken = r#"{"otherData": {"format": "meanwhile/trace@1", "runs": [}, "traceEvents": []}"#;
    assert!(matches!(read(broken.as_bytes()), Err(Unreadable::Damaged)));
    let none = |text: &str| read(text.as_bytes());
    assert!(matches!(
        none(r#"{"traceEvents": []}"#),
        Err(Unreadable::NoEvents(true))
    ));
    assert!(matches!(none("[1]"), Err(Unreadable::NoEvents(false))));
    assert!(matches!(none("{}"), Err(Unreadable::NoEvents(false))));
}
