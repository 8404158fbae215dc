//! Its job: the Mandelbrot set, a row of pixels a unit.

use super::LESSON;
use crate::job::Job;
use crate::kernel::{Picture, mandelbrot};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Compute, Work};

/// The name of what it computes.
const ROWS: Key = Key::new("rows");

/// What it computes, here and on other machines.
pub const WORKS: &[(Key, Compute)] = &[(ROWS, |input, rows, _, stop| {
    mandelbrot::compute(Picture::of_height(input.args[0] as u32), rows, stop)
})];

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let height = values.size();
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: ROWS,
            args: [height.into(), 0, 0, 0],
            units: height.into(),
            of: None,
        }),
        chunk_count: values.chunks(),
        picture: Some(Picture::of_height(height)),
    }
}
