//! `many-fetches`: twenty slow answers from a server. Same number of connections, same time, but
//! many threads or one.

use super::parameters::{Parameters, Range};
use super::{ASYNC, BLOCKING, Chapter, Example, ONE_BY_ONE, PARALLEL, Question, View, WAITING};
use crate::job::{Job, RequestPlan};
use crate::units::Millis;

/// How long the server takes over each answer.
pub const DELAY: Millis = Millis(100.0);

/// How long each answer is.
pub const BYTES: u32 = 512;

/// The example.
pub const EXAMPLE: Example = Example {
    slug: "many-fetches",
    chapter: Chapter::Waiting,
    programs: &WAITING,
    compared: &[BLOCKING, ONE_BY_ONE, ASYNC, PARALLEL],
    baselines: &[ONE_BY_ONE, BLOCKING],
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
        of: ASYNC,
        against: ONE_BY_ONE,
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
