//! Other programs' files, good and broken: what is shown of them, and what is counted as left out.

use super::*;
use crate::trace::Track;
use crate::units::Micros;
use proptest::prelude::*;
use proptest::strategy::Strategy as Generator;

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
