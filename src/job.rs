//! A job: a list of independent chunks. A chunk waits (a request), computes (work over a range of its units),
//! or waits and then computes.

use crate::input::Source;
use crate::kernel::{Part, Picture};
use crate::key::Key;
use crate::units::Millis;
use crate::work::Work;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The most chunks a job may be cut into.
pub const MAX_CHUNKS: u32 = 10_000;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// What each chunk asks the server for, if it waits.
    pub request: Option<RequestPlan>,
    /// What the chunks compute, if they do.
    pub work: Option<Work>,
    /// How many chunks there are; at least 1.
    pub chunk_count: u32,
    /// The picture whose rows the work's units are, if it draws one.
    pub picture: Option<Picture>,
}

/// One slow answer a chunk: bytes of no meaning from the server's `/io/slow`, or a file of a lesson's data, which our own
/// server sends as slowly. (Any other host sends it as soon as it can.)
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RequestPlan {
    /// How long the server takes to answer.
    pub delay: Millis,
    /// How many bytes it answers.
    pub bytes: u32,
    /// Makes the bytes repeatable.
    pub seed: u32,
    /// The chunk whose request the server refuses, where one is to fail.
    pub refused: Option<u32>,
    /// The lesson whose data is asked for, a file a chunk.
    pub shards_of: Option<Key>,
}

/// What the server says to a request that it is asked to refuse: it is busy.
const REFUSED_WITH: &str = "&status=503";

impl RequestPlan {
    /// A short answer after so many milliseconds.
    pub fn after(delay_ms: u32, seed: u32) -> Self {
        Self {
            delay: Millis(delay_ms.into()),
            bytes: 512,
            seed,
            refused: None,
            shards_of: None,
        }
    }

    /// A file of that lesson's data a chunk, each after so many milliseconds.
    pub fn shards(lesson: &str, delay_ms: u32) -> Self {
        Self {
            shards_of: Key::parse(lesson),
            ..Self::after(delay_ms, 0)
        }
    }
}

/// One piece of the job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Its number, from 0.
    pub index: u32,
    /// The units of the work that it takes; empty where nothing is computed.
    pub units: Range<u64>,
}

/// What a chunk gave: the reply it waited for and what it computed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// The reply, if the chunk waited.
    pub reply: Option<Reply>,
    /// What was computed, if anything was.
    pub computed: Option<Part>,
}

/// A server's answer, boiled down to what the job's answer needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Its length.
    pub bytes: u32,
    /// Its FNV-1a hash.
    pub hash: u64,
}

impl Reply {
    /// Boils a body down.
    pub fn of_body(body: &[u8]) -> Self {
        Self {
            bytes: u32::try_from(body.len()).unwrap_or(u32::MAX),
            hash: fnv1a(FNV_OFFSET, body),
        }
    }
}

impl Job {
    /// Whether its chunks are computed of bytes from there.
    pub fn is_of(&self, source: Source) -> bool {
        self.work.is_some_and(|work| work.of == Some(source))
    }

    /// The chunk of that number: units are dealt as evenly as whole units allow.
    pub fn chunk(&self, index: u32) -> Chunk {
        let units = self.work.map_or(0, |work| work.units);
        let (index64, count) = (u64::from(index), u64::from(self.chunk_count.max(1)));
        Chunk {
            index,
            units: units * index64 / count..units * (index64 + 1) / count,
        }
    }

    /// Every chunk, in order.
    pub fn chunks(&self) -> impl Iterator<Item = Chunk> + '_ {
        (0..self.chunk_count).map(|index| self.chunk(index))
    }

    /// The address a chunk asks, below the site's root or, for a lesson's data, below the folder of all lessons. `nonce`
    /// keeps equal addresses from waiting for each other (Chromium's cache lock).
    pub fn request_path(&self, index: u32, nonce: u64) -> Option<String> {
        self.request.map(|plan| {
            let seed = plan.seed.wrapping_add(index);
            // Whole numbers: writing floats would be a noticeable part of the engine's module.
            let (ms, bytes) = (plan.delay.0 as u32, plan.bytes);
            if let Some(lesson) = plan.shards_of {
                let number = index + 1;
                return format!(
                    "{}/{number:02}.csv.zlib?ms={ms}&nonce={nonce}",
                    lesson.as_str()
                );
            }
            let status = if plan.refused == Some(index) {
                REFUSED_WITH
            } else {
                ""
            };
            format!("io/slow?ms={ms}&bytes={bytes}&seed={seed}&nonce={nonce}{status}")
        })
    }

    /// The job's result as text: the same for every strategy, tier, thread count and chunking.
    /// `outcomes` are in chunk order.
    pub fn answer<'a>(&self, outcomes: impl Iterator<Item = &'a Outcome>) -> String {
        let (mut sum, mut replies, mut bytes, mut hash) = (0u64, 0u32, 0u64, FNV_OFFSET);
        for outcome in outcomes {
            if let Some(computed) = &outcome.computed {
                sum += computed.value;
            }
            if let Some(reply) = outcome.reply {
                replies += 1;
                bytes += u64::from(reply.bytes);
                hash = fnv1a(hash, &reply.hash.to_le_bytes());
            }
        }
        match (self.request, self.work) {
            (None, _) => sum.to_string(),
            (Some(_), None) => format!("{replies} replies, {bytes} bytes, checksum {hash:016x}"),
            (Some(_), Some(_)) => {
                format!("{sum}, from {replies} replies, {bytes} bytes, checksum {hash:016x}")
            }
        }
    }
}

/// FNV-1a, 64 bits: Fowler, Noll, Vo; parameters from RFC 9923.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv1a(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REQUEST: RequestPlan = RequestPlan {
        delay: Millis(100.0),
        bytes: 3,
        seed: 1,
        refused: None,
        shards_of: None,
    };

    fn work(units: u64) -> Option<Work> {
        Some(Work {
            lesson: Key::new("any"),
            name: Key::new("any"),
            args: [0; 4],
            units,
            of: None,
        })
    }

    fn job(request: Option<RequestPlan>, work: Option<Work>, chunk_count: u32) -> Job {
        Job {
            request,
            work,
            chunk_count,
            picture: None,
        }
    }

    proptest! {
        #[test]
        fn chunks_cover_every_unit_once_and_evenly(height in 1u32..3_000, chunk_count in 1u32..=MAX_CHUNKS) {
            let mut next = 0;
            let mean = u64::from(height / chunk_count);
            for (chunk, index) in job(None, work(height.into()), chunk_count).chunks().zip(0..) {
                prop_assert_eq!((chunk.index, chunk.units.start), (index, next));
                next = chunk.units.end;
                let units = chunk.units.end - chunk.units.start;
                prop_assert!((mean..=mean + 1).contains(&units));
            }
            prop_assert_eq!(next, u64::from(height));
        }
    }

    #[test]
    fn answers_say_what_was_waited_for_and_computed() {
        let outcome = |body: &[u8], value| Outcome {
            reply: Some(Reply::of_body(body)),
            computed: Some(Part {
                value,
                bytes: Vec::new(),
            }),
        };
        let outcomes = [outcome(b"one", 40), outcome(b"two", 2)];
        let computing = job(None, work(2), 2);
        assert_eq!(computing.answer(outcomes.iter()), "42");
        let waiting = job(Some(REQUEST), None, 2);
        let answer = waiting.answer(outcomes.iter());
        assert!(
            answer.starts_with("2 replies, 6 bytes, checksum "),
            "{answer}"
        );
        // Which chunk got which reply matters, and so does every byte of it.
        assert_ne!(answer, waiting.answer(outcomes.iter().rev()));
        assert_ne!(
            answer,
            waiting.answer([outcome(b"one", 0), outcome(b"twp", 0)].iter())
        );
        let both = job(Some(REQUEST), work(2), 2).answer(outcomes.iter());
        assert!(both.starts_with("42, from 2 replies, 6 bytes, "), "{both}");
    }

    #[test]
    fn each_chunk_asks_for_something_else() {
        let path = |index, nonce| job(Some(REQUEST), None, 2).request_path(index, nonce);
        let wanted = "io/slow?ms=100&bytes=3&seed=2&nonce=9";
        assert_eq!(path(1, 9).as_deref(), Some(wanted));
        assert_ne!(path(0, 9), path(1, 9));
        assert_eq!(job(None, None, 1).request_path(0, 0), None);
    }

    #[test]
    fn a_lesson_s_data_is_asked_for_file_by_file() {
        let job = job(Some(RequestPlan::shards("any", 30)), work(12), 12);
        let path = |index| job.request_path(index, 7);
        assert_eq!(path(0).as_deref(), Some("any/01.csv.zlib?ms=30&nonce=7"));
        assert_eq!(path(11).as_deref(), Some("any/12.csv.zlib?ms=30&nonce=7"));
    }

    #[test]
    fn one_request_may_be_refused() {
        let refused = Some(1);
        let job = job(Some(RequestPlan { refused, ..REQUEST }), None, 3);
        let is_refused = |index| {
            job.request_path(index, 0)
                .is_some_and(|path| path.ends_with(REFUSED_WITH))
        };
        assert_eq!([0, 1, 2].map(is_refused), [false, true, false]);
    }

    #[test]
    fn fnv1a_published_values() {
        assert_eq!(fnv1a(FNV_OFFSET, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(FNV_OFFSET, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(FNV_OFFSET, b"foobar"), 0x8594_4171_f739_67e8);
    }
}
