//! What server and machines say to each other. What belongs to a job is binary (postcard) behind the name of the build;
//! who a machine is, and what its clock says, is JSON, so that builds that differ can still name each other.

use crate::dispatch::compressed::Compressed;
use crate::machines::clock::OwnMicros;
use crate::work::Work;
use serde::de::{DeserializeOwned, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::ops::Range;

/// The most bytes that a chunk may give to be seen, compressed.
pub const MOST_RESULT_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes of a message: a result, and what is told with it.
pub const MOST_MESSAGE_BYTES: usize = MOST_RESULT_BYTES + 64 * 1024;
/// The longest sentence of a machine's that is passed on, in characters.
pub const LONGEST_WHY: usize = 300;

/// A chunk in the queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    /// What is computed,
    pub work: Work,
    /// and of which units.
    pub units: Range<u64>,
}

/// The most things that a machine may say at once.
pub const MOST_SAID: usize = 8_192;

/// What a machine says of a job's chunks, several things at once where several happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told(#[serde(deserialize_with = "few")] pub Vec<Said>);

/// A list that is given up when it is too long: what is short on the way may be long in memory.
fn few<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Said>, D::Error> {
    struct Few;
    impl<'de> Visitor<'de> for Few {
        type Value = Vec<Said>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "a list of at most {MOST_SAID}")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Vec<Said>, A::Error> {
            let mut few = Vec::new();
            while let Some(said) = all.next_element()? {
                if few.len() == MOST_SAID {
                    return Err(A::Error::custom("too many"));
                }
                few.push(said);
            }
            Ok(few)
        }
    }
    deserializer.deserialize_seq(Few)
}

/// What happened to a chunk, by the machine's own clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// It is here.
    Taken {
        /// Its number.
        chunk: u32,
        /// How often it was given out by now.
        delivery: u32,
        /// When.
        at: OwnMicros,
    },
    /// It is being computed.
    Begun {
        /// Its number.
        chunk: u32,
        /// Since when.
        at: OwnMicros,
    },
    /// It is computed.
    Computed {
        /// Its number.
        chunk: u32,
        /// What it gave.
        part: Compressed,
        /// When it was begun,
        begun: OwnMicros,
        /// and done.
        ended: OwnMicros,
    },
    /// It can't be computed, by nobody.
    Broken {
        /// Its number.
        chunk: u32,
        /// Why.
        why: String,
    },
    /// It goes back to the queue, for the machine leaves.
    GivenBack {
        /// Its number.
        chunk: u32,
    },
}

/// Who a machine is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// What tells it from all others.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its threads.
    pub threads: u32,
    /// How many of them have nothing to do.
    pub free: u32,
    /// What it computes from.
    pub build: String,
    /// Who started it, if a server did.
    pub owner: Option<String>,
    /// Its place with whoever starts another when it ends: whoever had that before is gone.
    pub seat: Option<String>,
}

/// The answer to what a machine is asked about its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocked {
    /// When it got the question,
    pub received: OwnMicros,
    /// and when it answered.
    pub answered: OwnMicros,
}

/// What a machine is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What its clock says.
    Clock,
    /// To take nothing until the job of that name is over.
    Rest(String),
}

/// A message of that build as bytes.
pub fn encode<T: Serialize>(build: u64, message: &T) -> Vec<u8> {
    // Growing a Vec is the only thing that could fail here, and that aborts.
    postcard::to_extend(message, build.to_le_bytes().to_vec()).unwrap_or_default()
}

/// Why bytes are no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// They are of another build.
    OtherBuild(u64),
    /// They are too many.
    TooLong(usize),
    /// They are nothing that this build says.
    Garbage,
}

/// The message in these bytes.
///
/// # Errors
/// Why there is none.
pub fn decode<T: DeserializeOwned>(build: u64, bytes: &[u8]) -> Result<T, Unreadable> {
    if bytes.len() > MOST_MESSAGE_BYTES {
        return Err(Unreadable::TooLong(bytes.len()));
    }
    let (name, message) = bytes.split_first_chunk().ok_or(Unreadable::Garbage)?;
    match u64::from_le_bytes(*name) {
        own if own == build => {}
        other => return Err(Unreadable::OtherBuild(other)),
    }
    match postcard::take_from_bytes(message) {
        Ok((message, [])) => Ok(message),
        _ => Err(Unreadable::Garbage),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::samples::counting;
    use proptest::prelude::*;

    fn computed(part: Compressed) -> Told {
        Told(vec![
            Said::Begun { chunk: 1, at: -5 },
            Said::Computed {
                chunk: 1,
                part,
                begun: 0,
                ended: i64::MAX,
            },
        ])
    }

    proptest! {
        #[test]
        fn messages_come_back_and_those_of_other_builds_do_not(build: u64, other: u64, value: u64, bytes: Vec<u8>, units: Range<u64>) {
            let told = computed(Compressed { value, bytes });
            let sent = encode(build, &told);
            prop_assert_eq!(decode(build, &sent), Ok(told));
            prop_assume!(other != build);
            prop_assert_eq!(decode::<Told>(other, &sent), Err(Unreadable::OtherBuild(build)));
            let chunk = Chunk { work: counting(1_000), units };
            prop_assert_eq!(decode(build, &encode(build, &chunk)), Ok(chunk));
        }

        #[test]
        fn broken_bytes_are_no_message(build: u64, bytes: Vec<u8>, cut in 0..12_usize) {
            let mut garbage = build.to_le_bytes().to_vec();
            garbage.extend(&bytes);
            if let Ok(told) = decode::<Told>(build, &garbage) {
                prop_assert_eq!(encode(build, &told).len(), garbage.len());
            }
            let whole = encode(build, &computed(Compressed::default()));
            prop_assert_eq!(decode::<Told>(build, &whole[..cut]), Err(Unreadable::Garbage));
        }

        #[test]
        fn machines_of_other_builds_can_be_named(id: String, name: String, threads: u32, owner: Option<String>, seat: Option<String>) {
            let hello = Hello { id, name, threads, free: 0, build: "b".into(), owner, seat };
            let mut sent = serde_json::to_value(&hello).unwrap();
            sent["colour"] = "new here".into();
            prop_assert_eq!(serde_json::from_value::<Hello>(sent).unwrap(), hello);
        }
    }

    #[test]
    fn a_million_things_at_once_are_not_said() {
        let said = |count| Told(vec![Said::GivenBack { chunk: 0 }; count]);
        let most = encode(7, &said(MOST_SAID));
        assert_eq!(decode(7, &most), Ok(said(MOST_SAID)));
        let more = encode(7, &said(1_000_000));
        assert!(more.len() < MOST_MESSAGE_BYTES);
        assert_eq!(decode::<Told>(7, &more), Err(Unreadable::Garbage));
    }

    #[test]
    fn what_is_too_long_is_not_even_read() {
        let long = vec![0; MOST_MESSAGE_BYTES + 1];
        assert_eq!(
            decode::<Told>(0, &long),
            Err(Unreadable::TooLong(long.len()))
        );
    }
}
