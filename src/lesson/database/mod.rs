//! `database`: overlapping is not always the cure. Rows written to the browser's own database, each in a transaction of
//! its own, one after the other and overlapped, and all in one; and a question to 20,000 rows, by a look at each and by
//! an index.
//!
//! 250 rows are about the most with which a comparison ends within twelve seconds where a browser is slow at it: Chromium
//! on two cores takes up to 2 ms a transaction, and 3 s to fill the 20,000 rows, once, which nothing makes shorter. 500
//! rows take 14 to 18.
//!
//! The flights are those of `flights-20k` in vega-datasets (BSD-3-Clause), but for how far they went: a sample of what the
//! US Bureau of Transportation Statistics publishes (https://www.transtats.bts.gov/), which as a work of the US
//! government is in the public domain.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::values::SIZE;

const BLOCKING: Key = Key::new("blocking");
const ONE_BY_ONE: Key = Key::new("one-by-one");
const OVERLAPPED: Key = Key::new("overlapped");
const ONE_TRANSACTION: Key = Key::new("one-transaction");
const SCAN: Key = Key::new("scan");
const INDEX: Key = Key::new("index");

/// How many rows a transaction writes, where they are not all in one.
const ROWS_EACH: Key = Key::new("rows-each");

/// What a run found out: how many rows it wrote,
#[cfg(any(not(target_arch = "wasm32"), feature = "threads", feature = "analysis"))]
const WRITTEN: Key = Key::new("rows-written");
/// or read.
#[cfg(any(not(target_arch = "wasm32"), feature = "threads", feature = "analysis"))]
const READ: Key = Key::new("rows-read");

/// The lesson. Its size is how many rows are written.
pub const LESSON: Lesson = Lesson {
    slug: "database",
    chapter: Chapter::Waiting,
    params: &[
        Param::number(SIZE, 50, 250, 2_000),
        Param::number(ROWS_EACH, 1, 1, 500),
    ],
    programs: &[
        Program::new(
            BLOCKING,
            Some(Strategy::Blocking),
            Colour::Slate,
            Needs::BROWSER,
        ),
        Program::new(ONE_BY_ONE, None, Colour::Grey, Needs::BROWSER),
        Program::new(
            OVERLAPPED,
            Some(Strategy::Async),
            Colour::Blue,
            Needs::BROWSER,
        ),
        Program::new(ONE_TRANSACTION, None, Colour::Green, Needs::BROWSER),
        Program::new(SCAN, None, Colour::Grey, Needs::BROWSER),
        Program::new(INDEX, None, Colour::Green, Needs::BROWSER),
    ],
    jobs: &[
        &[BLOCKING, ONE_BY_ONE, OVERLAPPED, ONE_TRANSACTION],
        &[SCAN, INDEX],
    ],
    compared: &[
        BLOCKING,
        ONE_BY_ONE,
        OVERLAPPED,
        ONE_TRANSACTION,
        SCAN,
        INDEX,
    ],
    baselines: &[ONE_BY_ONE, SCAN],
    swept: &[],
    sized: None,
    live: Live::None,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: ONE_TRANSACTION,
        against: OVERLAPPED,
        options: 3,
        // Where all rows are one transaction anyway, all do the same.
        borders: |terms| {
            let each = terms.values.get(ROWS_EACH).unwrap_or(1);
            (terms.size > each).then(|| vec![0.9, 1.5])
        },
    },
    // About a millisecond a transaction.
    span: |terms| {
        let each = terms.values.get(ROWS_EACH).unwrap_or(1).max(1);
        Millis(f64::from(terms.size.div_ceil(each)).max(100.0))
    },
    why: Some(Why {
        options: 3,
        right: 2,
    }),
};
