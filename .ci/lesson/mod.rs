//! `SLUG`: say in a sentence what it shows.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{self, Question, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::values::SIZE;

const ALONE: Key = Key::new("alone");
const TOGETHER: Key = Key::new("together");

/// The lesson. Its size is how far it counts, in thousands.
pub const LESSON: Lesson = Lesson {
    slug: "SLUG",
    chapter: Chapter::Working,
    params: &[Param::number(SIZE, 1, 5_000, 50_000), Param::THREADS],
    programs: &[
        Program::new(
            ALONE,
            Some(Strategy::Blocking),
            Colour::Slate,
            Needs::NOTHING,
        ),
        Program::new(
            TOGETHER,
            Some(Strategy::AsyncParallel),
            Colour::Green,
            Needs::POOL,
        ),
    ],
    jobs: &[],
    compared: &[ALONE, TOGETHER],
    baselines: &[ALONE],
    swept: &[TOGETHER],
    sized: None,
    live: Live::None,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: TOGETHER,
        against: ALONE,
        options: 3,
        borders: question::by_cores_at_work,
    },
    // About how long the slowest program takes: so long is the axis that the reader bets on.
    span: span::of_work,
    why: Some(Why {
        options: 3,
        right: 0,
    }),
};
