//! `await-in-a-loop`: one await after another does not overlap. The same ten requests awaited in a loop, started and
//! then joined, and started a few at a time: one line differs.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why, by_requests_at_once};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::values::{CONNECTIONS, DELAY, SIZE};

const IN_A_LOOP: Key = Key::new("in-a-loop");
const JOINED: Key = Key::new("joined");
const LIMITED: Key = Key::new("limited");

/// How long each answer takes unless the reader wants another delay, in milliseconds.
const DEFAULT_DELAY: u32 = 60;

/// So many requests browsers send a server at once over HTTP/1.1, however many are started.
const BROWSERS_LIMIT: u32 = 6;

/// The lesson. Its size is how many answers are wanted; `connections` is the limit of the third program.
pub const LESSON: Lesson = Lesson {
    slug: "await-in-a-loop",
    chapter: Chapter::Waiting,
    params: &[
        Param::number(SIZE, 1, 10, 100),
        Param::number(CONNECTIONS, 1, 3, BROWSERS_LIMIT),
        Param::number(DELAY, 10, DEFAULT_DELAY, 1_000),
    ],
    programs: &[
        Program::new(
            IN_A_LOOP,
            Some(Strategy::OneByOne),
            Colour::Grey,
            Needs::NOTHING,
        ),
        Program::new(JOINED, Some(Strategy::Async), Colour::Blue, Needs::NOTHING),
        Program::new(
            LIMITED,
            Some(Strategy::Async),
            Colour::Green,
            Needs::NOTHING,
        ),
    ],
    jobs: &[],
    compared: &[IN_A_LOOP, JOINED, LIMITED],
    baselines: &[IN_A_LOOP],
    swept: &[],
    sized: None,
    live: Live::None,
    fetches: Fetches::Answers,
    feel: None,
    question: Question {
        of: JOINED,
        against: IN_A_LOOP,
        options: 3,
        borders: |terms| {
            by_requests_at_once(&Terms {
                connections: BROWSERS_LIMIT,
                ..terms.clone()
            })
        },
    },
    span: span::of_waits,
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};
