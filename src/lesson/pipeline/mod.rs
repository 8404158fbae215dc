//! `pipeline`: nobody has to choose between async and parallel. Half a million real flights lie in twelve files on a
//! server; each file is fetched, unpacked, and its late flights are counted, and again over random samples. What waits is overlapped by async, what
//! computes is shared out to the pool, and both go on at the same time.
//!
//! The flights are every sixth of `flights-3m` in vega-datasets (BSD-3-Clause), a file each half of a month from January
//! to June 2001, and of each flight the hour in which it left and how many minutes late it came: a sample of what the US
//! Bureau of Transportation Statistics publishes (https://www.transtats.bts.gov/), which as a work of the US government
//! is in the public domain. A flight is late if it comes 15 minutes or more after the time it was due, which is how the
//! Bureau counts.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::values::{CONNECTIONS, DELAY, SIZE};

const ONE_BY_ONE: Program = Program::of(Strategy::OneByOne);
const STAGES: Program = Program::new(Key::new("stages"), None, Colour::Slate, Needs::POOL);
const ASYNC: Program = Program::of(Strategy::Async);
const PARALLEL: Program = Program::of(Strategy::Parallel);
const PIPELINE: Program = Program::of(Strategy::AsyncParallel);

/// What a run finds out: flights,
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const FLIGHTS: Key = Key::new("flights");
/// those that were late,
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const LATE: Key = Key::new("late");
/// and how far from that others of their kind may be, with 95 %.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const GIVE_OR_TAKE: Key = Key::new("give-or-take");

/// So many files there are.
const SHARDS: u32 = 12;

/// Unless the reader wants another.
const DEFAULT_DELAY: u32 = 30;

/// The lesson. Its size is how many files are fetched.
pub const LESSON: Lesson = Lesson {
    slug: "pipeline",
    chapter: Chapter::Choosing,
    params: &[
        Param::number(SIZE, 1, SHARDS, SHARDS),
        Param::number(DELAY, 0, DEFAULT_DELAY, 1_000),
        Param::THREADS,
        Param::number(CONNECTIONS, 1, 6, 6),
    ],
    programs: &[ONE_BY_ONE, PARALLEL, ASYNC, STAGES, PIPELINE],
    jobs: &[],
    compared: &[PARALLEL.key, ASYNC.key, STAGES.key, PIPELINE.key],
    baselines: &[ONE_BY_ONE.key, PARALLEL.key, ASYNC.key],
    swept: &[],
    sized: None,
    live: Live::Raster,
    fetches: Fetches::Data,
    feel: None,
    question: Question {
        of: PIPELINE.key,
        against: ASYNC.key,
        options: 3,
        borders,
    },
    span: |terms| Millis(span::of_waits(terms).0 + f64::from(terms.size) * SHARD_MS),
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};

/// About so long a file is computed.
const SHARD_MS: f64 = 20.0;

/// From here on something is faster: less may be chance.
const FASTER: f64 = 1.15;

/// This share of what is possible is nearly all of it.
const NEARLY: f64 = 0.8;

/// Waits longer than so many milliseconds are nearly all of the time.
const LONG: u32 = 60;

/// Borders between "hardly", "clearly faster" and "as many times as files are on their way at once". With one core at
/// work, few files or connections, or waits that last, one of these is ruled out from the beginning.
fn borders(terms: &Terms) -> Option<Vec<f64>> {
    let delay = terms.values.get(DELAY).unwrap_or(DEFAULT_DELAY);
    let at_work = terms.threads.min(terms.cores);
    let tells = at_work >= 2 && terms.size >= 6 && terms.connections >= 3 && delay <= LONG;
    tells.then(|| vec![FASTER, NEARLY * f64::from(terms.connections)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::request::Parameters;

    #[test]
    fn it_is_asked_of_two_cores_or_more_and_waits_that_are_short() {
        let of = |cores: u32, delay: u32| {
            let mut parameters = Parameters::defaults(&LESSON, cores);
            parameters.values.set(DELAY, delay);
            borders(&Terms::of(&parameters, cores))
        };
        for cores in [2, 8, 64] {
            assert_eq!(of(cores, DEFAULT_DELAY), Some(vec![1.15, 0.8 * 6.0]));
        }
        assert_eq!([of(1, DEFAULT_DELAY), of(2, 1_000)], [None, None]);
    }
}
