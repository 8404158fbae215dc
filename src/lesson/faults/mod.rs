//! `faults`: no lesson, but chunks that break on purpose. The tests run them through the real engine to show
//! that a panic, a trap or an endless loop in a chunk ends in a sentence and a fresh engine, not in a dead page.

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
use crate::program::COMPUTING;

/// How a chunk breaks: 0 panics, 1 traps, 2 never ends.
const KIND: Key = Key::new("kind");

/// What the workbench says of itself.
pub const LESSON: Lesson = Lesson {
    slug: "faults",
    chapter: Chapter::Unlisted,
    params: &[Param::number(KIND, 0, 0, 2), Param::THREADS],
    programs: &COMPUTING,
    jobs: &[],
    compared: &[Key::new("async-parallel")],
    baselines: &[],
    swept: &[],
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
