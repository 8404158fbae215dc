//! `many-cores`: a picture in chunks, drawn as they finish.

use super::parameters::{Parameters, Range};
use super::{Chapter, Example, Question, View};
use crate::job::Job;
use crate::kernel::Kernel;
use crate::kernel::mandelbrot::Picture;
use crate::strategy::Strategy;

/// The example. Its size is the picture's height in pixels.
pub const EXAMPLE: Example = Example {
    slug: "many-cores",
    chapter: Chapter::Working,
    strategies: &[
        Strategy::Blocking,
        Strategy::Async,
        Strategy::Background,
        Strategy::Parallel,
        Strategy::AsyncParallel,
    ],
    baselines: &[Strategy::Background, Strategy::Blocking],
    size: Range {
        min: 1,
        max: 1_200,
        default: 600,
    },
    chunks: Some(Range {
        min: 1,
        max: 1_000,
        default: 60,
    }),
    connections: None,
    uses_threads: true,
    job,
    view: View::Picture,
    question: Question {
        strategy: Strategy::AsyncParallel,
        against: Strategy::Background,
        borders: &[1.2, 1.6],
    },
};

fn job(parameters: &Parameters) -> Job {
    Job {
        request: None,
        kernel: Some(Kernel::Mandelbrot(Picture::of_height(parameters.size))),
        chunk_count: parameters.chunks,
    }
}
