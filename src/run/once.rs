//! One run of a program and nothing beside it: no warm-up, no rounds, no other work, and nothing written down.

use super::answer::Answer;
use super::caller::Caller;
use super::platform::{Observer, Platform};
use super::program::{Carry, Here};
use super::recorder::Recorder;
use crate::comparison::{Case, Fault, Phase, Progress, Run, Variant};
use crate::input::Bytes;
use crate::job::Job;
use crate::program::Program;
use crate::units::Micros;
use crate::values::Values;
use std::rc::Rc;

/// Carries a job out by a program; its answer, and how long it took.
///
/// # Errors
/// The fault that ended it.
pub async fn once(
    platform: &Here,
    (program, carry): (Program, Carry),
    (job, values): (&Job, &Values),
) -> Result<(Answer, Micros), Fault> {
    let start = platform.now();
    let case = Case {
        variant: Variant::Unrecorded,
        ..Case::plain(0, program, values.clone())
    };
    let recorder = Rc::new(Recorder::new(case, job.clone(), false, start));
    let caller = Caller::new(
        (job, values, Bytes::default()),
        (platform, &Nobody),
        &recorder,
    );
    let answer = carry(&caller).await?;
    let end = platform.now();
    Ok((answer, end - start))
}

/// Nobody watches.
struct Nobody;

impl Observer for Nobody {
    fn begins(&self, _: &Case, _: Phase) {}

    fn progress(&self, _: Progress) {}

    fn beat(&self) {}

    fn ended(&self, _: &Case, _: Phase, _: Result<Run, Fault>) {}
}
