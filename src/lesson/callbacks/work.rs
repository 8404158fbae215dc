//! Its job: as many slow answers as its size says, and nothing to compute. Where one is to fail, the server refuses the
//! second of them.

use super::{DEFAULT_DELAY, FAILING, FAILS};
use crate::job::{Job, RequestPlan};
use crate::key::Key;
use crate::values::{DELAY, Values};
use crate::work::Compute;

/// Nothing is computed.
pub const WORKS: &[(Key, Compute)] = &[];

/// The job.
pub fn job(values: &Values, seed: u32) -> Job {
    let delay = values.get(DELAY).unwrap_or(DEFAULT_DELAY);
    let fails = values.get(FAILS) == Some(1);
    Job {
        request: Some(RequestPlan {
            refused: fails.then_some(FAILING),
            ..RequestPlan::after(delay, seed)
        }),
        work: None,
        chunk_count: values.size(),
        picture: None,
    }
}
