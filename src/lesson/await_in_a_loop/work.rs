//! Its job: as many slow answers as its size says, and nothing to compute.

use super::DEFAULT_DELAY;
use crate::job::{Job, RequestPlan};
use crate::key::Key;
use crate::units::Millis;
use crate::values::{DELAY, Values};
use crate::work::Compute;

/// Nothing is computed.
pub const WORKS: &[(Key, Compute)] = &[];

/// The job.
pub fn job(values: &Values, seed: u32) -> Job {
    Job {
        request: Some(RequestPlan {
            delay: Millis(values.get(DELAY).unwrap_or(DEFAULT_DELAY).into()),
            bytes: 512,
            seed,
        }),
        work: None,
        chunk_count: values.size(),
        picture: None,
    }
}
