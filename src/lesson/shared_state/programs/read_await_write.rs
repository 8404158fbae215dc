//! Read, await, write: one thread, and twenty tasks on it that add to one number. A task that awaits between
//! reading and writing lets the others run, and then writes what it had read: their additions are lost.

use super::super::{LOST, work};
use super::{answer, seed};
use crate::comparison::Fault;
use crate::pool::all_at_once;
use crate::random::SplitMix64;
use crate::run::program::{Answer, Stage};
use futures_util::future::FutureExt;
use std::cell::Cell;
use std::ops::Range;

/// So often the count is made anew, each time with fresh tasks.
const COUNTS: u64 = 1_000;

/// Tasks that count together.
const TASKS: u64 = 20;

/// One task in so many has to wait between reading and writing: for a file, a reply, its turn.
const ONE_WAITS_IN: usize = 20;

/// Reads, awaits, writes.
async fn add(i: &Stage<'_>, counter: &Cell<u64>, letters: Range<u64>, turns: usize) {
    let read = counter.get();
    let found = work::abroad(seed(i), letters);
    for _ in 0..turns {
        i.yield_now().await; // meanwhile others write <-
    }
    counter.set(read + found);
}

/// A thousand counts, and how many of them were right.
///
/// # Errors
/// The fault that ended it.
pub async fn read_await_write(i: &Stage<'_>) -> Result<Answer, Fault> {
    let mut random = SplitMix64(seed(i));
    let letters = u64::from(i.values.size());
    let (mut counted, mut lost) = (0, [0u32; LOST.len()]);
    for count in 0..COUNTS {
        let counter = Cell::new(0);
        let part = |number: u64| letters * number / (COUNTS * TASKS);
        let tasks = (count * TASKS..(count + 1) * TASKS).map(|task| {
            let turns = match random.below(ONE_WAITS_IN) {
                0 => 1 + random.below(3),
                _ => 0,
            };
            let adding = add(i, &counter, part(task)..part(task + 1), turns);
            adding.map(Ok).boxed_local()
        });
        all_at_once(tasks.collect()).await?;
        i.go_on()?;
        let right = work::abroad(seed(i), part(count * TASKS)..part((count + 1) * TASKS));
        // In tenths, rounded up: what was lost at all is never "nothing".
        let tenths = ((right - counter.get()) * 10).div_ceil(right.max(1));
        lost[tenths as usize] += 1;
        counted += counter.get();
    }
    let mut found = answer(i, counted);
    let lost = lost.iter().map(|&counts| f64::from(counts));
    found.measures.extend(LOST.into_iter().zip(lost));
    Ok(found)
}
