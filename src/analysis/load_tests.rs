//! Good files, and every kind of bad one.

use super::super::session::tests::measured_to_the_end;
use super::*;
use crate::analysis::findings::result_of;
use crate::analysis::numbers::Numbers;
use crate::protocol::result::FORMAT;
use crate::reader::load::MOST_SAMPLES;
use crate::reader::{Content, Source, load};
use crate::trace::export::json::to_json;
use crate::trace::export::read::TraceFile;
use crate::view::markup::MOST_CHARACTERS;
use proptest::prelude::*;
use std::io::Read;

/// A file of these bytes.
pub struct Bytes<'a>(pub &'a [u8]);

impl Source for Bytes<'_> {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn open(&self) -> Box<dyn Read + '_> {
        Box::new(self.0)
    }
}

/// The same, which could not be unpacked to its end.
struct CutBytes<'a>(Bytes<'a>);

impl Source for CutBytes<'_> {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn open(&self) -> Box<dyn Read + '_> {
        self.0.open()
    }

    fn is_cut(&self) -> bool {
        true
    }
}

/// The text may end between two events, and nothing in it tells that more was there.
#[test]
fn what_could_not_be_unpacked_to_its_end_is_told() {
    let is_told = |source: &dyn Source| match load(source).unwrap() {
        Content::Trace(TraceFile::Others { remarks, .. }) => remarks.is_cut,
        other => panic!("{other:?}"),
    };
    let whole = r#"[{"name": "f", "ph": "X", "ts": 5, "dur": 10, "pid": 1, "tid": 1}]"#;
    assert!(!is_told(&Bytes(whole.as_bytes())));
    assert!(is_told(&CutBytes(Bytes(whole.as_bytes()))));
}

/// A trace of another program.
const OTHERS: &str = r#"{"traceEvents": [
    {"name": "process_name", "ph": "M", "pid": 1, "args": {"name": "app"}},
    {"name": "f", "ph": "X", "ts": 5, "dur": 10, "pid": 1, "tid": 1},
    {"name": "g", "ph": "B", "ts": "6", "pid": 1, "tid": 1},
    {"ph": "E", "ts": 7, "pid": 1, "tid": 1},
    {"name": "h", "ph": "b", "ts": 6, "id": "1", "pid": 1, "tid": 1},
    {"name": "h", "ph": "e", "ts": 9, "id": "1", "pid": 1, "tid": 1},
    {"name": "mark", "ph": "i", "ts": 7}
], "metadata": {"a": [null, "b"]}}"#;

/// A result as it is given out.
pub fn result_text() -> String {
    let session = measured_to_the_end();
    let result = result_of(&session, &Numbers::of(&session), &Words::english());
    to_json(&result.unwrap()).unwrap()
}

fn error(text: &str) -> LoadError {
    load(&Bytes(text.as_bytes())).unwrap_err()
}

/// The sentence on a bad file; none has holes in it.
fn said(error: &LoadError) -> String {
    let said = sentence(&Words::english(), "a.json", error);
    assert!(said.starts_with("a.json"), "{said}");
    assert!(
        !said.contains(['{', '}']) && !said.contains("load."),
        "{said}"
    );
    said
}

#[test]
fn a_result_comes_back() {
    let text = result_text();
    let Ok(Content::Result(result)) = load(&Bytes(text.as_bytes())) else {
        panic!("no result");
    };
    assert_eq!(to_json(&result).unwrap(), text);
    // Other tools may put a mark and spaces in front.
    let marked = ["\u{feff} \n", &text].concat();
    assert!(load(&Bytes(marked.as_bytes())).is_ok());
}

#[test]
fn a_trace_is_known_by_its_events() {
    let events = r#"[{"name": "f", "ph": "X", "ts": 5, "dur": 1, "pid": 1, "tid": 1}]"#;
    for text in [
        events,
        &["{\"a\": 1, \"traceEvents\": ", events, "}"].concat(),
    ] {
        let content = load(&Bytes(text.as_bytes()));
        assert!(matches!(content, Ok(Content::Trace(_))), "{content:?}");
    }
}

#[test]
fn what_is_no_such_file_is_told() {
    let check = |text: &str, expect: LoadError| {
        let found = error(text);
        assert_eq!(found, expect, "{text}");
        said(&found);
    };
    check("", LoadError::Empty);
    check(" \n\t", LoadError::Empty);
    check("\u{feff}", LoadError::Empty);
    check("7", LoadError::Other);
    check("\"a\"", LoadError::Other);
    check("null", LoadError::Other);
    check("{}", LoadError::Other);
    check("{\"format\": 7}", LoadError::Other);
    let none = LoadError::NoSpans(Remarks::default());
    check("[]", none.clone());
    check("{\"traceEvents\": []}", none);
    check("<html>", LoadError::NotJson(1, 1));
    check("{} {}", LoadError::NotJson(1, 4));
    check("[1] ]", LoadError::NotJson(1, 5));
    check("[1]", LoadError::Other);
    check("{\"traceEvents\": 7}", LoadError::Other);
    check("\u{1f}", LoadError::NotJson(1, 1));
    for bytes in [
        &b"\xFF\xFE{\0}\0"[..],
        b"\xFE\xFF\0{\0}",
        b"[\0]\0",
        b"\0{\0}",
    ] {
        assert_eq!(load(&Bytes(bytes)), Err(LoadError::Utf16));
    }
    said(&LoadError::Utf16);
    assert_eq!(load(&Bytes(b"\x1F\x8B\x08")), Err(LoadError::Packed));
    said(&LoadError::Packed);
    let bad = LoadError::NoSpans(Remarks {
        unreadable: 2,
        ..Remarks::default()
    });
    let events = r#"[{"ph": "X", "ts": 1, "dur": -1}, {"ph": "B", "ts": "now"}]"#;
    check(events, bad.clone());
    assert!(said(&bad).contains("can’t be read (2)"), "{}", said(&bad));
    let newer = "{\"format\": \"meanwhile/result@2\", \"strategies\": 7}";
    check(
        newer,
        LoadError::Newer("meanwhile/result@2".to_owned(), FORMAT.to_owned()),
    );
    assert!(said(&error(newer)).contains("meanwhile/result@1"));
}

#[test]
fn a_truncated_file_ends_in_the_middle() {
    let text = result_text();
    for at in (1..text.len()).filter(|&at| text.is_char_boundary(at)) {
        assert_eq!(error(&text[..at]), LoadError::CutOff(at as u64));
    }
    assert!(said(&LoadError::CutOff(1_234)).contains("1,234"));
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    struct Huge;
    impl Source for Huge {
        fn size(&self) -> u64 {
            MOST_BYTES + 1
        }
        fn open(&self) -> Box<dyn Read + '_> {
            panic!("it is not opened");
        }
    }
    assert_eq!(load(&Huge), Err(LoadError::TooLarge));
    assert!(said(&LoadError::TooLarge).contains("200 MB"));
}

#[test]
fn numbers_that_are_none_are_refused() {
    let text = result_text();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}: {text}");
        error(&text.replacen(from, to, 1))
    };
    let check = |from: &str, to: &str, expect: LoadError| {
        let found = with(from, to);
        assert_eq!(found, expect, "{to}");
        said(&found);
    };
    check(
        "[40.0,",
        "[-40.0,",
        LoadError::BadNumber("samplesMs".to_owned()),
    );
    check(
        "\"medianMs\":40.5",
        "\"medianMs\":-1",
        LoadError::BadNumber("medianMs".to_owned()),
    );
    check(
        "\"callerFreeShare\":",
        "\"callerFreeShare\":7,\"x\":",
        LoadError::BadNumber("callerFreeShare".to_owned()),
    );
    check(
        "\"strategy\":\"blocking\"",
        "\"strategy\":\"no program\"",
        LoadError::UnknownStrategy("no program".into()),
    );
    check(
        "\"strategy\":\"async\"",
        "\"strategy\":\"blocking\"",
        LoadError::NotOurs,
    );
    for bad in ["[\"40\",", "[null,", "[[],", "[{},"] {
        let found = with("[40.0,", bad);
        assert!(matches!(found, LoadError::WrongType(_)), "{found:?}");
        said(&found);
    }
    for bad in ["[1e999,", "[NaN,", "[Infinity,"] {
        let found = with("[40.0,", bad);
        assert!(matches!(found, LoadError::NotJson(..)), "{found:?}");
    }
    let many = ["[", &"1,".repeat(MOST_SAMPLES)].concat();
    check("[40.0,", &many, LoadError::TooMany);
    said(&LoadError::NotRead);
}

#[test]
fn a_sentence_stays_a_sentence_whatever_the_file_is_called() {
    let name = ["{words}<script>\n", &"x".repeat(9_999)].concat();
    let said = sentence(&Words::english(), &name, &LoadError::Empty);
    assert_eq!(said.lines().count(), 1);
    assert!(said.len() < 2 * MOST_CHARACTERS, "{}", said.len());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(error) = load(&Bytes(&bytes)) {
            let said = sentence(&Words::english(), "a.json", &error);
            prop_assert_eq!(said.lines().count(), 1);
        }
    }

    /// Nor does a good trace of another program, cut anywhere and with any byte in any place.
    #[test]
    fn no_broken_trace_makes_it_panic(
        at in any::<prop::sample::Index>(),
        put in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = OTHERS.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = put;
        bytes.truncate(cut.index(bytes.len()));
        let words = Words::english();
        let said = match load(&Bytes(&bytes)) {
            Err(error) => sentence(&words, "a.json", &error),
            Ok(Content::Trace(TraceFile::Others { runs, remarks })) => {
                prop_assert!(runs.iter().all(|run| !run.trace.spans.is_empty()));
                remarks_said(&words, &remarks)
            }
            Ok(other) => panic!("{other:?}"),
        };
        prop_assert!(said.lines().count() <= 1 && !said.contains('{'), "{}", said);
    }

    #[test]
    fn no_broken_result_makes_it_panic(at in any::<prop::sample::Index>(), put in any::<u8>()) {
        let mut bytes = result_text().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = put;
        if let Err(error) = load(&Bytes(&bytes)) {
            let said = sentence(&Words::english(), "a.json", &error);
            prop_assert_eq!(said.lines().count(), 1);
        }
        prop_assert!(load(&Bytes(&bytes[..at])).is_err());
    }
}

/// JavaScript writes 0, Rust 0.0.
fn floats(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(all) => all.into_iter().map(floats).collect(),
        Value::Object(all) => all
            .into_iter()
            .map(|(key, one)| (key, floats(one)))
            .collect(),
        other => other,
    }
}

/// Files that were saved by the first build that measured: they are read as long as there is a Meanwhile.
#[test]
fn files_of_earlier_builds_are_read() {
    for (example, result, trace, answers) in [
        (
            "many-fetches",
            include_str!("../../tests/data/many-fetches.result.json"),
            include_str!("../../tests/data/many-fetches.trace.json"),
            ["6 replies", "6 replies"],
        ),
        (
            "many-cores",
            include_str!("../../tests/data/many-cores.result.json"),
            include_str!("../../tests/data/many-cores.trace.json"),
            ["1069528", "1069528"],
        ),
    ] {
        let Ok(Content::Result(read)) = load(&Bytes(result.as_bytes())) else {
            panic!("{example}: no result");
        };
        assert_eq!(read.example, example);
        let own: serde_json::Value = serde_json::from_str(result).unwrap();
        // Every number and text of it, the other way round.
        let mut again: serde_json::Value = serde_json::from_str(&to_json(&read).unwrap()).unwrap();
        // That build knew none of these.
        for name in ["output", "checks"] {
            let was = again.as_object_mut().unwrap().remove(name);
            assert_eq!(was, Some(serde_json::Value::Null), "{name}");
        }
        let environment = again["environment"].as_object_mut().unwrap();
        assert_eq!(environment.remove("waits"), Some(serde_json::Value::Null));
        for own in again["strategies"].as_array_mut().unwrap() {
            for name in ["values", "measures"] {
                let was = own.as_object_mut().unwrap().remove(name);
                assert_eq!(was, Some(serde_json::json!({})), "{name}");
            }
        }
        assert_eq!(floats(again), floats(own), "{example}");
        for (own, wanted) in read.strategies.iter().zip(answers) {
            let answer = own.answer.as_deref().unwrap_or_default();
            assert!(answer.starts_with(wanted), "{answer}");
        }
        let Ok(Content::Trace(file)) = load(&Bytes(trace.as_bytes())) else {
            panic!("{example}: no trace");
        };
        let TraceFile::Ours {
            example: named,
            traces,
        } = file
        else {
            panic!("{example}: not ours");
        };
        assert_eq!(named, example);
        let strategies = traces.iter().map(|trace| trace.program.key.as_str());
        assert!(strategies.eq(read.strategies.iter().map(|own| &*own.strategy)));
        assert!(traces.iter().all(|trace| !trace.spans.is_empty()));
    }
}
