//! Its programs, one file each: what the reader is shown. But for one they are the strategies, which have the same names;
//! here they speak of files.

mod async_;
mod async_parallel;
mod one_by_one;
mod parallel;
mod stages;

use super::work::Counted;
use super::{ASYNC, FLIGHTS, GIVE_OR_TAKE, LATE, ONE_BY_ONE, PARALLEL, PIPELINE, STAGES};
use crate::key::Key;
use crate::run::program::{Answer, Carry, Stage};

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (ONE_BY_ONE.key, |i| Box::pin(one_by_one::one_by_one(i))),
    (PARALLEL.key, |i| Box::pin(parallel::parallel(i))),
    (ASYNC.key, |i| Box::pin(async_::async_(i))),
    (STAGES.key, |i| Box::pin(stages::stages(i))),
    (PIPELINE.key, |i| {
        Box::pin(async_parallel::async_parallel(i))
    }),
];

/// What the files' counts add up to.
fn counted(i: &Stage<'_>) -> Answer {
    let counted = Counted::of(i.total());
    let Counted { flights, late, .. } = counted;
    let more_or_less = counted.give_or_take();
    Answer {
        text: format!("{late} of {flights} flights late, give or take {more_or_less}"),
        measures: vec![
            (FLIGHTS, flights.into()),
            (LATE, late.into()),
            (GIVE_OR_TAKE, more_or_less as f64),
        ],
        output: String::new(),
        lines: Vec::new(),
        checks: Vec::new(),
    }
}
