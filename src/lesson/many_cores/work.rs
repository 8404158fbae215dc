//! Its job: the kernel that is chosen, a row of pixels a unit.

use super::{BLUR, KERNEL, KERNELS, LESSON};
use crate::input::Source;
use crate::job::Job;
use crate::kernel::{Picture, blur, darts, gravity, mandelbrot, matrix};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Compute, Work};

/// What it computes, in the order of the kernels.
pub const WORKS: &[(Key, Compute)] = &[
    (KERNELS[0], |input, rows, _, stop| {
        mandelbrot::compute(picture(input.args), rows, stop)
    }),
    (KERNELS[1], |input, rows, _, stop| {
        matrix::compute(picture(input.args), rows, stop)
    }),
    (KERNELS[2], |input, rows, _, stop| {
        gravity::compute(picture(input.args), rows, stop)
    }),
    (KERNELS[3], |input, rows, _, stop| {
        darts::compute(picture(input.args), rows, stop)
    }),
    (BLUR, |input, rows, _, stop| {
        blur::compute(picture(input.args), input.bytes, rows, stop)
    }),
];

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let height = values.size();
    let kernel = values.get(KERNEL).unwrap_or_default() as usize;
    let name = KERNELS.get(kernel).copied().unwrap_or(KERNELS[0]);
    let is_grey = name == BLUR;
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name,
            args: [height.into(), 0, 0, 0],
            units: height.into(),
            of: is_grey.then_some(Source::Picture),
        }),
        chunk_count: values.chunks(),
        picture: Some(Picture {
            is_grey,
            ..Picture::of_height(height)
        }),
    }
}

fn picture([height, ..]: [u64; 4]) -> Picture {
    Picture::of_height(height as u32)
}
