//! Its job: the kernel that is chosen, a row of pixels a unit.

use super::{KERNEL, KERNELS, LESSON};
use crate::job::Job;
use crate::kernel::{Picture, darts, gravity, mandelbrot, matrix};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Compute, Work};

/// What it computes, in the order of the kernels.
pub const WORKS: &[(Key, Compute)] = &[
    (KERNELS[0], |work, rows, _, stop| {
        mandelbrot::compute(picture(work), rows, stop)
    }),
    (KERNELS[1], |work, rows, _, stop| {
        matrix::compute(picture(work), rows, stop)
    }),
    (KERNELS[2], |work, rows, _, stop| {
        gravity::compute(picture(work), rows, stop)
    }),
    (KERNELS[3], |work, rows, _, stop| {
        darts::compute(picture(work), rows, stop)
    }),
];

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let height = values.size();
    let kernel = values.get(KERNEL).unwrap_or_default() as usize;
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: KERNELS.get(kernel).copied().unwrap_or(KERNELS[0]),
            args: [height.into(), 0, 0, 0],
            units: height.into(),
        }),
        chunk_count: values.chunks(),
        picture: Some(Picture::of_height(height)),
    }
}

fn picture(work: &Work) -> Picture {
    Picture::of_height(work.args[0] as u32)
}
