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

fn others(text: &str) -> (Vec<OthersRun>, Remarks) {
    match read(text.as_bytes()) {
        Ok(TraceFile::Others { runs, remarks }) => (runs, remarks),
        other => panic!("{text}: {other:?}"),
    }
}

/// The spans of a run: track, name, start, end.
fn drawn(run: &OthersRun) -> Vec<(Track, &str, f64, f64)> {
    let spans = run.trace.spans.iter().zip(&run.name_of);
    let spans = spans.map(|(span, &name)| {
        let name = &*run.names[name as usize];
        (span.track, name, span.start.0, span.end.0)
    });
    spans.collect()
}

fn named(name: &str) -> Label {
    Label::Name(name.to_owned())
}

fn number(number: &str) -> Label {
    Label::Number(number.to_owned())
}

#[test]
fn other_programs_files_keep_their_names() {
    let (runs, remarks) = others(
        r#"{"metadata": {"x": [1, {}]}, "otherData": {"version": "My Application v1.0"}, "traceEvents": [
        {"name": "process_name", "ph": "M", "pid": 7, "tid": 0, "args": {"name": "Renderer"}},
        {"name": "thread_name", "ph": "M", "pid": 7, "tid": 70, "args": {"name": "main"}},
        {"name": "n", "ph": "M", "pid": 7, "args": "__stripped__"},
        {"name": "f", "ph": "X", "ts": 1000, "dur": 30.5, "pid": 7, "tid": 70, "args": {"chunk": 3}},
        {"name": "g", "ph": "B", "ts": 1010, "pid": 7, "tid": 71},
        {"ph": "E", "ts": 1020, "pid": 7, "tid": 71},
        {"name": "load", "cat": "net", "id": "0x1", "ph": "b", "ts": 1005, "pid": 7, "tid": 70},
        {"name": "load", "cat": "net", "id": "0x1", "ph": "e", "ts": 1050, "pid": 7, "tid": 71},
        {"name": "never ends", "ph": "B", "ts": 1010, "pid": 7, "tid": 71},
        {"name": "mark", "ph": "i", "ts": "?", "pid": 7, "tid": 71},
        {"name": "work", "ph": "X", "ts": 1001, "dur": 2, "pid": "gpu", "tid": "a"}
        ]}"#,
    );
    let run = &runs[0];
    assert_eq!(run.process, named("Renderer"));
    assert_eq!(run.threads, [named("main"), number("71")]);
    assert_eq!(run.rows, [0, 1]);
    assert_eq!(
        drawn(run),
        [
            (Track::Worker(0), "f", 0.0, 30.5),
            (Track::Worker(1), "g", 10.0, 20.0),
            (Track::Wait(0), "load", 5.0, 50.0),
        ]
    );
    assert!(run.trace.spans.iter().all(|span| span.chunk.is_none()));
    assert_eq!(run.trace.wall, Micros(50.0));
    assert_eq!(
        (&runs[1].process, &runs[1].threads[0]),
        (&number("gpu"), &number("a"))
    );
    // Names that are ours mean nothing in it.
    assert_eq!(drawn(&runs[1]), [(Track::Worker(0), "work", 1.0, 3.0)]);
    assert_eq!(runs[1].trace.program.quadrant, None);
    let expect = Remarks {
        unpaired: 1,
        timeless: 1,
        ..Remarks::default()
    };
    assert_eq!(remarks, expect);
}

#[test]
fn spans_within_each_other_lie_on_rows_of_their_own() {
    let event = |name: &str, start: u32, length: u32| {
        format!(r#"{{"name": "{name}", "ph": "X", "ts": {start}, "dur": {length}, "tid": 1}},"#)
    };
    let all = [
        event("inner", 10, 5),
        event("outer", 0, 100),
        event("middle", 5, 20),
        event("next", 60, 10),
        event("same start", 0, 5),
        event("after", 100, 1),
    ];
    let (runs, _) = others(&["[", &all.concat()].concat());
    let row = |name: &str| {
        let drawn = drawn(&runs[0]);
        let found = drawn.iter().find(|(_, known, ..)| *known == name);
        found.map(|(track, ..)| *track)
    };
    let expect = [
        ("outer", 0),
        ("middle", 1),
        ("inner", 2),
        ("next", 1),
        ("same start", 1),
        ("after", 0),
    ];
    for (name, depth) in expect {
        assert_eq!(row(name), Some(Track::Worker(depth)), "{name}");
    }
    assert_eq!(runs[0].rows, [0, 0, 0]);
}

/// A good event at that time.
fn good(ts: u32) -> String {
    format!(r#"{{"name": "f", "ph": "X", "ts": {ts}, "dur": 1, "pid": 1, "tid": 1}}"#)
}

#[test]
fn a_list_may_be_left_open_and_have_commas_too_many_or_too_few() {
    let (a, b) = (good(1), good(5));
    for text in [
        format!("[{a},{b}]"),
        format!("[{a},{b},]"),
        format!("[{a},{b},\n"),
        format!("[{a},{b}"),
        format!("[{a}\n{b}]"),
        format!("[,{a},,{b}]"),
        format!(r#"{{"a": [1], "traceEvents": [{a},{b},],}}"#),
    ] {
        let (runs, remarks) = others(&text);
        assert_eq!(runs[0].trace.spans.len(), 2, "{text}");
        assert_eq!(remarks, Remarks::default(), "{text}");
    }
}

#[test]
fn a_file_that_ends_in_the_middle_shows_what_it_has() {
    let text = format!("[{},{}", good(1), good(5));
    let (runs, remarks) = others(&text[..text.len() - 9]);
    assert_eq!((runs[0].trace.spans.len(), remarks.is_cut), (1, true));
    assert_eq!(remarks.unreadable, 0);
    let text = format!(r#"{{"traceEvents": [{},"#, good(1));
    assert!(others(&text).1.is_cut);
}

#[test]
fn one_bad_event_costs_itself() {
    for bad in [
        r#"{"name": "f", "ph": "X", "ts": null, "dur": 1}"#,
        r#"{"name": "f", "ph": "X", "ts": 1, "dur": -1}"#,
        r#"{"name": "f", "ph": "X", "ts": 1, "dur": "long"}"#,
        r#"{"name": "f", "ph": "X", "dur": 1}"#,
        r#"{"name": "f", "ph": "X", "ts": 1e999, "dur": 1}"#,
        r#"{"name": "f", "ph": "X", "ts": NaN, "dur": 1}"#,
        r#"{"name": "f", "ph": "X", "ts": "nan", "dur": 1}"#,
        r#"{"name": "f" "ph": "X"}"#,
        "{\"name\": \"f, \"ph\": \"X\"}\n",
        r#"{"name": [1}"#,
        r#"{"name": "f", "args": {"a": 1}"#,
        r#"{"ts": 1, "dur": 1}"#,
        r#"["f", "X", 1, 1, 1, 1]"#,
        "7",
        "null",
        "x",
    ] {
        let (runs, remarks) = others(&format!("[{},{bad},{}]", good(1), good(5)));
        assert_eq!(runs[0].trace.spans.len(), 2, "{bad}");
        let expect = Remarks {
            unreadable: 1,
            ..Remarks::default()
        };
        assert_eq!(remarks, expect, "{bad}");
    }
}

#[test]
fn times_may_be_texts_and_below_zero_and_lengths_may_be_missing() {
    let (runs, remarks) = others(
        r#"[{"name": "f", "ph": "X", "ts": "-1.5", "dur": "2", "tid": 1},
            {"name": "g", "ph": "X", "ts": 3, "tid": 1},
            {"name": "h", "ph": "X", "ts": 4, "dur": null, "tid": 1}]"#,
    );
    let spans: Vec<_> = drawn(&runs[0]).iter().map(|own| (own.2, own.3)).collect();
    assert_eq!(spans, [(0.0, 2.0), (4.5, 4.5), (5.5, 5.5)]);
    let expect = Remarks {
        without_length: 2,
        ..Remarks::default()
    };
    assert_eq!(remarks, expect);
}

#[test]
fn ends_need_beginnings_and_do_not_come_before_them() {
    let edge = |phase: &str, ts: u32| {
        format!(r#"{{"name": "f", "ph": "{phase}", "ts": {ts}, "pid": 1, "tid": 1}},"#)
    };
    let all = [
        edge("E", 1),
        edge("B", 10),
        edge("E", 5),
        edge("E", 20),
        edge("B", 30),
        edge("b", 40),
        edge("e", 50),
        edge("e", 60),
    ];
    let (runs, remarks) = others(&["[", &all.concat()].concat());
    let spans: Vec<_> = drawn(&runs[0]).iter().map(|own| (own.2, own.3)).collect();
    assert_eq!(spans, [(0.0, 10.0), (30.0, 40.0)]);
    assert_eq!((remarks.unpaired, remarks.unreadable), (3, 1));
}

#[test]
fn what_lies_beyond_the_rows_is_counted() {
    let event = |tid: usize, ts: usize| {
        format!(
            r#"{{"name":"f","ph":"X","ts":{ts},"dur":{},"tid":{tid}}}"#,
            900 - 2 * ts
        )
    };
    let deep: Vec<String> = (0..100).map(|ts| event(1, ts)).collect();
    let (runs, remarks) = others(&["[", &deep.join(",")].concat());
    assert_eq!(runs[0].trace.spans.len() + remarks.beyond, 100);
    assert!(remarks.beyond > 0);
    let wide: Vec<String> = (0..400).map(|tid| event(tid, 1)).collect();
    let (runs, remarks) = others(&["[", &wide.join(",")].concat());
    assert_eq!(
        (runs[0].rows.len(), remarks.beyond),
        (MOST_ROWS, 400 - MOST_ROWS)
    );
}

#[test]
#[ignore = "takes long"]
fn spans_beyond_what_is_drawn_are_counted() {
    let file = ["[", &vec![good(5); MOST_SPANS + 3].join(",")].concat();
    let (_, remarks) = others(&file);
    assert!(remarks.beyond >= 3);
}

/// An event of a file that may hold anything, and what is to come of it: spans, and remarks.
fn any_event() -> impl Generator<Value = (String, usize, Remarks)> {
    let none = Remarks::default;
    prop_oneof![
        (0u32..1_000, 0u32..1_000, 0u32..4).prop_map(move |(ts, dur, tid)| {
            let text =
                format!(r#"{{"name":"n{dur}","ph":"X","ts":{ts},"dur":"{dur}","tid":{tid}}}"#);
            (text, 1, none())
        }),
        (0u32..1_000, 0u32..4).prop_map(move |(ts, tid)| {
            let edge = |ph: &str| format!(r#"{{"ph":"{ph}","ts":{ts},"pid":9,"tid":{tid}}}"#);
            ([edge("B"), edge("E")].join(","), 1, none())
        }),
        (0u32..1_000).prop_map(move |ts| {
            let text = format!(r#"{{"name":"g","ph":"X","ts":{ts},"tid":1}}"#);
            (
                text,
                1,
                Remarks {
                    without_length: 1,
                    ..none()
                },
            )
        }),
        (0u32..1_000).prop_map(move |ts| {
            // A thread of its own, so that it pairs with no other.
            let text = format!(r#"{{"ph":"E","ts":{ts},"pid":8,"tid":8}}"#);
            (
                text,
                0,
                Remarks {
                    unpaired: 1,
                    ..none()
                },
            )
        }),
        Just((
            r#"{"ph":"i","ts":3}"#.to_owned(),
            0,
            Remarks {
                timeless: 1,
                ..none()
            }
        )),
        Just((r#"{"ph":"M","name":"x"}"#.to_owned(), 0, none())),
        prop::sample::select(vec![
            r#"{"ph":"X","ts":{}}"#,
            "x",
            "{\"a\"}",
            "-1",
            "[[{}]]"
        ])
        .prop_map(move |bad| (
            bad.to_owned(),
            0,
            Remarks {
                unreadable: 1,
                ..none()
            }
        )),
    ]
}

proptest! {
    /// Every event is a span, a name, or counted as left out.
    #[test]
    fn what_is_left_out_is_counted(events in prop::collection::vec(any_event(), 0..60)) {
        let texts: Vec<&str> = events.iter().map(|event| &*event.0).collect();
        let text = ["[", &good(1), ",", &texts.join(",\n"), "]"].concat();
        let (runs, remarks) = others(&text);
        let shown: usize = runs.iter().map(|run| run.trace.spans.len()).sum();
        let spans = events.iter().map(|event| event.1);
        prop_assert_eq!(shown + remarks.beyond, 1 + spans.sum::<usize>());
        let sum = |of: fn(&Remarks) -> usize| events.iter().map(|event| of(&event.2)).sum::<usize>();
        prop_assert_eq!(remarks.unreadable, sum(|of| of.unreadable));
        prop_assert_eq!(remarks.unpaired, sum(|of| of.unpaired));
        prop_assert_eq!(remarks.timeless, sum(|of| of.timeless));
        prop_assert_eq!(remarks.without_length, sum(|of| of.without_length));
        for run in &runs {
            prop_assert_eq!(run.trace.spans.len(), run.name_of.len());
            for (span, &name) in run.trace.spans.iter().zip(&run.name_of) {
                prop_assert!(span.start.0 >= 0.0 && span.end >= span.start && span.end <= run.trace.wall);
                prop_assert!((name as usize) < run.names.len());
                if let Track::Worker(row) = span.track {
                    prop_assert!(usize::from(run.rows[usize::from(row)]) < run.threads.len());
                }
            }
        }
    }

    /// Cut anywhere, a file shows the events before the cut.
    #[test]
    fn a_cut_costs_what_is_behind_it(count in 1usize..20, cut in any::<prop::sample::Index>()) {
        let events: Vec<String> = (0..count).map(|ts| good(ts as u32)).collect();
        let text = ["[", &events.join(",")].concat();
        let at = cut.index(text.len() + 1);
        let whole = text[..at].matches('}').count();
        match read(&text.as_bytes()[..at]) {
            Ok(TraceFile::Others { runs, remarks }) => {
                prop_assert_eq!(runs[0].trace.spans.len() + remarks.beyond, whole);
                prop_assert_eq!(remarks.unreadable, 0);
                let is_between = text[..at].ends_with(['}', ',']) && text[..at].matches('{').count() == whole;
                prop_assert_eq!(remarks.is_cut, !is_between);
            }
            other => {
                prop_assert!(other.is_err());
                prop_assert_eq!(whole, 0);
            }
        }
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
