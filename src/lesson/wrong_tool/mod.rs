//! `wrong-tool`: calling an async or a parallel API makes nothing faster by itself. A job that waits and a job that
//! computes, each done plainly, as async and in parallel: what helps the one does little for the other.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why, by_cores_at_work};
use crate::contract::{Chapter, Fetches, Growth, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::values::{CONNECTIONS, DELAY, SIZE};

const WAIT_PLAIN: Key = Key::new("wait-plain");
const WAIT_ASYNC: Key = Key::new("wait-async");
const WAIT_PARALLEL: Key = Key::new("wait-parallel");
const WORK_PLAIN: Key = Key::new("work-plain");
const WORK_ASYNC: Key = Key::new("work-async");
const WORK_PARALLEL: Key = Key::new("work-parallel");

/// The place of the waiting job among the jobs.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
const WAITS: u32 = 0;

/// Requests of the job that waits: with six connections they take two rounds, on two threads six.
const REQUESTS: u32 = 12;

/// How long each answer takes unless the reader wants another delay, in milliseconds: twelve of them one after the
/// other take about as long as the computing is made to take.
const DEFAULT_DELAY: u32 = 25;

/// So many requests browsers send a server at once over HTTP/1.1; with as many threads parallel waits as async does.
const BROWSERS_LIMIT: u32 = 6;

/// The lesson. Its size is the height of the picture that is computed, in pixels: the waiting job is always of as
/// many requests.
pub const LESSON: Lesson = Lesson {
    slug: "wrong-tool",
    chapter: Chapter::Choosing,
    params: &[
        Param::threads_up_to(BROWSERS_LIMIT),
        Param::number(CONNECTIONS, 1, BROWSERS_LIMIT, BROWSERS_LIMIT),
        Param::number(DELAY, 10, DEFAULT_DELAY, 1_000),
        Param::number(SIZE, 1, 600, 3_000),
    ],
    programs: &[
        Program::new(
            WAIT_PLAIN,
            Some(Strategy::Blocking),
            Colour::Slate,
            Needs::NOTHING,
        ),
        Program::new(
            WAIT_ASYNC,
            Some(Strategy::Async),
            Colour::Blue,
            Needs::NOTHING,
        ),
        Program::new(
            WAIT_PARALLEL,
            Some(Strategy::Parallel),
            Colour::Orange,
            Needs::SHARED_MEMORY,
        ),
        Program::new(
            WORK_PLAIN,
            Some(Strategy::Blocking),
            Colour::Slate,
            Needs::NOTHING,
        ),
        Program::new(
            WORK_ASYNC,
            Some(Strategy::Async),
            Colour::Blue,
            Needs::NOTHING,
        ),
        Program::new(
            WORK_PARALLEL,
            Some(Strategy::Parallel),
            Colour::Orange,
            Needs::SHARED_MEMORY,
        ),
    ],
    jobs: &[
        &[WAIT_PLAIN, WAIT_ASYNC, WAIT_PARALLEL],
        &[WORK_PLAIN, WORK_ASYNC, WORK_PARALLEL],
    ],
    compared: &[
        WAIT_PLAIN,
        WAIT_ASYNC,
        WAIT_PARALLEL,
        WORK_PLAIN,
        WORK_ASYNC,
        WORK_PARALLEL,
    ],
    baselines: &[WAIT_PLAIN, WORK_PLAIN],
    swept: &[],
    sized: Some(Growth::Square),
    live: Live::None,
    fetches: Fetches::Answers,
    feel: None,
    question: Question {
        of: WORK_ASYNC,
        against: WORK_PLAIN,
        options: 3,
        // What async could bring at most if it used the cores, whatever number of threads the others have.
        borders: |terms| {
            by_cores_at_work(&Terms {
                threads: terms.cores,
                ..terms.clone()
            })
        },
    },
    // The computing is fitted to less than that. The waiting job is of as many requests on every machine; a busy one
    // takes longer over them.
    span: |terms| {
        let delay = terms.values.get(DELAY).unwrap_or(DEFAULT_DELAY);
        Millis(
            span::of_work(terms)
                .0
                .max(1.25 * f64::from(REQUESTS * (delay + 2))),
        )
    },
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};
