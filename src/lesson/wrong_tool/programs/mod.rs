//! Its programs, one file each: what the reader is shown. Of the waiting job a request is a chunk, of the computing
//! job some rows of the picture are.

mod wait_async;
mod wait_parallel;
mod wait_plain;
mod work_async;
mod work_parallel;
mod work_plain;

use super::{WAIT_ASYNC, WAIT_PARALLEL, WAIT_PLAIN, WORK_ASYNC, WORK_PARALLEL, WORK_PLAIN};
use crate::key::Key;
use crate::run::program::Carry;

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (WAIT_PLAIN, |i| Box::pin(wait_plain::wait_plain(i))),
    (WAIT_ASYNC, |i| Box::pin(wait_async::wait_async(i))),
    (WAIT_PARALLEL, |i| Box::pin(wait_parallel::wait_parallel(i))),
    (WORK_PLAIN, |i| Box::pin(work_plain::work_plain(i))),
    (WORK_ASYNC, |i| Box::pin(work_async::work_async(i))),
    (WORK_PARALLEL, |i| Box::pin(work_parallel::work_parallel(i))),
];
