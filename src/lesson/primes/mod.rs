//! `primes`: no lesson, but a second kernel to measure and test with. Counts the primes below its size.

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
use crate::values::{CHUNKS, SIZE};

/// What the workbench says of itself.
pub const LESSON: Lesson = Lesson {
    slug: "primes",
    chapter: Chapter::Unlisted,
    params: &[
        Param::number(SIZE, 1, 10_000_000, 100_000_000),
        Param::THREADS,
        Param::number(CHUNKS, 1, 64, 1_000),
    ],
    programs: &COMPUTING,
    jobs: &[],
    compared: &SIX_KEYS,
    baselines: &[Key::new("background"), Key::new("blocking")],
    swept: &[Key::new("async-parallel"), Key::new("parallel")],
    sized: None,
    live: Live::None,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: Key::new("async-parallel"),
        against: Key::new("background"),
        options: 3,
        borders: question::by_cores_at_work,
    },
    span: span::of_work,
    why: None,
};
