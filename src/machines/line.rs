//! The lines that come back of an order, as they happen. Times are milliseconds since the run's start by the server's
//! clock; what a machine did is told by its own clock, aligned to the server's, with how far that may be off beside it.

use crate::units::Micros;
use serde::{Deserialize, Serialize};

/// When something was, by the server's clock.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Moment {
    /// Since the run's start.
    #[serde(rename = "ms", with = "in_millis")]
    pub at: Micros,
    /// How far it may be off, either way: none of what the server saw itself.
    #[serde(rename = "error_ms", with = "in_millis")]
    pub error: Micros,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "lowercase")]
pub enum Line {
    /// The first line: the run begins.
    Begins {
        /// Its name in the queue.
        job: String,
        /// How many chunks there are.
        chunks: u32,
        /// After how long without a sign the queue gives a chunk to somebody else.
        #[serde(rename = "ack_wait_ms", with = "in_millis")]
        ack_wait: Micros,
        /// How long after the order came.
        #[serde(rename = "after_ms", with = "in_millis")]
        after: Micros,
        /// What the server's clock says then, since 1970.
        #[serde(rename = "clock_ms", with = "in_millis")]
        clock: Micros,
        /// What is added on each way.
        #[serde(rename = "distance_ms", with = "in_millis")]
        distance: Micros,
    },
    /// A machine that may take part.
    Machine {
        /// Its name.
        machine: String,
        /// Its threads.
        threads: u32,
        /// How long a message takes to it and back.
        #[serde(rename = "round_trip_ms", with = "in_millis")]
        round_trip: Micros,
        /// How far its clock is before the server's,
        #[serde(rename = "offset_ms", with = "in_millis")]
        offset: Micros,
        /// give or take this.
        #[serde(rename = "error_ms", with = "in_millis")]
        error: Micros,
        /// Whether it is a process on the server's own computer.
        #[serde(rename = "here")]
        is_here: bool,
    },
    /// The chunk lies in the queue.
    Queued {
        /// Its number.
        chunk: u32,
        /// Since when.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
    },
    /// A machine has it.
    Taken {
        /// Its number.
        chunk: u32,
        /// Who.
        machine: String,
        /// Since when.
        #[serde(flatten)]
        moment: Moment,
        /// How often it was given out by now.
        delivery: u32,
    },
    /// It is being computed.
    Begun {
        /// Its number.
        chunk: u32,
        /// By whom.
        machine: String,
        /// Since when.
        #[serde(flatten)]
        moment: Moment,
    },
    /// It is computed.
    Ended {
        /// Its number.
        chunk: u32,
        /// By whom.
        machine: String,
        /// Since when.
        #[serde(flatten)]
        moment: Moment,
    },
    /// What it gave has come back.
    Result {
        /// Its number.
        chunk: u32,
        /// From whom.
        machine: String,
        /// When.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
        /// Its part of the answer.
        #[serde(with = "as_text")]
        value: u64,
        /// What there is to see of it, compressed.
        #[serde(
            rename = "zlib",
            default,
            with = "in_base64",
            skip_serializing_if = "Vec::is_empty"
        )]
        bytes: Vec<u8>,
    },
    /// It goes back to the queue.
    Returned {
        /// Its number.
        chunk: u32,
        /// Who had it, if anybody did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        machine: Option<String>,
        /// When that was known.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
        /// Why.
        why: String,
    },
    /// It came back a second time, which does not count.
    Twice {
        /// Its number.
        chunk: u32,
        /// From whom.
        machine: String,
        /// When.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
    },
    /// What a machine said can't be used.
    Refused {
        /// Who said it.
        machine: String,
        /// When.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
        /// Why.
        why: String,
    },
    /// A machine gives no sign any more.
    Gone {
        /// Which.
        machine: String,
        /// When that was known.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
    },
    /// The last line, if there is an answer.
    Done {
        /// When.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
        /// How many chunks were counted: all.
        chunks: u32,
        /// How often chunks went back to the queue.
        returned: u32,
        /// How many results came that did not count.
        twice: u32,
        /// The parts added up.
        #[serde(with = "as_text")]
        value: u64,
    },
    /// The last line, if there is none.
    Failed {
        /// When.
        #[serde(rename = "ms", with = "in_millis")]
        at: Micros,
        /// Why.
        why: String,
    },
}

impl Line {
    /// Whether no other follows.
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::Failed { .. })
    }

    /// As a line of JSON, without its end.
    pub fn write(&self) -> String {
        // Nothing in it can't be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The line in this text, if it is one.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Lengths of time as milliseconds with up to three decimals.
mod in_millis {
    use crate::units::{Micros, Millis};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(time: &Micros, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(Micros(time.0.round()).to_millis().0)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Micros, D::Error> {
        let millis = Millis(f64::deserialize(from)?);
        Ok(Micros(millis.to_micros().0.round()))
    }
}

/// Large numbers as text: readers of JSON lose the last digits of them.
mod as_text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(number: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(number)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<u64, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(Error::custom)
    }
}

/// Bytes as text (RFC 4648).
mod in_base64 {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        BASE64_STANDARD.decode(text).map_err(Error::custom)
    }
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
