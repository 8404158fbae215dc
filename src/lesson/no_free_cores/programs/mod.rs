//! Its programs, one file each: what the reader is shown. Each has its own number of threads.

mod many;
mod many_crowded;
mod one;
mod one_a_core;
mod one_a_core_crowded;

use super::{MANY, MANY_CROWDED, ONE, ONE_A_CORE, ONE_A_CORE_CROWDED, OTHERS_CHUNKS, OWN_CHUNKS};
use crate::key::Key;
use crate::run::program::{Answer, Carry, Stage};

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (ONE, |i| Box::pin(one::one(i))),
    (ONE_A_CORE, |i| Box::pin(one_a_core::one_a_core(i))),
    (MANY, |i| Box::pin(many::many(i))),
    (ONE_A_CORE_CROWDED, |i| {
        Box::pin(one_a_core_crowded::one_a_core_crowded(i))
    }),
    (MANY_CROWDED, |i| Box::pin(many_crowded::many_crowded(i))),
];

/// The answer is how many primes there are. How many chunks the others got done is what the run found out.
fn answer(i: &Stage<'_>, others: u64) -> Answer {
    let chunks = f64::from(i.job.chunk_count);
    Answer {
        measures: vec![(OWN_CHUNKS, chunks), (OTHERS_CHUNKS, others as f64)],
        ..i.answer()
    }
}
