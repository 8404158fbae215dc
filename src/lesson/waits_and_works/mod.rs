//! `waits-and-works`: no lesson, but a job that does both. Each chunk waits for an answer of the server, then
//! counts its share of the primes below its size: how work follows from what arrives can be seen, and tested.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{self, Question};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{COMPUTING, SIX_KEYS};
use crate::units::Millis;
use crate::values::{CHUNKS, CONNECTIONS, SIZE};

/// What the workbench says of itself.
pub const LESSON: Lesson = Lesson {
    slug: "waits-and-works",
    chapter: Chapter::Unlisted,
    params: &[
        Param::number(SIZE, 1, 100_000_000, 1_000_000_000),
        Param::number(CONNECTIONS, 1, 6, 6),
        Param::THREADS,
        Param::number(CHUNKS, 1, 12, 200),
    ],
    programs: &COMPUTING,
    jobs: &[],
    compared: &SIX_KEYS,
    baselines: &[Key::new("one-by-one"), Key::new("blocking")],
    swept: &[],
    sized: None,
    live: Live::None,
    fetches: Fetches::Answers,
    feel: None,
    question: Question {
        of: Key::new("async-parallel"),
        against: Key::new("one-by-one"),
        options: 3,
        borders: question::by_requests_at_once,
    },
    span: |terms| Millis(span::of_waits(terms).0 + span::of_work(terms).0),
    why: None,
};
