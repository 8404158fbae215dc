//! Its programs, one file each: what the reader is shown.

mod all_cores;
mod both;
mod machines;
mod one_core;

use super::{ALL_CORES, BOTH, COMPUTING, DISTANCE, MACHINES, ONE_CORE, RETURNED, TRAVELLING};
use crate::key::Key;
use crate::run::on_machines::{Away, Terms};
use crate::run::program::{Answer, Carry, Stage};

/// The programs by their keys.
pub const PROGRAMS: &[(Key, Carry)] = &[
    (ONE_CORE, |i| Box::pin(one_core::one_core(i))),
    (ALL_CORES, |i| Box::pin(all_cores::all_cores(i))),
    (MACHINES, |i| Box::pin(machines::machines(i))),
    (BOTH, |i| Box::pin(both::both(i))),
];

/// How many machines, and how far away.
fn terms(i: &Stage<'_>) -> Terms {
    Terms {
        machines: i.values.get(MACHINES).unwrap_or(1),
        distance_ms: i.values.get(DISTANCE).unwrap_or(0),
    }
}

/// The answer, with what machines had to do with it.
fn with_their_part(answer: Answer, away: &Away) -> Answer {
    Answer {
        measures: vec![
            (COMPUTING, away.computing.get().to_millis().0),
            (TRAVELLING, away.travelling.get().to_millis().0),
            (RETURNED, away.returned.get().into()),
        ],
        ..answer
    }
}
