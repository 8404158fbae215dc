//! Examples that no lesson lists: a second kernel to measure with, a job that waits and works, and the
//! faults on purpose.

use super::parameters::{Parameters, Range};
use super::{
    ALL_SIX, ASYNC_PARALLEL, BACKGROUND, BLOCKING, COMPUTING, Chapter, Example, ONE_BY_ONE,
    Question, View,
};
use crate::job::{Job, RequestPlan};
use crate::kernel::Kernel;
use crate::kernel::fault_injection::InjectedFault;
use crate::kernel::primes::Below;
use crate::units::Millis;

const QUESTION: Question = Question {
    of: ASYNC_PARALLEL,
    against: BACKGROUND,
    borders: &[1.2, 1.6],
};

/// Counts the primes below `size`.
pub const PRIMES: Example = Example {
    slug: "primes",
    chapter: Chapter::Unlisted,
    programs: &COMPUTING,
    compared: ALL_SIX,
    baselines: &[BACKGROUND, BLOCKING],
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
    programs: &COMPUTING,
    compared: ALL_SIX,
    baselines: &[ONE_BY_ONE, BLOCKING],
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
        of: ASYNC_PARALLEL,
        against: ONE_BY_ONE,
        borders: &[1.5, 12.0],
    },
};

/// One chunk panics.
pub const FAULT_PANIC: Example = faulty("fault-panic", |parameters| {
    computing(Kernel::InjectedFault(InjectedFault::Panic), parameters)
});

/// One chunk traps.
pub const FAULT_TRAP: Example = faulty("fault-trap", |parameters| {
    computing(Kernel::InjectedFault(InjectedFault::Trap), parameters)
});

/// One chunk never ends.
pub const FAULT_ENDLESS: Example = faulty("fault-endless", |parameters| {
    computing(Kernel::InjectedFault(InjectedFault::Endless), parameters)
});

const fn faulty(slug: &'static str, job: fn(&Parameters) -> Job) -> Example {
    Example {
        slug,
        chapter: Chapter::Unlisted,
        programs: &COMPUTING,
        compared: &[ASYNC_PARALLEL],
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
