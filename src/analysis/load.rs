//! Tells what a file is and reads it: a result (`meanwhile/result@1`), a trace of ours, or another
//! program's trace. A file may hold anything. What is ours is read as a whole or not at all, for numbers
//! are made of it; another program's trace as far as it can be read. No tree of the file is built.

use crate::key::Key;
use crate::protocol::result::{FORMAT, ResultV1};
use crate::trace::export::read::{self, Remarks, TraceFile, Unreadable};
use crate::view::numbers::whole;
use crate::view::words::Words;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use std::io::{BufRead, BufReader, Read};

/// Files above this are not read at all. Reading one of this size takes some seconds, and its spans a
/// part of the memory that a browser gives a worker.
pub const MOST_BYTES: u64 = 200_000_000;

/// No comparison of ours has more samples of a strategy.
const MOST_SAMPLES: usize = 1_000;

/// Of a file's own texts, no more than so many characters are shown.
pub const MOST_CHARACTERS: usize = 300;

/// What the first bytes of a text may be, to say that it is one (a byte order mark in UTF-8).
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The first bytes of a text of two bytes a letter (the mark in UTF-16, or a bracket without a mark).
const TWO_BYTES: [&[u8]; 6] = [b"\xFF\xFE", b"\xFE\xFF", b"{\0", b"[\0", b"\0{", b"\0["];

/// The first bytes of what gzip packed.
const GZIP: &[u8] = b"\x1F\x8B";

/// A file that was chosen.
pub trait Source {
    /// Its length in bytes.
    fn size(&self) -> u64;

    /// Its bytes, from the first.
    fn open(&self) -> Box<dyn Read + '_>;

    /// Whether there were more bytes, which are lost.
    fn is_cut(&self) -> bool {
        false
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A result; its numbers are proper ones, its strategies known.
    Result(Box<ResultV1>),
    /// Traces.
    Trace(TraceFile),
}

/// Why a file can't be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// There is nothing in it.
    Empty,
    /// It is larger than `MOST_BYTES`.
    TooLarge,
    /// The browser could not read it.
    NotRead,
    /// It is no JSON; the line and column where that shows.
    NotJson(usize, usize),
    /// It ends in the middle, after so many bytes.
    CutOff(u64),
    /// It is JSON, and neither a result nor a trace.
    Other,
    /// It is of a later version of our formats; which, and what is read here.
    Newer(String, &'static str),
    /// Something in it is of the wrong type; the parser's words.
    WrongType(String),
    /// A number of this name is none that can be measured.
    BadNumber(&'static str),
    /// There is no strategy of that name.
    UnknownStrategy(String),
    /// It has too many spans or samples.
    TooMany,
    /// It is a trace without spans, as far as it could be read.
    NoSpans(Remarks),
    /// It is packed, and could not be unpacked before it came here.
    Packed,
    /// It is text of two bytes a letter.
    Utf16,
    /// It says that it is ours, and holds what we don't write.
    NotOurs,
}

/// Reads a file.
///
/// # Errors
/// Why it can't be shown.
pub fn load(source: &dyn Source) -> Result<Content, LoadError> {
    if source.size() > MOST_BYTES {
        return Err(LoadError::TooLarge);
    }
    let (reader, first) = text_of(source)?;
    match first {
        None => return Err(LoadError::Empty),
        Some(b'{' | b'[') => {}
        Some(_) => return other(source),
    }
    match read::read(reader) {
        Ok(mut file) => {
            if let TraceFile::Others { remarks, .. } = &mut file {
                remarks.is_cut |= source.is_cut();
            }
            Ok(Content::Trace(file))
        }
        Err(Unreadable::Io(_)) => Err(LoadError::NotRead),
        Err(Unreadable::Result(format)) if format == FORMAT => result(source),
        Err(Unreadable::Result(newer)) => Err(LoadError::Newer(shortened(&newer), FORMAT)),
        Err(Unreadable::Newer(newer)) => {
            let known = crate::trace::export::FORMAT;
            Err(LoadError::Newer(shortened(&newer), known))
        }
        Err(Unreadable::NoEvents(true)) => {
            let _: IgnoredAny = parsed(source)?;
            Err(LoadError::NoSpans(Remarks::default()))
        }
        Err(Unreadable::NoEvents(false)) => other(source),
        Err(Unreadable::NoSpans(remarks)) => Err(LoadError::NoSpans(remarks)),
        Err(Unreadable::TooMany) => Err(LoadError::TooMany),
        Err(Unreadable::Damaged) => {
            let _: IgnoredAny = parsed(source)?;
            Err(LoadError::NotOurs)
        }
    }
}

/// Why what is neither a result nor a trace is none: it is no JSON at all, or some other.
fn other(source: &dyn Source) -> Result<Content, LoadError> {
    let _: IgnoredAny = parsed(source)?;
    Err(LoadError::Other)
}

type Buffered<'a> = BufReader<Box<dyn Read + 'a>>;

/// The text behind the byte order mark and white space, and its first byte.
/// The type is spelled out: read byte by byte, it is several times as fast as any `dyn BufRead`.
fn text_of(source: &dyn Source) -> Result<(Buffered<'_>, Option<u8>), LoadError> {
    let mut reader = BufReader::with_capacity(1 << 16, source.open());
    let mut is_start = true;
    loop {
        let bytes = reader.fill_buf().map_err(|_| LoadError::NotRead)?;
        if bytes.is_empty() {
            return Ok((reader, None));
        }
        if is_start && bytes.starts_with(GZIP) {
            return Err(LoadError::Packed);
        }
        if is_start && TWO_BYTES.iter().any(|first| bytes.starts_with(first)) {
            return Err(LoadError::Utf16);
        }
        let mark = if is_start && bytes.starts_with(MARK) {
            MARK.len()
        } else {
            0
        };
        let spaces = bytes[mark..].iter();
        let spaces = spaces.take_while(|byte| byte.is_ascii_whitespace()).count();
        let first = bytes.get(mark + spaces).copied();
        reader.consume(mark + spaces);
        is_start = false;
        if first.is_some() {
            return Ok((reader, first));
        }
    }
}

/// What the file as a whole is: a result, or why it is no JSON. Only for that it is in memory as a whole; a
/// parser that reads bytes one by one would be one more in the module.
fn parsed<T: DeserializeOwned>(source: &dyn Source) -> Result<T, LoadError> {
    let (mut reader, _) = text_of(source)?;
    let mut text = Vec::with_capacity(source.size() as usize);
    reader
        .read_to_end(&mut text)
        .map_err(|_| LoadError::NotRead)?;
    serde_json::from_slice(&text).map_err(|error| match error.classify() {
        Category::Io => LoadError::NotRead,
        // A number that ends in its point is no syntax to the parser, but the file ends there.
        Category::Syntax if text.last() == Some(&b'.') => LoadError::CutOff(source.size()),
        Category::Syntax => LoadError::NotJson(error.line(), error.column()),
        Category::Eof => LoadError::CutOff(source.size()),
        Category::Data => LoadError::WrongType(shortened(&error.to_string())),
    })
}

fn result(source: &dyn Source) -> Result<Content, LoadError> {
    let result: ResultV1 = parsed(source)?;
    let mut seen = Vec::new();
    for own in &result.strategies {
        let key = Key::parse(&own.strategy);
        let unknown = || LoadError::UnknownStrategy(shortened(&own.strategy));
        let key = key.ok_or_else(unknown)?;
        if seen.contains(&key) {
            return Err(LoadError::NotOurs);
        }
        seen.push(key);
        check_numbers(own)?;
    }
    if result.strategies.is_empty() {
        return Err(LoadError::NotOurs);
    }
    Ok(Content::Result(Box::new(result)))
}

fn check_numbers(own: &crate::protocol::result::StrategyV1) -> Result<(), LoadError> {
    if own.samples_ms.len() > MOST_SAMPLES {
        return Err(LoadError::TooMany);
    }
    let samples = own.samples_ms.iter().map(|&sample| ("samplesMs", sample));
    let ends = own.ci95_ms.into_iter().flatten().map(|end| ("ci95Ms", end));
    let speedup = own.speedup.as_ref();
    let speedup = speedup.map(|speedup| ("speedup", speedup.value));
    let others = [
        ("medianMs", own.median_ms),
        ("callerFreeShare", own.caller_free_share),
        ("longestFreezeMs", own.longest_freeze_ms),
        ("pageLongestGapMs", own.page_longest_gap_ms),
        ("threadsAtWork", own.threads_at_work),
        ("waitsInFlight", own.waits_in_flight),
        ("turns", own.turns),
        ("efficiency", own.efficiency),
        ("imbalance", own.imbalance),
        ("poolStartMs", own.pool_start_ms),
        ("firstRunMs", own.first_run_ms),
    ];
    let others = others
        .into_iter()
        .filter_map(|(name, number)| Some((name, number?)));
    let mut all = samples.chain(ends).chain(speedup).chain(others);
    let is_bad = |(name, number): &(&str, f64)| {
        let most = if *name == "callerFreeShare" {
            1.0
        } else {
            f64::MAX
        };
        !(0.0..=most).contains(number)
    };
    match all.find(is_bad) {
        Some((name, _)) => Err(LoadError::BadNumber(name)),
        None => Ok(()),
    }
}

/// A text of the file's, on one line and not longer than a sentence bears.
pub fn shortened(text: &str) -> String {
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(MOST_CHARACTERS).map(printable).collect();
    if text.chars().nth(MOST_CHARACTERS).is_some() {
        short.push('…');
    }
    short
}

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
