//! Its job: a sieve, a block of numbers a unit.

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

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    Job {
        request: None,
        work: Some(counting(LESSON.slug, values.size())),
        chunk_count: values.chunks(),
        picture: None,
    }
}

/// Counting the primes below a number, as a lesson's own work.
pub fn counting(slug: &str, below: u32) -> Work {
    let below = u64::from(below);
    Work {
        lesson: Key::new(slug),
        name: COUNT,
        args: [below, 0, 0, 0],
        units: Below(below).units(),
        of: None,
    }
}

fn blocks(input: &Input, blocks: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let [below, ..] = input.args;
    primes::compute(Below(below), blocks, stop)
}
