//! Its job: nothing to compute, and the chunk in the middle breaks.

use super::{KIND, LESSON};
use crate::job::Job;
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Cells, Compute, Input, Work};
use std::ops::Range;
use std::sync::atomic::Ordering;

/// Units, one a chunk; the one in the middle is the one that breaks.
const UNITS: u64 = 9;

const BREAK: Key = Key::new("break");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(BREAK, break_in_the_middle)];

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let kind = values.get(KIND).unwrap_or(0);
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: BREAK,
            args: [kind.into(), 0, 0, 0],
            units: UNITS,
            of: None,
        }),
        chunk_count: UNITS as u32,
        picture: None,
    }
}

fn break_in_the_middle(
    input: &Input,
    units: Range<u64>,
    _: &Cells,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    let mut part = Part::default();
    for unit in units {
        if stop.load(Ordering::Relaxed) != 0 {
            return Err(Interrupted::Stopped);
        }
        if unit == UNITS / 2 {
            let [kind, ..] = input.args;
            break_as(kind);
        }
        part.value += 1;
    }
    Ok(part)
}

fn break_as(kind: u64) {
    match kind {
        0 => panic!("this chunk panics on purpose"),
        // An instruction that traps, past every panic handler.
        #[cfg(target_arch = "wasm32")]
        1 => core::arch::wasm32::unreachable(),
        #[cfg(not(target_arch = "wasm32"))]
        1 => std::process::abort(),
        // Never looks at the stop flag.
        _ => loop {
            std::hint::spin_loop();
        },
    }
}
