//! Its job: four lines, a chunk each. Lines 1 and 3 have something to compute; line 2 asks for an answer and reads
//! it, line 4 puts all together, and both have little to do.

use super::{DEFAULT_DELAY, LESSON};
use crate::job::{Job, RequestPlan};
use crate::kernel::primes::{self, Below};
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use crate::values::{DELAY, Values};
use crate::work::{Cells, Compute, Input, Work};
use std::ops::Range;

const LINE: Key = Key::new("line");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(LINE, lines)];

/// Lines, each a unit and a chunk.
const LINES: u32 = 4;

/// A line with little to do has so small a part of what the others have.
const LITTLE: u64 = 20;

/// The job.
pub fn job(values: &Values, seed: u32) -> Job {
    let delay = values.get(DELAY).unwrap_or(DEFAULT_DELAY);
    let below = u64::from(values.size()) * 1_000_000;
    Job {
        request: Some(RequestPlan::after(delay, seed)),
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: LINE,
            args: [below, 0, 0, 0],
            units: LINES.into(),
            of: None,
        }),
        chunk_count: LINES,
        picture: None,
    }
}

fn lines(input: &Input, lines: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let [much, ..] = input.args;
    let mut value = 0;
    for line in lines {
        let below = Below(if line % 2 == 0 { much } else { much / LITTLE });
        value += primes::compute(below, 0..below.units(), stop)?.value;
    }
    Ok(Part {
        value,
        bytes: Vec::new(),
    })
}
