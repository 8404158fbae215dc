//! Its job: counting the primes below so many millions, cut into chunks; and what the others compute meanwhile, which
//! is the same kind of thing and takes as long a chunk, so that what both get done compares.

use super::LESSON;
use crate::job::Job;
use crate::kernel::primes::{self, Below};
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Cells, Compute, Input, Work};
use std::ops::Range;

const COUNT: Key = Key::new("count");

/// What the others compute.
pub const ELSEWHERE: Key = Key::new("elsewhere");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(COUNT, count), (ELSEWHERE, elsewhere)];

/// Chunks the numbers are cut into.
pub const CHUNKS: u32 = 120;

/// From one of the others' chunks to the next: they go through the whole range of numbers, soon.
const STEP: u64 = 5;

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let below = u64::from(values.size()) * 1_000_000;
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

fn count(input: &Input, blocks: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    primes::compute(Below(input.args[0]), blocks, stop)
}

/// A unit is as much as one of the job's chunks.
fn elsewhere(
    input: &Input,
    units: Range<u64>,
    _: &Cells,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    let below = Below(input.args[0]);
    let mut value = 0;
    for unit in units {
        let (chunk, chunks) = (unit * STEP % u64::from(CHUNKS), u64::from(CHUNKS));
        let blocks = below.units() * chunk / chunks..below.units() * (chunk + 1) / chunks;
        value += primes::compute(below, blocks, stop)?.value;
    }
    Ok(Part {
        value,
        bytes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::NEVER;

    #[test]
    fn the_others_go_through_the_same_numbers() {
        let job = job(&Values::default().with(crate::values::SIZE, 2), 1);
        let work = job.work.unwrap();
        let own = count(&work.input(&[]), 0..work.units, &Cells::default(), &NEVER).unwrap();
        assert_eq!(own.value, 148_933);
        // Each fifth chunk, five times.
        let others = (0..24).map(|unit| {
            let chunk = job.chunk(unit as u32 * 5).units;
            let part =
                elsewhere(&work.input(&[]), unit..unit + 1, &Cells::default(), &NEVER).unwrap();
            assert_eq!(
                part,
                count(&work.input(&[]), chunk, &Cells::default(), &NEVER).unwrap()
            );
            part.value
        });
        assert!(others.sum::<u64>() > own.value / 8);
        assert_eq!(
            elsewhere(&work.input(&[]), 0..1, &Cells::default(), &Stop::new(1)),
            Err(Interrupted::Stopped)
        );
    }
}
