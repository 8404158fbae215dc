//! Its job: counting primes, a block of numbers a unit.

use super::LESSON;
use crate::job::Job;
use crate::kernel::primes::{self, Below};
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Cells, Compute, Input, Work};
use std::ops::Range;

const COUNT: Key = Key::new("count");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(COUNT, blocks)];

/// Chunks the numbers are cut into.
const CHUNKS: u32 = 40;

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let below = u64::from(values.size()) * 1_000;
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: COUNT,
            args: [below, 0, 0, 0],
            units: Below(below).units(),
            of: None,
        }),
        chunk_count: CHUNKS,
        picture: None,
    }
}

fn blocks(input: &Input, blocks: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let [below, ..] = input.args;
    primes::compute(Below(below), blocks, stop)
}
