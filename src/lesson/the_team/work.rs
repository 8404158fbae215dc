//! Its job: counting the primes below so many millions. A unit is a task, which counts a part of them as large as its cost.

use super::{BOARD, COSTS, DEAL, LESSON, TASKS};
use crate::job::Job;
use crate::kernel::primes::{self, Below};
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Cells, Compute, Input, Work};
use std::ops::Range;

const TASK: Key = Key::new("task");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(TASK, task)];

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: TASK,
            args: [u64::from(values.size()) * 1_000_000, 0, 0, 0],
            units: TASKS.into(),
            of: None,
        }),
        chunk_count: TASKS,
        picture: None,
    }
}

/// Counts the primes of some tasks.
fn task(input: &Input, tasks: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let below = Below(input.args[0]);
    let before = |task: u64| {
        let cost: u64 = COSTS.iter().take(task as usize).sum();
        below.units() * cost / COSTS.iter().sum::<u64>()
    };
    primes::compute(below, before(tasks.start)..before(tasks.end), stop)
}

/// The tasks that the board gives each helper.
pub fn piles(values: &Values) -> Vec<Vec<u32>> {
    BOARD.piles(values.get(DEAL).unwrap_or_else(|| BOARD.in_turns()))
}

#[cfg(test)]
mod tests {
    use super::super::NEEDS;
    use super::*;
    use crate::kernel::NEVER;
    use crate::values::SIZE;

    #[test]
    fn all_tasks_together_count_all_primes_and_each_as_many_as_its_cost() {
        let job = job(&Values::from_iter([(SIZE, 2)]), 1);
        let (work, cells) = (job.work.unwrap(), Cells::default());
        let count = |task| {
            WORKS[0].1(&work.input(&[]), job.chunk(task).units, &cells, &NEVER)
                .unwrap()
                .value
        };
        let counts: Vec<u64> = (0..TASKS).map(count).collect();
        assert_eq!(counts.iter().sum::<u64>(), 148_933);
        for (count, cost) in counts.iter().zip(COSTS) {
            // Primes become fewer, slowly.
            let share = *count as f64 / 148_933.0 / (cost as f64 / 26.0);
            assert!((0.8..1.3).contains(&share), "{counts:?}");
        }
    }

    /// How long helpers take over these piles, in units of cost, where each takes of its pile the first task that is ready.
    fn took(piles: &[&[u32]]) -> u64 {
        let mut done_at = [None::<u64>; TASKS as usize];
        let mut free_at = vec![0; piles.len()];
        let mut now = 0;
        while !done_at.iter().all(|at| at.is_some_and(|at| at <= now)) {
            for (free_at, pile) in free_at
                .iter_mut()
                .zip(piles)
                .filter(|(free_at, _)| **free_at <= now)
            {
                let is_done = |task: &u32| done_at[*task as usize].is_some_and(|at| at <= now);
                let is_ready = |task: &&u32| {
                    done_at[**task as usize].is_none() && NEEDS[**task as usize].iter().all(is_done)
                };
                if let Some(&task) = pile.iter().find(is_ready) {
                    *free_at = now + COSTS[task as usize];
                    done_at[task as usize] = Some(*free_at);
                }
            }
            now += 1;
        }
        now
    }

    /// What the lesson teaches: two helpers are nearly twice as fast as one, more are no faster, and a deal may be anything.
    #[test]
    fn two_helpers_come_as_near_as_any_number_to_the_longest_chain() {
        let all: Vec<u32> = (0..TASKS).collect();
        assert_eq!(took(&[&all]), 26);
        for helpers in 2..=TASKS as usize {
            assert_eq!(took(&vec![&*all; helpers]), 14, "{helpers}");
        }
        let by_hand = |dealt: u32| {
            let piles = BOARD.piles(dealt);
            took(&[&piles[0], &piles[1]])
        };
        assert_eq!(by_hand(BOARD.in_turns()), 21);
        assert_eq!(by_hand(BOARD.all_in(1)), 26);
        let all_deals = (0..1 << TASKS).map(|deal: u32| BOARD.value(|task| deal >> task & 1));
        assert_eq!(
            all_deals.map(by_hand).min(),
            Some(14),
            "a deal may be as good as the scheduler"
        );
    }
}
