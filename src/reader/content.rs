//! What a file holds, or why it can't be shown: what the reader tells the analysis.

use crate::protocol::result::ResultV1;
use crate::trace::export::read::{Remarks, TraceFile};
use serde::{Deserialize, Serialize};

/// Files above this are not read at all. Reading one of this size takes some seconds, and its spans a
/// part of the memory that a browser gives a worker.
pub const MOST_BYTES: u64 = 200_000_000;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// A result; its numbers are proper ones, its strategies known.
    Result(Box<ResultV1>),
    /// Traces.
    Trace(TraceFile),
}

/// Why a file can't be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    Newer(String, String),
    /// Something in it is of the wrong type; the parser's words.
    WrongType(String),
    /// A number of this name is none that can be measured.
    BadNumber(String),
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
