//! `many-fetches`: twelve slow answers from a server. Same number of connections, same time, but
//! many threads or one, each of which stands still for one request.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::feel::Feel;
use crate::contract::params::{MAX_THREADS, Param};
use crate::contract::question::{self, Question, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::WAITING;
use crate::values::{CONNECTIONS, DELAY, SIZE, THREADS, Values};

/// Unless the reader wants another.
const DEFAULT_DELAY: u32 = 40;

/// The lesson. Its size is how many answers are wanted.
pub const LESSON: Lesson = Lesson {
    slug: "many-fetches",
    chapter: Chapter::Waiting,
    params: &[
        Param::number(SIZE, 1, 12, 200),
        Param::number(CONNECTIONS, 1, 6, 6),
        // A thread that stands still needs no core: as many as there are connections is like with like.
        Param::number(THREADS, 1, 6, MAX_THREADS),
        Param::number(DELAY, 10, DEFAULT_DELAY, 1_000),
    ],
    programs: &WAITING,
    jobs: &[],
    compared: &[
        Key::new("blocking"),
        Key::new("one-by-one"),
        Key::new("async"),
        Key::new("parallel"),
        Key::new("async-parallel"),
    ],
    baselines: &[Key::new("one-by-one"), Key::new("blocking")],
    swept: &[],
    sized: None,
    live: Live::None,
    fetches: Fetches::Answers,
    feel: Some(Feel {
        programs: [Key::new("blocking"), Key::new("async")],
        requests: Values::size,
    }),
    question: Question {
        of: Key::new("async"),
        against: Key::new("one-by-one"),
        options: 3,
        borders: question::by_requests_at_once,
    },
    span: span::of_waits,
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};
