//! Speed-ups round by round, and what they would have been had other rounds come up.

use super::least_squares::Points;
use super::statistics::{BOOTSTRAP_SEED, draw, median, middle_drawn};
use crate::random::SplitMix64;

/// The speed-ups of every complete round.
pub(super) struct Speedups {
    /// How many rounds are complete.
    pub(super) rounds: usize,
    /// From one thread on.
    pub(super) by_threads: Vec<OnThreads>,
}

/// The speed-ups on some threads.
pub(super) struct OnThreads {
    /// How many threads.
    pub(super) threads: f64,
    /// Round by round.
    speedups: Vec<f64>,
    /// The rounds, from the least speed-up to the greatest.
    in_order: Vec<usize>,
    /// The median over the rounds.
    pub(super) median: f64,
}

impl Speedups {
    /// `job_ms` has the times on each of `threads`, of which the first are the base.
    pub(super) fn of(threads: &[u32], job_ms: &[&[f64]]) -> Self {
        let shortest = job_ms.iter().map(|times| times.len()).min().unwrap_or(0);
        let is_complete = |round: &usize| job_ms.iter().all(|times| times[*round] > 0.0);
        let complete: Vec<usize> = (0..shortest).filter(is_complete).collect();
        let on_threads = |(&threads, times): (&u32, &&[f64])| {
            let speedup = |&round: &usize| job_ms[0][round] / times[round];
            let speedups: Vec<f64> = complete.iter().map(speedup).collect();
            let mut in_order: Vec<usize> = (0..complete.len()).collect();
            in_order.sort_by(|&a, &b| speedups[a].total_cmp(&speedups[b]));
            OnThreads {
                threads: f64::from(threads),
                median: median(&speedups).unwrap_or(f64::NAN),
                speedups,
                in_order,
            }
        };
        Self {
            rounds: complete.len(),
            by_threads: threads.iter().zip(job_ms).map(on_threads).collect(),
        }
    }

    /// The medians, for fitting.
    pub(super) fn measured(&self) -> Points {
        let mut points = Points::default();
        for on in &self.by_threads {
            points.add(on.threads, on.median);
        }
        points
    }

    /// The medians of rounds drawn with replacement, `count` times.
    pub(super) fn resampled(&self, count: usize) -> Vec<Points> {
        let mut random = SplitMix64(BOOTSTRAP_SEED);
        let mut drawn = vec![0; self.rounds];
        let one = |_| {
            draw(&mut random, &mut drawn);
            let mut points = Points::default();
            for on in &self.by_threads {
                let (lower, upper) = middle_drawn(&on.in_order, &drawn);
                let median = f64::midpoint(on.speedups[lower], on.speedups[upper]);
                points.add(on.threads, median);
            }
            points
        };
        (0..count).map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incomplete_rounds_are_left_out() {
        let (one, two) = ([100.0, 90.0, 80.0, 100.0], [50.0, 0.0, 20.0]);
        let speedups = Speedups::of(&[1, 2], &[&one, &two]);
        assert_eq!(speedups.rounds, 2);
        assert_eq!(speedups.by_threads[0].speedups, [1.0, 1.0]);
        assert_eq!(speedups.by_threads[1].speedups, [2.0, 4.0]);
        assert_eq!(speedups.by_threads[1].median, 3.0);
    }

    /// Two rounds can be drawn in four ways: the median of 2 and 4 is 2 in one, 3 in two, 4 in one.
    #[test]
    fn rounds_are_drawn_whole() {
        let times = ([100.0, 100.0], [50.0, 25.0]);
        let speedups = Speedups::of(&[1, 2], &[&times.0, &times.1]);
        let resampled = speedups.resampled(4_000);
        let times = |median: f64| {
            let mut wanted = Points::default();
            wanted.add(1.0, 1.0);
            wanted.add(2.0, median);
            resampled.iter().filter(|points| **points == wanted).count()
        };
        let found = [2.0, 3.0, 4.0].map(times);
        assert_eq!(found.iter().sum::<usize>(), 4_000);
        for (found, wanted) in found.into_iter().zip([1_000, 2_000, 1_000]) {
            assert!(
                found.abs_diff(wanted) < 120,
                "{found} is not about {wanted}"
            );
        }
    }
}
