//! Holds the message file and the sources together: no key without a text, no text without a use.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../www/messages/en.json");
const ANALYSIS: &str = include_str!("../../www/analysis/en.json");
const FEEL: &str = include_str!("../../www/feel/en.json");
const TIMELINE: &str = include_str!("../../www/timeline/en.json");

impl Words {
    /// English, as the tests of other files read it: all but the lessons' own texts.
    pub fn english() -> Self {
        let words = [ANALYSIS, TIMELINE, FEEL].map(Self::of_json);
        let words = words
            .iter()
            .fold(Self::of_json(PAGE), |all, own| all.with_over(own.pairs()));
        let titles = lessons().into_iter().filter_map(|(folder, own)| {
            let slug = folder.replace('_', "-");
            let title = own.find("lesson.title")?.to_owned();
            Some((["title.", &slug].concat(), title))
        });
        words.with_over(&titles.collect::<Vec<_>>())
    }

    /// The same with every lesson's texts over it, to look for keys in.
    fn all_english() -> Self {
        let lessons = lessons().into_values();
        lessons.fold(Self::english(), |all, own| all.with_over(own.pairs()))
    }

    /// The same while the lesson of that folder is open.
    pub fn english_of(folder: &str) -> Self {
        let own = lessons().remove(folder).unwrap();
        Self::english().with_over(own.pairs())
    }

    /// The texts of a message file.
    fn of_json(text: &str) -> Self {
        let texts: BTreeMap<String, String> = serde_json::from_str(text).unwrap();
        texts.into_iter().collect::<Vec<_>>().into()
    }
}

/// Each lesson's own texts, by its folder.
fn lessons() -> BTreeMap<String, Words> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lesson");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap());
    let texts = folders.filter_map(|entry| {
        let text = fs::read_to_string(entry.path().join("en.json")).ok()?;
        let folder = entry.file_name().to_str().unwrap().to_owned();
        Some((folder, Words::of_json(&text)))
    });
    texts.collect()
}

/// The sources that speak to the reader, tests left out.
fn sources() -> Vec<String> {
    sources_in(&["page", "view", "timeline", "analysis", "lesson", "feel"])
}

fn sources_in(folders: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = folders.iter().map(|folder| src.join(folder));
    let mut folders: Vec<_> = folders.collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs")
                && !path.to_str().unwrap().ends_with("tests.rs")
            {
                let source = fs::read_to_string(path).unwrap();
                let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
                found.push(source.to_owned());
            }
        }
    }
    found
}

/// Every string literal in them.
fn literals() -> BTreeSet<String> {
    literals_of(&sources())
}

fn literals_of(sources: &[String]) -> BTreeSet<String> {
    let literals = sources.iter().flat_map(|source| source.split('"').skip(1));
    literals.map(str::to_owned).collect()
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
    let words = Words::all_english();
    let missing: Vec<String> = literals()
        .into_iter()
        .filter(|literal| is_key(literal, &words))
        .filter(|literal| !words.0.iter().any(|(key, _)| fits(literal, key)))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_text_is_used() {
    let words = Words::all_english();
    assert!(words.0.len() > 100);
    let literals = literals();
    let unused: Vec<&String> = words
        .0
        .iter()
        .map(|(key, _)| key)
        .filter(|key| !literals.iter().any(|literal| fits(literal, key)))
        // Programs and charts have their words by their keys, and lessons their titles.
        .filter(|key| {
            !["title.", "strategy.", "chart.", "lines."]
                .iter()
                .any(|begin| key.starts_with(begin))
        })
        .collect();
    assert_eq!(unused, Vec::<&String>::new());
}

/// Keys are also found where they are asked for, so that one that begins like no other is noticed, too.
#[test]
fn every_key_that_is_asked_for_has_its_text() {
    let words = Words::all_english();
    let mut asked = 0;
    for source in sources() {
        for call in [
            "words.get(",
            "words.with(",
            "say(",
            ".problem(",
            "words.has(",
        ] {
            for behind in source.split(call).skip(1) {
                let Some(literal) = behind.trim_start().strip_prefix('"') else {
                    continue;
                };
                let key = literal.split('"').next().unwrap();
                assert!(words.has(key), "{call}\"{key}\" has no text");
                asked += 1;
            }
        }
    }
    assert!(asked > 100, "only {asked} calls were found");
}

#[test]
fn parts_take_their_places() {
    let words = Words::of_json(r#"{"a": "{n} of {m}, {n} {o} {"}"#);
    assert_eq!(
        words.with("a", &[("n", "1"), ("m", "{n}")]),
        "1 of {n}, 1 {o} {"
    );
    assert_eq!(words.get("b"), "b");
    assert_eq!(words.with("b", &[("b", "1")]), "b");
}

/// A text as JSON, with each character written as an escape or not, as the bits say.
fn json(text: &str, mut bits: u64) -> String {
    let mut json = String::from("\"");
    for unit in text.encode_utf16() {
        bits = bits.rotate_left(7);
        let plain = char::from_u32(unit.into()).filter(|c| !c.is_control() && !"\"\\".contains(*c));
        match plain.filter(|_| bits.is_multiple_of(2)) {
            Some(plain) => json.push(plain),
            None => json.push_str(&format!("\\u{unit:04x}")),
        }
    }
    json + "\""
}

proptest! {
    #[test]
    fn every_text_is_found_under_its_key_however_it_is_written(
        texts in prop::collection::btree_map("\\PC{0,8}", any::<String>(), 0..20),
        other in "\\PC{0,8}",
        bits: u64,
    ) {
        let pairs = texts.iter().map(|(key, text)| [json(key, bits), json(text, !bits)].join(":"));
        let words = Words::of_json(&format!("{{{}}}", pairs.collect::<Vec<_>>().join(",")));
        for (key, text) in &texts {
            prop_assert_eq!(words.get(key), text);
        }
        prop_assert_eq!(words.has(&other), texts.contains_key(&other));
        prop_assert_eq!(words.pairs().len(), texts.len());
    }

    #[test]
    fn a_text_without_parts_stays_as_it_is(text: String, part: String) {
        let words = Words::from(vec![("a".to_owned(), text.clone())]);
        prop_assert_eq!(words.with("a", &[("no such part\n", &part)]), text);
    }
}

/// The page says the same before the module arrives and after it. What the build puts in is taken from the texts.
#[test]
fn the_plain_page_has_the_same_words() {
    let words = Words::english_of("wrong_tool");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html");
    let page = fs::read_to_string(page).unwrap();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for key in [
        "page.tagline",
        "lesson.title",
        "lesson.story",
        "lesson.question",
        "lesson.option.0",
        "lesson.option.1",
        "lesson.option.2",
        "page.privacy",
    ] {
        assert!(page.contains(words.get(key)), "{key}");
    }
}

/// A key in two files would have two meanings.
#[test]
fn no_key_is_in_two_files() {
    let files = [PAGE, ANALYSIS, TIMELINE, FEEL].map(Words::of_json);
    let mut keys: Vec<_> = files.iter().flat_map(Words::pairs).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup_by_key(|(key, _)| key.clone());
    assert_eq!(keys.len(), all);
}

/// The page, the analysis and the timeline have the page's texts and their own, and none of another's.
#[test]
fn no_module_asks_for_texts_of_another() {
    for (own, others) in [
        ("page", [ANALYSIS, TIMELINE, FEEL].as_slice()),
        ("analysis", &[TIMELINE, FEEL]),
        ("timeline", &[ANALYSIS, FEEL]),
    ] {
        let literals = literals_of(&sources_in(&[own]));
        assert!(literals.len() > 50, "{own}: {}", literals.len());
        for other in others {
            let words = Words::of_json(other);
            let keys = words.pairs().iter().map(|(key, _)| key);
            let asked: Vec<_> = keys.filter(|key| literals.contains(*key)).collect();
            assert_eq!(asked, Vec::<&String>::new(), "{own}");
        }
    }
}
