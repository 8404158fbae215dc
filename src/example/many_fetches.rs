//! `many-fetches`: twenty slow answers from a server. Same number of connections, same time, but
//! many threads or one.

use super::parameters::{Parameters, Range};
use super::{Chapter, Example, Question, View};
use crate::job::{Job, RequestPlan};
use crate::strategy::Strategy;
use crate::units::Millis;

/// How long the server takes over each answer.
pub const DELAY: Millis = Millis(100.0);

/// How long each answer is.
pub const BYTES: u32 = 512;

/// The example.
pub const EXAMPLE: Example = Example {
    slug: "many-fetches",
    chapter: Chapter::Waiting,
    strategies: &[
        Strategy::Blocking,
        Strategy::OneByOne,
        Strategy::Async,
        Strategy::Parallel,
    ],
    baselines: &[Strategy::OneByOne, Strategy::Blocking],
    size: Range {
        min: 1,
        max: 200,
        default: 20,
    },
    chunks: None,
    connections: Some(Range {
        min: 1,
        max: 6,
        default: 6,
    }),
    uses_threads: true,
    job,
    view: View::Text,
    question: Question {
        strategy: Strategy::Async,
        against: Strategy::OneByOne,
        borders: &[1.5, 12.0],
    },
};

fn job(parameters: &Parameters) -> Job {
    Job {
        request: Some(RequestPlan {
            delay: DELAY,
            bytes: BYTES,
            seed: parameters.seed,
        }),
        kernel: None,
        chunk_count: parameters.size,
    }
}
