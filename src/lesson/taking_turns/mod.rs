//! `taking-turns`: tasks on one thread do not run at the same time, they take turns, and each turn costs a little. One
//! that keeps the thread for long holds all others up; threads can be handed turns, too, and that costs far more.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::values::{SIZE, THREADS};

const FUTURES: Key = Key::new("futures");
const PROMISES: Key = Key::new("promises");
const THREADS_IN_TURN: Key = Key::new("threads-in-turn");
const GREEDY: Key = Key::new("greedy");
const GIVING_WAY: Key = Key::new("giving-way");

/// How long the greedy task computes, in milliseconds.
const GREEDY_FOR: Key = Key::new("greedy-for");
const USUAL_GREED: u32 = 100;

/// Each task has so many turns.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
const TURNS_A_TASK: u32 = 2;

/// What a run found out: how many turns there were;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const TURNS: Key = Key::new("turns");
/// the longest turn of the greedy task, in milliseconds;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const LONGEST_TURN: Key = Key::new("longest-turn-ms");
/// and when all the others had had their turns.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const OTHERS_DONE: Key = Key::new("others-done-ms");

/// The lesson. Its size is how many tasks there are.
pub const LESSON: Lesson = Lesson {
    slug: "taking-turns",
    chapter: Chapter::Waiting,
    params: &[
        Param::number(SIZE, 10, 5_000, 100_000),
        Param::number(GREEDY_FOR, 1, USUAL_GREED, 1_000),
        Param::number(THREADS, 2, 2, 8),
    ],
    programs: &[
        Program::new(FUTURES, Some(Strategy::Async), Colour::Blue, Needs::NOTHING),
        Program::new(
            PROMISES,
            Some(Strategy::Async),
            Colour::Green,
            Needs::BROWSER,
        ),
        Program::new(THREADS_IN_TURN, None, Colour::Orange, Needs::SHARED_MEMORY),
        Program::new(GREEDY, None, Colour::Slate, Needs::NOTHING),
        Program::new(GIVING_WAY, None, Colour::Grey, Needs::NOTHING),
    ],
    jobs: &[&[FUTURES, PROMISES, THREADS_IN_TURN], &[GREEDY, GIVING_WAY]],
    compared: &[FUTURES, PROMISES, THREADS_IN_TURN, GREEDY, GIVING_WAY],
    baselines: &[THREADS_IN_TURN, FUTURES, GREEDY],
    swept: &[],
    sized: None,
    live: Live::Turns,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: FUTURES,
        against: THREADS_IN_TURN,
        options: 3,
        borders: |_| Some(vec![0.8, 1.25]),
    },
    span: |terms: &Terms| {
        let tasks = f64::from(terms.size);
        Millis(
            (tasks / 25.0).clamp(50.0, 10_000.0)
                + f64::from(terms.values.get(GREEDY_FOR).unwrap_or(USUAL_GREED)),
        )
    },
    why: Some(Why {
        options: 3,
        right: 2,
    }),
};
