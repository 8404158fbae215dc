//! What is shown of files, hostile ones too.

use super::super::load_said::tests::{Bytes, result_text};
use super::super::session::tests::measured_to_the_end;
use super::*;
use crate::analysis::findings::{findings, run_tracks};
use crate::reader::load;
use crate::report::{Speedup, report};
use crate::trace::export;
use crate::trace::{Span, SpanKind, Track};
use crate::view::charts::time::time_svg;

fn loaded(text: &str, name: &str) -> Loaded {
    let content = load(&Bytes(text.as_bytes())).unwrap();
    Loaded::of(content, name, false, &Words::english())
}

fn found(loaded: &Loaded) -> (Findings, Vec<FoundTracks>) {
    let words = Words::english();
    let compared = loaded.comparison();
    let mut tracks = compared.map_or_else(Vec::new, |(session, _)| run_tracks(session, false));
    let mut found = compared.map_or_else(Findings::default, |(session, numbers)| {
        findings(session, numbers, &words, "many-cores")
    });
    loaded.limit((&mut found, &mut tracks), &words);
    (found, tracks)
}

#[test]
fn a_result_says_what_the_comparison_said() {
    let original = measured_to_the_end();
    let text = result_text();
    let loaded = loaded(&text, "r.json");
    let (found, tracks) = found(&loaded);
    assert_eq!(found.result, text);
    assert_eq!(
        found.loaded.as_deref(),
        Some(
            "From the file r.json: the numbers of a result. It holds no timeline; a trace file does."
        )
    );
    assert!(tracks.is_empty());
    assert!(
        found
            .verdict
            .iter()
            .any(|line| line.text().contains("40.5")),
        "{:?}",
        found.verdict
    );
    let before = report(&original.record);
    let (_, numbers) = loaded.comparison().unwrap();
    for (own, before) in numbers.reports.iter().zip(&before) {
        assert_eq!((&own.samples, own.median), (&before.samples, before.median));
        assert_eq!(own.caller_free_share, before.caller_free_share);
        assert_eq!(own.letters_sorted, before.letters_sorted);
        let value = |speedup: Option<Speedup>| speedup.map(|speedup| (speedup.value * 1e6).round());
        assert_eq!(value(own.speedup), value(before.speedup));
        assert_eq!(own.occupancy, None);
    }
}

#[test]
fn a_program_has_the_values_that_it_was_run_with() {
    let mut result: ResultV1 = serde_json::from_str(&result_text()).unwrap();
    result.parameters.threads = 2;
    for (own, threads) in result.strategies.iter_mut().zip([7, 1]) {
        own.values = [("threads".to_owned(), threads), ("no key!".to_owned(), 3)].into();
    }
    let given = |result: &ResultV1| -> Vec<u16> {
        let cases = session_of_result(result).record.cases;
        let threads = cases.iter().map(|record| record.case.values.threads());
        threads.collect()
    };
    assert_eq!(given(&result)[..2], [7, 1]);
    // Earlier versions told only what was asked for.
    result.strategies[0].values.clear();
    assert_eq!(given(&result)[..2], [2, 1]);
}

#[test]
fn reasons_are_told_in_the_files_own_words() {
    let text = result_text().replacen("\"reason\":null", "\"reason\":\"It rained.\"", 1);
    let lines = found(&loaded(&text, "r.json")).0.verdict;
    let of_blocking = lines.iter().find(|line| line.name == "Blocking:");
    assert!(
        of_blocking.unwrap().text().ends_with("It rained."),
        "{lines:?}"
    );
}

#[test]
fn a_trace_of_ours_gives_its_numbers() {
    let mut session = measured_to_the_end();
    let trace = &mut session.record.cases[1].repeats[0].trace;
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
    let (found, tracks) = found(&loaded(&text, "t.json"));
    assert_eq!(tracks.len(), 1);
    assert_eq!(tracks[0].trace, trace);
    assert!(found.table.contains("50.0"), "{}", found.table);
    assert!(found.result.is_empty());
}

#[test]
fn another_programs_trace_stands_under_its_own_names_and_is_not_judged() {
    let text = r#"[{"name": "process_name", "ph": "M", "pid": 1, "args": {"name": "Renderer"}},
        {"name": "thread_name", "ph": "M", "pid": 1, "tid": 1, "args": {"name": "main"}},
        {"name": "layout", "ph": "X", "ts": 5, "dur": 9, "pid": 1, "tid": 1},
        {"name": "style", "ph": "X", "ts": 6, "dur": 1, "pid": 1, "tid": 1},
        {"name": "draw", "ph": "X", "ts": 5, "dur": 1, "pid": 1, "tid": 2},
        {"name": "draw", "ph": "X", "ts": "?", "dur": 1, "pid": 1, "tid": 2}"#;
    let loaded = loaded(text, "t.json");
    assert!(loaded.comparison().is_none() && !loaded.has_samples());
    let (found, tracks) = found(&loaded);
    let names = tracks[0].names.as_ref().unwrap();
    assert_eq!(names.run, "t.json: Renderer");
    assert_eq!(names.threads, ["main", "thread 2"]);
    assert_eq!(names.rows, [0, 0, 1]);
    let spans = [0, 1, 2].map(|place| names.span(place));
    assert_eq!(spans, ["layout", "style", "draw"]);
    // Nothing else is said of it.
    let said = found.loaded.clone().unwrap();
    let wanted = "From the file t.json: another program’s trace, under its own names. Left out: events that can’t be read (1).";
    assert_eq!(said, wanted);
    let rest = Findings {
        loaded: None,
        ..found
    };
    assert_eq!(rest, Findings::default());
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
        let (found, _) = found(&loaded);
        // These are put into the page as HTML; all else as text.
        let words = Words::english();
        let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
        let mut html = vec![found.table];
        if let Some((session, numbers)) = loaded.comparison() {
            html.push(time_svg(&numbers.reports, 600.0, &say));
            let example = &session.request.example;
            assert!(!example.contains(['<', '/', '(']), "{example}");
        }
        assert!(
            html.iter().all(|html| !html.contains("<script")),
            "{html:?}"
        );
    }
}
