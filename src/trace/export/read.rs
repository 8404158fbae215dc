//! Reads a trace file, event by event, so that a long file needs no memory but for its spans. A file of
//! ours comes back as it was; of another program's, `X`, `B`/`E` and `b`/`e` events become spans, the
//! first thread of a process its caller, and each process a trace.

mod collect;

use super::loose::Loose;
use super::{FORMAT, RunNotes};
use crate::trace::Trace;
use collect::Collector;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::Read;

/// As many spans as the engine keeps of a run; more could hardly be drawn either.
pub const MOST_SPANS: usize = 500_000;

/// What a trace file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceFile {
    /// Whether Meanwhile made it.
    pub is_ours: bool,
    /// The example's slug, in a file of ours.
    pub example: String,
    /// The traces, and how the file names them.
    pub traces: Vec<(String, Trace)>,
}

/// Why a trace file can't be read.
#[derive(Debug)]
pub enum Unreadable {
    /// It is broken as JSON, or something in it is of the wrong type.
    Json(serde_json::Error),
    /// It is of a later version of our format; which.
    Newer(String),
    /// It has more spans than `MOST_SPANS`.
    TooMany,
    /// It has no spans.
    NoSpans,
    /// An event, numbered from 1, has a time that is none.
    BadTime(usize),
    /// A file of ours has an event, numbered from 1, or a note on a run that we never write.
    NotOurs(usize),
}

/// Reads a trace file: an object with `traceEvents`, or a list of events.
///
/// # Errors
/// See `Unreadable`.
pub fn read(reader: impl Read) -> Result<TraceFile, Unreadable> {
    let mut root = Root::default();
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let outcome = Seed(&mut root).deserialize(&mut deserializer);
    let outcome = outcome.and_then(|()| deserializer.end());
    let Root {
        notes,
        mut collector,
    } = root;
    match (collector.trouble.take(), outcome) {
        (Some(trouble), _) => Err(trouble),
        (None, Err(error)) => Err(Unreadable::Json(error)),
        (None, Ok(())) => collector.into_file(notes),
    }
}

/// What stands beside the events.
#[derive(Debug, Default, Deserialize)]
struct Notes {
    #[serde(default)]
    format: Loose,
    #[serde(default)]
    example: Loose,
    #[serde(default)]
    runs: Vec<RunNotes>,
}

/// How a file is known to be ours.
enum Maker {
    Ours,
    OursLater(String),
    Others,
}

impl Notes {
    fn maker(&self) -> Maker {
        match self.format.text() {
            Some(FORMAT) => Maker::Ours,
            Some(other) if other.starts_with("meanwhile/trace@") => {
                Maker::OursLater(other.to_owned())
            }
            _ => Maker::Others,
        }
    }
}

/// One event, whoever wrote it.
#[derive(Debug, Deserialize)]
struct Event {
    #[serde(default)]
    name: Loose,
    #[serde(default)]
    ph: Loose,
    #[serde(default)]
    ts: Loose,
    #[serde(default)]
    dur: Loose,
    #[serde(default)]
    pid: Loose,
    #[serde(default)]
    tid: Loose,
    #[serde(default)]
    id: Loose,
    #[serde(default)]
    args: Loose,
}

/// What is gathered of a file.
#[derive(Default)]
struct Root {
    notes: Notes,
    collector: Collector,
}

/// Gathers the whole file.
struct Seed<'a>(&'a mut Root);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a trace")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "traceEvents" => map.next_value_seed(Events(&mut self.0.collector))?,
                "otherData" => self.0.notes = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Events(&mut self.0.collector).visit_seq(seq)
    }
}

/// Gathers the list of events.
struct Events<'a>(&'a mut Collector);

impl<'de> DeserializeSeed<'de> for Events<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Events<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(event) = seq.next_element::<Event>()? {
            if let Err(trouble) = self.0.add(&event) {
                self.0.trouble = Some(trouble);
                return Err(A::Error::custom("trouble"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
