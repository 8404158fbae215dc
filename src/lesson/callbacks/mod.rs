//! `callbacks`: no style of waiting waits less than another. The same requests by callbacks, by a chain of promises
//! and by async and await: the browser does the waiting for all three. Where they differ is what becomes of an error.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::{Kind, Param};
use crate::contract::question::{Question, Terms, Why};
use crate::contract::{Chapter, Lesson, Live};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::values::{DELAY, SIZE};

const CALLBACKS: Key = Key::new("callbacks");
const PROMISE_CHAIN: Key = Key::new("promise-chain");
const ASYNC_AWAIT: Key = Key::new("async-await");

/// How long each answer takes unless the reader wants another delay, in milliseconds.
const DEFAULT_DELAY: u32 = 60;

/// So many requests follow one after the other; all others follow at once.
const CHAINED: u32 = 2;

/// Whether a request fails: the second of the chain.
const FAILS: Key = Key::new("fails");
/// Its number, from 0.
const FAILING: u32 = 1;

/// So many requests browsers send a server at once over HTTP/1.1.
const BROWSERS_LIMIT: u32 = 6;

/// An answer is on its way for so many milliseconds more than its delay.
const ON_THE_WAY: u32 = 2;

/// What a run found out where a request fails: whether who had asked for all of it heard of the error;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const HEARD: Key = Key::new("error-heard");
/// and how many requests were made after it.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const AFTER: Key = Key::new("requests-after");

/// The lesson. Its size is how many requests there are.
pub const LESSON: Lesson = Lesson {
    slug: "callbacks",
    chapter: Chapter::Waiting,
    params: &[
        Param::number(SIZE, CHAINED + 2, 6, 20),
        Param::number(DELAY, 10, DEFAULT_DELAY, 1_000),
        Param {
            key: FAILS,
            kind: Kind::Toggle,
        },
    ],
    programs: &[
        Program::new(CALLBACKS, Some(Strategy::Async), Colour::Grey, Needs::BROWSER),
        Program::new(PROMISE_CHAIN, Some(Strategy::Async), Colour::Green, Needs::BROWSER),
        Program::new(ASYNC_AWAIT, Some(Strategy::Async), Colour::Blue, Needs::NOTHING),
    ],
    jobs: &[],
    compared: &[CALLBACKS, PROMISE_CHAIN, ASYNC_AWAIT],
    baselines: &[CALLBACKS, PROMISE_CHAIN],
    swept: &[],
    sized: None,
    live: Live::None,
    feel: None,
    question: Question {
        of: ASYNC_AWAIT,
        against: CALLBACKS,
        options: 3,
        // Where one fails they do not do the same: the time tells nothing.
        borders: |terms| (!fails(terms)).then(|| vec![0.9, 1.1]),
    },
    span: |terms| {
        let delay = terms.values.get(DELAY).unwrap_or(DEFAULT_DELAY);
        let at_once = terms.size.saturating_sub(CHAINED).div_ceil(BROWSERS_LIMIT);
        Millis(f64::from((CHAINED + at_once) * (delay + ON_THE_WAY)))
    },
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};

fn fails(terms: &Terms) -> bool {
    terms.values.get(FAILS) == Some(1)
}
