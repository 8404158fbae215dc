//! Examples that no lesson lists: a second kernel to measure with, a job that waits and works, and the
//! drills that break on purpose.

use super::parameters::{Parameters, Range};
use super::{Chapter, Example, Question, View};
use crate::job::{Job, RequestPlan};
use crate::kernel::Kernel;
use crate::kernel::drill::Drill;
use crate::kernel::primes::Below;
use crate::strategy::Strategy;
use crate::units::Millis;

const QUESTION: Question = Question {
    strategy: Strategy::AsyncParallel,
    against: Strategy::Background,
    borders: &[1.2, 1.6],
};

/// Counts the primes below `size`.
pub const PRIMES: Example = Example {
    slug: "primes",
    chapter: Chapter::Unlisted,
    strategies: &Strategy::ALL,
    baselines: &[Strategy::Background, Strategy::Blocking],
    size: Range {
        min: 1,
        max: 100_000_000,
        default: 10_000_000,
    },
    chunks: Some(Range {
        min: 1,
        max: 1_000,
        default: 64,
    }),
    connections: None,
    uses_threads: true,
    job: |parameters| {
        computing(
            Kernel::Primes(Below(u64::from(parameters.size))),
            parameters,
        )
    },
    view: View::Text,
    question: QUESTION,
};

/// Each chunk waits for an answer of the server, then counts its share of the primes below `size`: how
/// work follows from what arrives can be seen, and tested.
pub const WAITS_AND_WORKS: Example = Example {
    slug: "waits-and-works",
    chapter: Chapter::Unlisted,
    strategies: &Strategy::ALL,
    baselines: &[Strategy::OneByOne, Strategy::Blocking],
    size: Range {
        min: 1,
        max: 1_000_000_000,
        default: 100_000_000,
    },
    chunks: Some(Range {
        min: 1,
        max: 200,
        default: 12,
    }),
    connections: Some(Range {
        min: 1,
        max: 6,
        default: 6,
    }),
    uses_threads: true,
    job: |parameters| Job {
        request: Some(RequestPlan {
            delay: Millis(100.0),
            bytes: 512,
            seed: parameters.seed,
        }),
        ..computing(
            Kernel::Primes(Below(u64::from(parameters.size))),
            parameters,
        )
    },
    view: View::Text,
    question: Question {
        strategy: Strategy::AsyncParallel,
        against: Strategy::OneByOne,
        borders: &[1.5, 12.0],
    },
};

/// One chunk panics.
pub const DRILL_PANIC: Example = drill("drill-panic", |parameters| {
    computing(Kernel::Drill(Drill::Panic), parameters)
});

/// One chunk traps.
pub const DRILL_TRAP: Example = drill("drill-trap", |parameters| {
    computing(Kernel::Drill(Drill::Trap), parameters)
});

/// One chunk never ends.
pub const DRILL_ENDLESS: Example = drill("drill-endless", |parameters| {
    computing(Kernel::Drill(Drill::Endless), parameters)
});

const fn drill(slug: &'static str, job: fn(&Parameters) -> Job) -> Example {
    Example {
        slug,
        chapter: Chapter::Unlisted,
        strategies: &[Strategy::AsyncParallel],
        baselines: &[],
        size: Range {
            min: 1,
            max: 1,
            default: 1,
        },
        chunks: Some(Range {
            min: 1,
            max: 9,
            default: 9,
        }),
        connections: None,
        uses_threads: true,
        job,
        view: View::Text,
        question: QUESTION,
    }
}

fn computing(kernel: Kernel, parameters: &Parameters) -> Job {
    Job {
        request: None,
        kernel: Some(kernel),
        chunk_count: parameters.chunks,
    }
}
