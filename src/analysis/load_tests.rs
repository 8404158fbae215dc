//! Good files, and every kind of bad one.

use super::super::session::tests::measured_to_the_end;
use super::*;
use crate::analysis::findings::{Reckoned, result_of};
use crate::trace::export::json::to_json;
use proptest::prelude::*;

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

/// A result as it is given out.
pub fn result_text() -> String {
    let session = measured_to_the_end();
    let result = result_of(&session, &Reckoned::of(&session), &Words::english());
    to_json(&result.unwrap()).unwrap()
}

fn trouble(text: &str) -> Trouble {
    load(&Bytes(text.as_bytes())).unwrap_err()
}

/// The sentence on a bad file; none has holes in it.
fn said(trouble: &Trouble) -> String {
    let said = sentence(&Words::english(), "a.json", trouble);
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
    let check = |text: &str, expect: Trouble| {
        let found = trouble(text);
        assert_eq!(found, expect, "{text}");
        said(&found);
    };
    check("", Trouble::Empty);
    check(" \n\t", Trouble::Empty);
    check("\u{feff}", Trouble::Empty);
    check("7", Trouble::Other);
    check("\"a\"", Trouble::Other);
    check("null", Trouble::Other);
    check("{}", Trouble::Other);
    check("{\"format\": 7}", Trouble::Other);
    check("[]", Trouble::NoSpans);
    check("{\"traceEvents\": []}", Trouble::NoSpans);
    check("<html>", Trouble::NotJson(1, 1));
    check("{} {}", Trouble::NotJson(1, 4));
    check("[1] ]", Trouble::NotJson(1, 5));
    assert!(matches!(trouble("[1]"), Trouble::WrongType(_)));
    assert!(matches!(
        trouble("{\"traceEvents\": 7}"),
        Trouble::WrongType(_)
    ));
    let newer = "{\"format\": \"meanwhile/result@2\", \"strategies\": 7}";
    check(
        newer,
        Trouble::Newer("meanwhile/result@2".to_owned(), FORMAT),
    );
    assert!(said(&trouble(newer)).contains("meanwhile/result@1"));
}

#[test]
fn a_truncated_file_ends_in_the_middle() {
    let text = result_text();
    for at in [1, 2, text.len() / 2, text.len() - 1] {
        assert_eq!(trouble(&text[..at]), Trouble::CutOff(at as u64));
    }
    assert!(said(&Trouble::CutOff(1_234)).contains("1,234"));
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
    assert_eq!(load(&Huge), Err(Trouble::TooLarge));
    assert!(said(&Trouble::TooLarge).contains("200 MB"));
}

#[test]
fn numbers_that_are_none_are_refused() {
    let text = result_text();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}: {text}");
        trouble(&text.replacen(from, to, 1))
    };
    let check = |from: &str, to: &str, expect: Trouble| {
        let found = with(from, to);
        assert_eq!(found, expect, "{to}");
        said(&found);
    };
    check("[40.0,", "[-40.0,", Trouble::BadNumber("samplesMs"));
    check(
        "\"medianMs\":40.5",
        "\"medianMs\":-1",
        Trouble::BadNumber("medianMs"),
    );
    check(
        "\"callerFreeShare\":",
        "\"callerFreeShare\":7,\"x\":",
        Trouble::BadNumber("callerFreeShare"),
    );
    check(
        "\"strategy\":\"blocking\"",
        "\"strategy\":\"fast\"",
        Trouble::UnknownStrategy("fast".into()),
    );
    check(
        "\"strategy\":\"async\"",
        "\"strategy\":\"blocking\"",
        Trouble::NotOurs,
    );
    for bad in ["[\"40\",", "[null,", "[[],", "[{},"] {
        let found = with("[40.0,", bad);
        assert!(matches!(found, Trouble::WrongType(_)), "{found:?}");
        said(&found);
    }
    for bad in ["[1e999,", "[NaN,", "[Infinity,"] {
        let found = with("[40.0,", bad);
        assert!(matches!(found, Trouble::NotJson(..)), "{found:?}");
    }
    let many = ["[", &"1,".repeat(MOST_SAMPLES)].concat();
    check("[40.0,", &many, Trouble::TooMany);
    said(&Trouble::BadTime(12));
    said(&Trouble::NotRead);
}

#[test]
fn a_sentence_stays_a_sentence_whatever_the_file_is_called() {
    let name = ["{words}<script>\n", &"x".repeat(9_999)].concat();
    let said = sentence(&Words::english(), &name, &Trouble::Empty);
    assert_eq!(said.lines().count(), 1);
    assert!(said.len() < 2 * MOST_CHARACTERS, "{}", said.len());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Err(trouble) = load(&Bytes(&bytes)) {
            let said = sentence(&Words::english(), "a.json", &trouble);
            prop_assert_eq!(said.lines().count(), 1);
        }
    }

    #[test]
    fn no_broken_result_makes_it_panic(at in any::<prop::sample::Index>(), put in any::<u8>()) {
        let mut bytes = result_text().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = put;
        if let Err(trouble) = load(&Bytes(&bytes)) {
            let said = sentence(&Words::english(), "a.json", &trouble);
            prop_assert_eq!(said.lines().count(), 1);
        }
        prop_assert!(load(&Bytes(&bytes[..at])).is_err());
    }
}
