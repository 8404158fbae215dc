//! Its job: turns that are taken one after the other. What threads do of it is here: each takes its turn when another
//! one has had the last, so that every turn is handed from thread to thread.

use super::{LESSON, TURNS_A_TASK};
use crate::job::Job;
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Cells, Compute, Input, Work};
use std::ops::Range;
use std::sync::atomic::Ordering;

/// Handing turns on.
pub const HAND_ON: Key = Key::new("hand-on");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(HAND_ON, hand_on)];

/// The cells behind the lock: how many turns were taken, who took the last one, how many threads have come, and how many
/// are there.
pub const CELLS: usize = 4;
const TAKEN: usize = 0;
const LAST: usize = 1;
const CAME: usize = 2;
const PRESENT: usize = 3;

/// Threads wait for each other at first, so many sleeps long at most: one that never comes must not hold all up.
const MOST_SLEEPS: u32 = 10;

/// The job: a thread a chunk.
pub fn job(values: &Values, _: u32) -> Job {
    let threads = u32::from(values.threads());
    let turns = u64::from(values.size()) * u64::from(TURNS_A_TASK);
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: HAND_ON,
            args: [turns, threads.into(), 0, 0],
            units: threads.into(),
            of: None,
        }),
        chunk_count: threads,
        picture: None,
    }
}

/// What one thread does: it takes a turn, wakes the others, and sleeps until one of them has had one.
fn hand_on(
    input: &Input,
    threads: Range<u64>,
    cells: &Cells,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    let ([turns, all, ..], me) = (input.args, threads.start + 1);
    let (mut value, mut sleeps) = (0, 0);
    let mut held = cells.lock();
    if held.len() < CELLS {
        return Ok(Part::default());
    }
    held[CAME] += 1;
    held[PRESENT] += 1;
    cells.wake();
    while held[TAKEN] < turns {
        if stop.load(Ordering::Relaxed) != 0 {
            return Err(Interrupted::Stopped);
        }
        let is_waited_for = held[CAME] < all && sleeps < MOST_SLEEPS;
        let is_mine = held[LAST] != me || held[PRESENT] == 1;
        if is_mine && !is_waited_for {
            held[TAKEN] += 1;
            held[LAST] = me;
            value += 1;
            cells.wake();
        } else {
            sleeps += 1;
            held = cells.sleep(held);
        }
    }
    held[PRESENT] -= 1;
    cells.wake();
    Ok(Part {
        value,
        bytes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::NEVER;
    use std::thread;

    fn work(turns: u64, threads: u64) -> Work {
        Work {
            lesson: Key::new(LESSON.slug),
            name: HAND_ON,
            args: [turns, threads, 0, 0],
            units: threads,
            of: None,
        }
    }

    #[test]
    fn threads_take_turns_one_after_the_other() {
        for threads in [2, 3] {
            let (cells, work) = (Cells::new(CELLS), work(1_000, threads));
            let own: Vec<u64> = thread::scope(|scope| {
                let take = |thread: u64| {
                    let (cells, work) = (&cells, &work);
                    scope.spawn(move || {
                        hand_on(&work.input(&[]), thread..thread + 1, cells, &NEVER)
                            .unwrap()
                            .value
                    })
                };
                let all: Vec<_> = (0..threads).map(take).collect();
                all.into_iter().map(|one| one.join().unwrap()).collect()
            });
            assert_eq!(own.iter().sum::<u64>(), 1_000);
            // Of two each has every second turn.
            assert!(threads > 2 || own == [500, 500], "{own:?}");
        }
    }

    #[test]
    fn one_that_nobody_joins_goes_on_alone_and_stops_when_told_to() {
        let cells = Cells::new(CELLS);
        let part = hand_on(&work(10, 2).input(&[]), 0..1, &cells, &NEVER);
        assert_eq!(part.map(|part| part.value), Ok(10));
        assert_eq!(
            hand_on(&work(10, 2).input(&[]), 1..2, &cells, &NEVER),
            Ok(Part::default())
        );
        let stopped = hand_on(
            &work(10, 2).input(&[]),
            0..1,
            &Cells::new(CELLS),
            &Stop::new(1),
        );
        assert_eq!(stopped, Err(Interrupted::Stopped));
    }
}
