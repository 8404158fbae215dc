//! Its programs, one file each: what the reader is shown.

mod allocate;
mod alone;
mod atomic;
mod lock;
mod read_await_write;
mod reduce;

use super::{
    ALLOCATE, ALONE, ATOMIC, COUNTED, LETTERS, LOCK, READ_AWAIT_WRITE, REDUCE, RIGHT, work,
};
use crate::key::Key;
use crate::run::program::{Answer, Carry, Stage};

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (ALONE, |i| Box::pin(alone::alone(i))),
    (ATOMIC, |i| Box::pin(atomic::atomic(i))),
    (LOCK, |i| Box::pin(lock::lock(i))),
    (ALLOCATE, |i| Box::pin(allocate::allocate(i))),
    (REDUCE, |i| Box::pin(reduce::reduce(i))),
    (READ_AWAIT_WRITE, |i| {
        Box::pin(read_await_write::read_await_write(i))
    }),
];

/// The seed by which letters differ.
fn seed(i: &Stage<'_>) -> u64 {
    i.job.work.map_or(0, |work| work.args[0])
}

/// The answer is that all letters were looked at. How many were counted is what the run found out.
fn answer(i: &Stage<'_>, counted: u64) -> Answer {
    let letters = u64::from(i.values.size());
    let right = work::abroad(seed(i), 0..letters);
    let measure = |(key, number): (Key, u64)| (key, number as f64);
    Answer {
        text: [&letters.to_string(), " letters"].concat(),
        measures: [(COUNTED, counted), (LETTERS, letters), (RIGHT, right)]
            .map(measure)
            .to_vec(),
        output: String::new(),
        lines: Vec::new(),
        checks: Vec::new(),
    }
}
