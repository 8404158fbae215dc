//! Holds the message file and the sources together: no key without a text, no text without a use.

use super::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

pub const ENGLISH: &str = include_str!("../../www/messages/en.json");

/// Every string literal in the sources of the page, tests left out.
fn literals() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.join("page"), src.join("view"), src.join("analysis")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.to_str().unwrap().ends_with("tests.rs") {
                let source = fs::read_to_string(path).unwrap();
                let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
                found.extend(source.split('"').skip(1).map(str::to_owned));
            }
        }
    }
    found
}

/// Whether a key fits a literal in which `{…}` stands for a part of the key, and a point at the end
/// for a last part that is added.
fn fits(pattern: &str, key: &str) -> bool {
    let (mut pattern, mut key) = (pattern.split('.'), key.split('.'));
    loop {
        match (pattern.next(), key.next()) {
            (None, None) => return true,
            (Some(""), Some(part)) if !part.is_empty() => {}
            (Some(wanted), Some(part)) if part_fits(wanted, part) => {}
            _ => return false,
        }
    }
}

fn part_fits(wanted: &str, part: &str) -> bool {
    let Some((before, rest)) = wanted.split_once('{') else {
        return wanted == part;
    };
    let behind = rest.split_once('}').map_or("", |(_, behind)| behind);
    part.len() > before.len() + behind.len() && part.starts_with(before) && part.ends_with(behind)
}

/// Whether a literal looks like a key of the message file: its first part is one that keys begin with.
fn is_key(literal: &str, words: &Words) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._{}".contains(c);
    let first = literal.split('.').next().unwrap_or_default();
    literal.contains('.')
        && literal.chars().all(is_plain)
        && words
            .0
            .iter()
            .any(|(key, _)| key.split('.').next() == Some(first))
}

#[test]
fn every_key_in_the_sources_has_its_text() {
    let words = Words::english();
    let missing: Vec<String> = literals()
        .into_iter()
        .filter(|literal| is_key(literal, &words))
        .filter(|literal| !words.0.iter().any(|(key, _)| fits(literal, key)))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_text_is_used() {
    let words = Words::english();
    assert!(words.0.len() > 100);
    let literals = literals();
    let unused: Vec<&String> = words
        .0
        .iter()
        .map(|(key, _)| key)
        .filter(|key| !literals.iter().any(|literal| fits(literal, key)))
        .collect();
    assert_eq!(unused, Vec::<&String>::new());
}

#[test]
fn it_reads_what_a_whole_parser_reads() {
    let whole: std::collections::BTreeMap<String, String> = serde_json::from_str(ENGLISH).unwrap();
    assert_eq!(Words::english().0, whole.into_iter().collect::<Vec<_>>());
    let words = Words::from_json(r#" {"b": "say \"a\\\n€\"" , "a":""} "#).unwrap();
    assert_eq!(words.get("b"), "say \"a\\\n€\"");
    assert_eq!(words.get("a"), "");
    assert_eq!(Words::from_json("{}"), Some(Words::default()));
    for broken in [
        "",
        "[]",
        r#"{"a"}"#,
        r#"{"a": 1}"#,
        r#"{"a": "b",}"#,
        r#"{"a": "b" "c": "d"}"#,
        r#"{"a": "\x"}"#,
    ] {
        assert_eq!(Words::from_json(broken), None, "{broken}");
    }
}

#[test]
fn parts_take_their_places() {
    let words = Words::from_json(r#"{"a": "{n} of {m}, {n}"}"#).unwrap();
    assert_eq!(words.with("a", &[("n", "1"), ("m", "2")]), "1 of 2, 1");
    assert_eq!(words.get("b"), "b");
}

#[test]
fn stories_are_short() {
    let words = Words::english();
    for example in crate::example::listed() {
        let story = words
            .get(&format!("example.{}.story", example.slug))
            .to_owned();
        let count = story.split_whitespace().count();
        assert!(
            (20..=80).contains(&count),
            "{}: {count} words",
            example.slug
        );
        for option in 0..=example.question.borders.len() {
            assert!(words.has(&format!("example.{}.option-{option}", example.slug)));
        }
    }
}

/// The page says the same before the module arrives and after it.
#[test]
fn the_plain_page_has_the_same_words() {
    let words = Words::english();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html");
    let page = fs::read_to_string(page).unwrap();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for key in [
        "page.tagline",
        "example.many-fetches.title",
        "example.many-fetches.story",
        "example.many-fetches.question",
        "example.many-fetches.option-0",
        "example.many-fetches.option-1",
        "example.many-fetches.option-2",
        "example.many-cores.title",
        "chapter.waiting",
        "chapter.working",
        "page.privacy",
    ] {
        assert!(page.contains(words.get(key)), "{key}");
    }
}
