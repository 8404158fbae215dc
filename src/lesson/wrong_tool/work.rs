//! Its jobs: twelve slow answers and nothing to compute, or a picture to compute and nothing to wait for.

use super::{DEFAULT_DELAY, LESSON, REQUESTS, WAITS};
use crate::job::{Job, RequestPlan};
use crate::kernel::{Interrupted, Part, Picture, Stop, mandelbrot};
use crate::key::Key;
use crate::values::{DELAY, JOB, Values};
use crate::work::{Cells, Compute, Input, Work};
use std::ops::Range;

const MANDELBROT: Key = Key::new("mandelbrot");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(MANDELBROT, rows)];

/// Chunks the picture is cut into.
const CHUNKS: u32 = 40;

/// The job that the values ask for; the one that computes where they ask for none.
pub fn job(values: &Values, seed: u32) -> Job {
    match values.get(JOB) {
        Some(WAITS) => waiting(values, seed),
        _ => computing(values),
    }
}

fn waiting(values: &Values, seed: u32) -> Job {
    let delay = values.get(DELAY).unwrap_or(DEFAULT_DELAY);
    Job {
        request: Some(RequestPlan::after(delay, seed)),
        work: None,
        chunk_count: REQUESTS,
        picture: None,
    }
}

fn computing(values: &Values) -> Job {
    let height = u64::from(values.size());
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: MANDELBROT,
            args: [height, 0, 0, 0],
            units: height,
            of: None,
        }),
        chunk_count: CHUNKS,
        // Nobody looks at it: it is there to be computed.
        picture: None,
    }
}

fn rows(input: &Input, rows: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let [height, ..] = input.args;
    mandelbrot::compute(Picture::of_height(height as u32), rows, stop)
}
