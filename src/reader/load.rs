//! Tells what a file is and reads it: a result (`meanwhile/result@1`), a trace of ours, or another
//! program's trace. (Its tests are with what is said of files, `analysis/load_said.rs`.) A file may hold anything. What is ours is read as a whole or not at all, for numbers
//! are made of it; another program's trace as far as it can be read. No tree of the file is built.

use super::content::{Content, LoadError, MOST_BYTES};
use crate::key::Key;
use crate::protocol::result::{FORMAT, ResultV1};
use crate::trace::export::read::{self, Remarks, TraceFile, Unreadable};
use crate::view::markup::shortened;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use std::io::{BufRead, BufReader, Read};

/// No comparison of ours has more samples of a strategy.
pub const MOST_SAMPLES: usize = 1_000;

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
        Err(Unreadable::Result(newer)) => Err(newer_than(&newer, FORMAT)),
        Err(Unreadable::Newer(newer)) => Err(newer_than(&newer, crate::trace::export::FORMAT)),
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

fn newer_than(newer: &str, known: &str) -> LoadError {
    LoadError::Newer(shortened(newer), known.to_owned())
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
        Some((name, _)) => Err(LoadError::BadNumber(name.to_owned())),
        None => Ok(()),
    }
}
