//! Its jobs: rows to write, or a question to ask. Nothing is computed, and no server is asked.

use super::ROWS_EACH;
use crate::job::Job;
use crate::key::Key;
use crate::values::{JOB, Values};
use crate::work::Compute;

/// Nothing is computed.
pub const WORKS: &[(Key, Compute)] = &[];

/// The job that the values ask for: a row is a chunk.
pub fn job(values: &Values, _: u32) -> Job {
    Job {
        request: None,
        work: None,
        chunk_count: if asks(values) { 1 } else { values.size() },
        picture: None,
    }
}

/// Whether rows are asked for, and not written.
pub fn asks(values: &Values) -> bool {
    values.get(JOB) == Some(1)
}

/// How many rows a transaction writes, where they are not all in one.
pub fn rows_each(values: &Values) -> u32 {
    values.get(ROWS_EACH).unwrap_or(1).max(1)
}
