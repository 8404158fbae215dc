//! What is shown of files, hostile ones too.

use super::super::load::load;
use super::super::load::tests::{Bytes, result_text};
use super::super::session::tests::measured_to_the_end;
use super::*;
use crate::analysis::findings::findings;
use crate::report::{Speedup, report};
use crate::trace::export;
use crate::trace::{Span, SpanKind, Track};
use crate::view::charts::time::time_svg;

fn loaded(text: &str, name: &str) -> Loaded {
    let content = load(&Bytes(text.as_bytes())).unwrap();
    Loaded::of(content, name, &Words::english())
}

fn found(loaded: &Loaded) -> Findings {
    let words = Words::english();
    let mut found = findings(&loaded.session, &loaded.numbers, &words, "many-cores");
    loaded.limit(&mut found, &words);
    found
}

#[test]
fn a_result_says_what_the_comparison_said() {
    let original = measured_to_the_end();
    let text = result_text();
    let loaded = loaded(&text, "r.json");
    let found = found(&loaded);
    assert_eq!(found.result, text);
    assert_eq!(
        found.loaded.as_deref(),
        Some(
            "From the file r.json: the numbers of a result. It holds no timeline; a trace file does."
        )
    );
    assert!(found.run_tracks.is_empty());
    assert!(
        found
            .verdict
            .iter()
            .any(|line| line.text().contains("40.5")),
        "{:?}",
        found.verdict
    );
    let before = report(&original.record);
    for (own, before) in loaded.numbers.reports.iter().zip(&before) {
        assert_eq!((&own.samples, own.median), (&before.samples, before.median));
        assert_eq!(own.caller_free_share, before.caller_free_share);
        assert_eq!(own.letters_sorted, before.letters_sorted);
        let value = |speedup: Option<Speedup>| speedup.map(|speedup| (speedup.value * 1e6).round());
        assert_eq!(value(own.speedup), value(before.speedup));
        assert_eq!(own.occupancy, None);
    }
}

#[test]
fn reasons_are_told_in_the_files_own_words() {
    let text = result_text().replacen("\"reason\":null", "\"reason\":\"It rained.\"", 1);
    let lines = found(&loaded(&text, "r.json")).verdict;
    let of_blocking = lines.iter().find(|line| line.name == "Blocking:");
    assert!(
        of_blocking.unwrap().text().ends_with("It rained."),
        "{lines:?}"
    );
}

#[test]
fn a_trace_of_ours_gives_its_numbers() {
    let mut session = measured_to_the_end();
    let trace = &mut session.record.strategies[1].repeats[0].trace;
    trace.letters_sorted = 0;
    trace.spans = vec![Span {
        track: Track::Caller,
        kind: SpanKind::Work,
        start: Micros(0.0),
        end: Micros(25_000.0),
        chunk: Some(1),
    }];
    let trace = trace.clone();
    let text = export::to_json("many-cores", &[&trace]).unwrap();
    let found = found(&loaded(&text, "t.json"));
    assert_eq!(found.run_tracks.len(), 1);
    assert_eq!(found.run_tracks[0].trace, trace);
    assert!(found.table.contains("50.0"), "{}", found.table);
    assert!(found.result.is_empty());
}

#[test]
fn another_programs_trace_is_drawn_and_not_judged() {
    let text = r#"[{"name": "process_name", "ph": "M", "pid": 1, "args": {"name": "Renderer"}},
        {"name": "f", "ph": "X", "ts": 5, "dur": 1, "pid": 1, "tid": 1}]"#;
    let found = found(&loaded(text, "t.json"));
    assert_eq!(found.run_tracks.len(), 1);
    assert!(found.verdict.is_empty() && found.table.is_empty() && found.charts.is_empty());
    let said = found.loaded.unwrap();
    assert!(said.contains("“blocking” is Renderer"), "{said}");
}

#[test]
fn nothing_of_a_file_becomes_markup() {
    const EVIL: &str = "<script>alert(1)</script>";
    let mut result: String = result_text();
    for (field, value) in [
        ("\"example\":", "\"many-cores\""),
        ("\"browser\":", "\"Chromium 156\""),
        ("\"tierReason\":", "\"Shared memory was tried, and works.\""),
        ("\"answer\":", "\"4\""),
        ("\"reason\":", "null"),
        ("\"warnings\":", "[]"),
    ] {
        let evil = if value == "[]" {
            ["[\"", EVIL, "\"]"]
        } else {
            ["\"", EVIL, "\""]
        };
        let (from, to) = ([field, value].concat(), [field, &evil.concat()].concat());
        assert!(result.contains(&from), "{from}: {result}");
        result = result.replace(&from, &to);
    }
    let trace = [
        r#"[{"name": "process_name", "ph": "M", "pid": 1, "args": {"name": ""#,
        EVIL,
        r#""}}, {"name": ""#,
        EVIL,
        r#"", "ph": "X", "ts": 5, "dur": 1, "pid": 1, "tid": ""#,
        EVIL,
        r#""}]"#,
    ];
    for text in [result, trace.concat()] {
        let loaded = loaded(&text, EVIL);
        let found = found(&loaded);
        // These are put into the page as HTML; all else as text.
        let words = Words::english();
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let html = [
            &found.table,
            &time_svg(&loaded.numbers.reports, 600.0, &say),
        ];
        assert!(
            html.iter().all(|html| !html.contains("<script")),
            "{html:?}"
        );
        let example = &loaded.session.request.example;
        assert!(!example.contains(['<', '/', '(']), "{example}");
    }
}
