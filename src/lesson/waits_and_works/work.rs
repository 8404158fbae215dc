//! Its job: a slow answer a chunk, and primes to count when it is here.

use super::LESSON;
use crate::job::{Job, RequestPlan};
use crate::key::Key;
use crate::lesson::primes::work::{WORKS as COUNTING, counting};
use crate::values::Values;
use crate::work::Compute;

/// What it computes.
pub const WORKS: &[(Key, Compute)] = COUNTING;

/// The job.
pub fn job(values: &Values, seed: u32) -> Job {
    Job {
        request: Some(RequestPlan::after(100, seed)),
        work: Some(counting(LESSON.slug, values.size())),
        chunk_count: values.chunks(),
        picture: None,
    }
}
