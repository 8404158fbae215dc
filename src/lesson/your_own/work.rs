//! Its job: none until the program asks for something. What it gives the pool is a function of its own.

use super::LESSON;
use crate::job::Job;
use crate::key::Key;
use crate::values::Values;
use crate::work::{Compute, Work};

const CALL: Key = Key::new("call");

/// A function of the program, called for each unit of a chunk. Other engines have no language.
#[cfg(any(test, feature = "script"))]
pub const WORKS: &[(Key, Compute)] = &[(CALL, crate::script::run::compute)];
/// None here.
#[cfg(not(any(test, feature = "script")))]
pub const WORKS: &[(Key, Compute)] = &[];

/// That work, of no units yet.
pub const WORK: Work = Work {
    lesson: Key::new(LESSON.slug),
    name: CALL,
    args: [0; 4],
    units: 0,
    of: None,
};

/// The job.
pub fn job(_: &Values, _: u32) -> Job {
    Job {
        request: None,
        work: None,
        chunk_count: 0,
        picture: None,
    }
}
