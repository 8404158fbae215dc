//! What is said of a file that was read, or could not be.

use crate::reader::content::{LoadError, MOST_BYTES};
use crate::trace::export::read::{self, Remarks};
use crate::view::markup::shortened;
use crate::view::numbers::whole;
use crate::view::words::Words;

/// The error with the file of that name, in a sentence.
pub fn sentence(words: &Words, name: &str, error: &LoadError) -> String {
    let name = shortened(name);
    let say = |key: &str, parts: &[(&str, &str)]| {
        // The name last: it may hold anything, braces too.
        words.with(key, &[parts, &[("name", &name)]].concat())
    };
    let number = |number: usize| whole(number as u64);
    match error {
        LoadError::Empty => say("load.empty", &[]),
        LoadError::TooLarge => say(
            "load.too-large",
            &[("limit", &whole(MOST_BYTES / 1_000_000))],
        ),
        LoadError::NotRead => say("load.not-read", &[]),
        LoadError::NotJson(line, column) => {
            let (line, column) = (number(*line), number(*column));
            say("load.not-json", &[("line", &line), ("column", &column)])
        }
        LoadError::CutOff(at) => say("load.cut-off", &[("n", &whole(*at))]),
        LoadError::Other => say("load.other", &[]),
        LoadError::Newer(format, known) => {
            say("load.newer", &[("known", known), ("format", format)])
        }
        LoadError::WrongType(parser) => say("load.wrong-type", &[("words", parser)]),
        LoadError::BadNumber(which) => say("load.bad-number", &[("number", which)]),
        LoadError::UnknownStrategy(id) => say("load.unknown-strategy", &[("strategy", id)]),
        LoadError::TooMany => say("load.too-many", &[("n", &number(read::MOST_SPANS))]),
        LoadError::NoSpans(remarks) => {
            [say("load.no-spans", &[]), remarks_said(words, remarks)].concat()
        }
        LoadError::Packed => say("load.packed", &[]),
        LoadError::Utf16 => say("load.utf-16", &[]),
        LoadError::NotOurs => say("load.not-ours", &[]),
    }
}

/// How far another program's trace could be read, in sentences, each with a space before it; nothing where
/// all of it is shown.
pub fn remarks_said(words: &Words, remarks: &Remarks) -> String {
    let count = |key: &str, count: usize| {
        let parts = [
            ("n", &*whole(count as u64)),
            ("rows", &whole(read::MOST_ROWS as u64)),
            ("spans", &whole(read::MOST_SPANS as u64)),
        ];
        (count > 0).then(|| words.with(key, &parts))
    };
    let left_out: Vec<String> = [
        count("load.left-out.unreadable", remarks.unreadable),
        count("load.left-out.unpaired", remarks.unpaired),
        count("load.left-out.timeless", remarks.timeless),
        count("load.left-out.beyond", remarks.beyond),
    ]
    .into_iter()
    .flatten()
    .collect();
    let is_any = !left_out.is_empty();
    let sentences = [
        remarks.is_cut.then(|| words.get("load.ends").to_owned()),
        count("load.without-length", remarks.without_length),
        is_any.then(|| words.with("load.left-out", &[("what", &left_out.join("; "))])),
    ];
    let sentences = sentences.into_iter().flatten();
    sentences
        .map(|sentence| [" ", &sentence].concat())
        .collect()
}

#[cfg(test)]
#[path = "load_tests.rs"]
pub(super) mod tests;
