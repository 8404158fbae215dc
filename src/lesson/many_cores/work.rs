//! Its job: the Mandelbrot set, a row of pixels a unit.

use super::LESSON;
use crate::job::Job;
use crate::kernel::{Interrupted, Part, Picture, Stop, mandelbrot};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Cells, Compute, Work};
use std::ops::Range;

const MANDELBROT: Key = Key::new("mandelbrot");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(MANDELBROT, rows)];

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let height = values.size();
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: MANDELBROT,
            args: [height.into(), 0, 0, 0],
            units: height.into(),
        }),
        chunk_count: values.chunks(),
        picture: Some(Picture::of_height(height)),
    }
}

fn rows(work: &Work, rows: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let [height, ..] = work.args;
    mandelbrot::compute(Picture::of_height(height as u32), rows, stop)
}
