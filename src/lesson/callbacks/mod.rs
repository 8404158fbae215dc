//! `callbacks`: no style of waiting waits less than another. The same requests by callbacks, by a chain of promises
//! and by async and await: the browser does the waiting for all three. Where they differ is what becomes of an error.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::{Kind, Param};
use crate::contract::question::{Question, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::values::{DELAY, SIZE};

const CALLBACKS: Key = Key::new("callbacks");
const PROMISE_CHAIN: Key = Key::new("promise-chain");
const ASYNC_AWAIT: Key = Key::new("async-await");

/// How long each answer takes unless the reader wants another delay, in milliseconds.
const DEFAULT_DELAY: u32 = 60;

/// Whether a request fails: the second of the chain.
const FAILS: Key = Key::new("fails");
/// Its number, from 0.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const FAILING: u32 = 1;

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
        Param::number(SIZE, 4, 6, 20),
        Param {
            key: FAILS,
            kind: Kind::Toggle,
        },
        Param::number(DELAY, 10, DEFAULT_DELAY, 1_000),
    ],
    programs: &[
        Program::new(
            CALLBACKS,
            Some(Strategy::Async),
            Colour::Grey,
            Needs::BROWSER,
        ),
        Program::new(
            PROMISE_CHAIN,
            Some(Strategy::Async),
            Colour::Green,
            Needs::BROWSER,
        ),
        Program::new(
            ASYNC_AWAIT,
            Some(Strategy::Async),
            Colour::Blue,
            Needs::NOTHING,
        ),
    ],
    jobs: &[],
    compared: &[CALLBACKS, PROMISE_CHAIN, ASYNC_AWAIT],
    baselines: &[CALLBACKS, PROMISE_CHAIN],
    swept: &[],
    sized: None,
    live: Live::None,
    fetches: Fetches::Answers,
    feel: None,
    question: Question {
        of: ASYNC_AWAIT,
        against: CALLBACKS,
        options: 3,
        // Where one fails they do not do the same: the time tells nothing.
        borders: |terms| (terms.values.get(FAILS) != Some(1)).then(|| vec![0.9, 1.1]),
    },
    span: span::of_waits,
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};
