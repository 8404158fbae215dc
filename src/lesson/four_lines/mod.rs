//! `four-lines`: lines of one program don't run at once by themselves. One waits for an answer; where it is
//! awaited decides what runs meanwhile, and a line that needs the answer can't run before it is there.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::feel::Feel;
use crate::contract::params::{Kind, Param};
use crate::contract::question::{Question, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::values::{DELAY, SIZE};

const BLOCKING: Key = Key::new("blocking");
const AWAIT_ON_2: Key = Key::new("await-on-2");
const AWAIT_ON_4: Key = Key::new("await-on-4");

/// How long the answer takes unless the reader wants another delay, in milliseconds.
const DEFAULT_DELAY: u32 = 200;

/// Whether line 3 needs what line 2 asked for.
const DEPENDENT: Key = Key::new("dependent");

/// The lesson. Its size is how much lines 1 and 3 have to do: primes below so many millions.
pub const LESSON: Lesson = Lesson {
    slug: "four-lines",
    chapter: Chapter::Waiting,
    params: &[
        Param::number(SIZE, 1, 60, 300),
        Param::number(DELAY, 10, DEFAULT_DELAY, 1_000),
        Param {
            key: DEPENDENT,
            kind: Kind::Toggle,
        },
    ],
    programs: &[
        Program::new(
            BLOCKING,
            Some(Strategy::Blocking),
            Colour::Slate,
            Needs::NOTHING,
        ),
        Program::new(
            AWAIT_ON_2,
            Some(Strategy::OneByOne),
            Colour::Grey,
            Needs::NOTHING,
        ),
        Program::new(
            AWAIT_ON_4,
            Some(Strategy::Async),
            Colour::Blue,
            Needs::NOTHING,
        ),
    ],
    jobs: &[],
    compared: &[BLOCKING, AWAIT_ON_2, AWAIT_ON_4],
    baselines: &[AWAIT_ON_2, BLOCKING],
    swept: &[],
    sized: None,
    live: Live::Lines(4),
    fetches: Fetches::Answers,
    feel: Some(Feel {
        programs: [BLOCKING, AWAIT_ON_4],
        requests: |_| 1,
    }),
    question: Question {
        of: AWAIT_ON_4,
        against: AWAIT_ON_2,
        options: 3,
        // Where line 3 needs the answer, both await it before: there is nothing to tell.
        borders: |terms| {
            let is_free = terms.values.get(DEPENDENT) != Some(1);
            is_free.then(|| vec![1.05, 2.0])
        },
    },
    span: |terms| {
        Millis(f64::from(terms.values.get(DELAY).unwrap_or(DEFAULT_DELAY)) + span::of_work(terms).0)
    },
    why: Some(Why {
        options: 3,
        right: 2,
    }),
};
