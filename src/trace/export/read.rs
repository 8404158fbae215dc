//! Reads a trace file, event by event, so that a long file needs no memory but for its spans. A file of
//! ours comes back as it was, or not at all: numbers are made of it. Of another program's, `X`, `B`/`E` and
//! `b`/`e` events become spans under their own names, as far as they can be read; the rest is counted.

mod collect;
mod event;
mod others;
mod ours;
mod scan;

pub use collect::{MOST_SPANS, Remarks};
pub use others::{Label, MOST_ROWS, OthersRun};

use super::loose::Loose;
use super::{FORMAT, RunNotes};
use crate::trace::Trace;
use collect::Collector;
use scan::{End, Scanner};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead};

/// What the name of every version of our format begins with, and of that of results.
const ANY_FORMAT: &str = "meanwhile/trace@";
const ANY_RESULT: &str = "meanwhile/result@";

/// What a trace file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TraceFile {
    /// What Meanwhile measured.
    Ours {
        /// The lesson's slug.
        example: String,
        /// The runs.
        traces: Vec<Trace>,
    },
    /// What another program did.
    Others {
        /// Its processes.
        runs: Vec<OthersRun>,
        /// How far the file could be read.
        remarks: Remarks,
    },
}

/// Why a file is no trace.
#[derive(Debug)]
pub enum Unreadable {
    /// It can't be read at all.
    Io(io::Error),
    /// It is a result, not a trace; of which format.
    Result(String),
    /// There is no event in it; whether there is an empty list for them.
    NoEvents(bool),
    /// It is of a later version of our format; which.
    Newer(String),
    /// Nothing in it takes time, as far as it could be read.
    NoSpans(Remarks),
    /// It is one of ours, with more spans than `MOST_SPANS`.
    TooMany,
    /// It is one of ours, and something in it is missing or not as we write it.
    Damaged,
}

/// Reads a trace file: an object with `traceEvents`, or a list of events.
///
/// # Errors
/// See `Unreadable`.
pub fn read(reader: impl BufRead) -> Result<TraceFile, Unreadable> {
    let mut root = Root::default();
    root.take(&mut Scanner::new(reader))
        .map_err(Unreadable::Io)?;
    let Root {
        result,
        notes,
        has_list,
        mut collected,
    } = root;
    if let Some(format) = result {
        return Err(Unreadable::Result(format));
    }
    collected.finish();
    match notes.maker() {
        Maker::OursLater(format) => Err(Unreadable::Newer(format)),
        Maker::Ours if collected.remarks.beyond > 0 => Err(Unreadable::TooMany),
        Maker::Ours if !collected.remarks.is_whole() => Err(Unreadable::Damaged),
        Maker::Ours => notes.file(&collected).ok_or(Unreadable::Damaged),
        Maker::Others if collected.events == 0 => {
            let is_empty = has_list && collected.remarks.unreadable == 0;
            Err(Unreadable::NoEvents(is_empty))
        }
        Maker::Others => {
            let (runs, collected) = others::others_runs(collected);
            let remarks = collected.remarks;
            if runs.is_empty() {
                return Err(Unreadable::NoSpans(remarks));
            }
            Ok(TraceFile::Others { runs, remarks })
        }
    }
}

/// What stands beside the events.
#[derive(Debug, Default)]
struct Notes(Vec<u8>);

/// How a file is known to be ours.
enum Maker {
    Ours,
    OursLater(String),
    Others,
}

impl Notes {
    fn maker(&self) -> Maker {
        #[derive(Deserialize)]
        struct Claim {
            #[serde(default)]
            format: Loose,
        }
        let claim: Option<Claim> = serde_json::from_slice(&self.0).ok();
        let format = claim.as_ref().and_then(|claim| claim.format.text());
        match format {
            Some(FORMAT) => Maker::Ours,
            Some(other) if other.starts_with(ANY_FORMAT) => Maker::OursLater(other.to_owned()),
            None if claim.is_none() && self.names_our_format() => Maker::Ours,
            _ => Maker::Others,
        }
    }

    /// Whether they name it somewhere, broken as they may be.
    fn names_our_format(&self) -> bool {
        let mut parts = self.0.windows(ANY_FORMAT.len());
        parts.any(|part| part == ANY_FORMAT.as_bytes())
    }

    /// The file whose notes these are, if it is as we write it.
    fn file(&self, collected: &Collector) -> Option<TraceFile> {
        #[derive(Deserialize)]
        struct Ours {
            #[serde(default)]
            example: String,
            #[serde(default)]
            runs: Vec<RunNotes>,
        }
        let ours: Ours = serde_json::from_slice(&self.0).ok()?;
        let traces = ours::our_traces(collected, &ours.runs)?;
        (!traces.is_empty()).then_some(TraceFile::Ours {
            example: ours.example,
            traces,
        })
    }
}

/// The fields that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Events,
    Notes,
    Format,
    Other,
}

impl Field {
    fn of(name: &[u8]) -> Self {
        match name {
            b"\"traceEvents\"" => Self::Events,
            b"\"otherData\"" => Self::Notes,
            b"\"format\"" => Self::Format,
            _ => Self::Other,
        }
    }
}

/// The format that is named there, if it is one of results.
fn result_format(value: &[u8]) -> Option<String> {
    let format: Loose = serde_json::from_slice(value).ok()?;
    let format = format.text().filter(|text| text.starts_with(ANY_RESULT))?;
    Some(format.to_owned())
}

/// What is gathered of a file.
#[derive(Default)]
struct Root {
    /// The format, if it says that it is a result.
    result: Option<String>,
    notes: Notes,
    /// Whether there is a list of events.
    has_list: bool,
    collected: Collector,
}

impl Root {
    fn take<R: BufRead>(&mut self, file: &mut Scanner<R>) -> io::Result<()> {
        if file.take(b'[')? {
            // Such a list need not be closed: the format says so.
            return self.take_events(file);
        }
        let is_closed = file.take(b'{')? && self.take_fields(file)?;
        self.collected.remarks.is_cut |= !is_closed;
        Ok(())
    }

    /// The fields of the object, or as many as are needed; whether it ends where it should.
    fn take_fields<R: BufRead>(&mut self, file: &mut Scanner<R>) -> io::Result<bool> {
        while file.peek()?.is_some() {
            if file.take(b',')? {
                continue;
            }
            if file.take(b'}')? {
                return Ok(true);
            }
            file.take_value()?;
            let key = Field::of(file.value());
            if !file.take(b':')? {
                continue;
            }
            if key == Field::Events && file.take(b'[')? {
                self.take_events(file)?;
                continue;
            }
            if file.take_value()? == End::Cut {
                return Ok(false);
            }
            match key {
                Field::Notes => self.notes = Notes(file.value().to_vec()),
                Field::Format => self.result = result_format(file.value()),
                Field::Events | Field::Other => {}
            }
            if self.result.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The events up to the end of their list, which may be missing, and with a comma too many or too few.
    fn take_events<R: BufRead>(&mut self, file: &mut Scanner<R>) -> io::Result<()> {
        self.has_list = true;
        while file.peek()?.is_some() && !file.take(b']')? {
            if file.take(b',')? {
                continue;
            }
            match file.take_value()? {
                End::Own => self.collected.add(file.value()),
                End::Cut => self.collected.remarks.is_cut = true,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "read/others_tests.rs"]
mod others_tests;
