//! `many-cores`: a picture in chunks, drawn as they finish.

use super::parameters::{Parameters, Range};
use super::{
    ASYNC, ASYNC_PARALLEL, BACKGROUND, BLOCKING, COMPUTING, Chapter, Example, PARALLEL, Question,
    View,
};
use crate::job::Job;
use crate::kernel::Kernel;
use crate::kernel::mandelbrot::Picture;

/// The example. Its size is the picture's height in pixels.
pub const EXAMPLE: Example = Example {
    slug: "many-cores",
    chapter: Chapter::Working,
    programs: &COMPUTING,
    compared: &[BLOCKING, ASYNC, BACKGROUND, PARALLEL, ASYNC_PARALLEL],
    baselines: &[BACKGROUND, BLOCKING],
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
        of: ASYNC_PARALLEL,
        against: BACKGROUND,
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
