//! Speed-up against threads, the ceiling this machine sets, and how the curve may go on.

use super::fit::{Fits, NoFit, fits};
use super::paired::Ratio;
use super::statistics::{MIN_SAMPLES_FOR_INTERVAL, RESAMPLES, median};

/// What was measured with so many threads. Samples with the same number belong to the same round, at
/// all thread counts of a sweep; a 0 stands where a round's sample is missing or does not count.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScalePoint {
    /// How many threads.
    pub threads: u32,
    /// The job's times on so many threads.
    pub job_ms: Vec<f64>,
    /// Times until as many independent copies of the job were done, each thread doing the whole job
    /// alone.
    pub copies_ms: Vec<f64>,
}

/// The numbers at one thread count.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaledPoint {
    /// How many threads.
    pub threads: u32,
    /// Median of the job's times.
    pub median_ms: Option<f64>,
    /// How many times faster than on one thread, paired round by round.
    pub speedup: Option<Ratio>,
    /// The most that these threads could do: how many times as much work a second as one thread they
    /// got done when each had a whole job of its own and nothing to share but the machine.
    pub ceiling: Option<Ratio>,
}

/// Speed-up against threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// From the fewest threads to the most.
    pub points: Vec<ScaledPoint>,
    /// The ceiling's knee: the thread count from which on more threads raise the ceiling by less than half a
    /// thread each. `None` where no ceiling was measured, or in too few rounds.
    pub knee: Option<u32>,
    /// The laws fitted to the points up to the knee, or why not.
    pub fits: Result<Fits, NoFit>,
}

/// The numbers of a sweep. Of points with the same thread count the first counts; points on no thread
/// are left out.
pub fn scaling(points: &[ScalePoint]) -> Scaling {
    let mut sweep: Vec<&ScalePoint> = points.iter().filter(|point| point.threads > 0).collect();
    sweep.sort_by_key(|point| point.threads);
    sweep.dedup_by_key(|point| point.threads);
    let points = scaled(&sweep);
    let knee = knee(&points);
    Scaling {
        fits: knee
            .ok_or_else(|| why_no_knee(&points))
            .and_then(|knee| fits_up_to(knee, &sweep)),
        knee,
        points,
    }
}

fn scaled(sweep: &[&ScalePoint]) -> Vec<ScaledPoint> {
    let single = sweep.first().filter(|point| point.threads == 1);
    let numbers = |point: &&ScalePoint| ScaledPoint {
        threads: point.threads,
        median_ms: median(&counted(&point.job_ms)),
        speedup: single.and_then(|single| Ratio::paired(&single.job_ms, &point.job_ms)),
        ceiling: single
            .and_then(|single| Ratio::paired(&single.copies_ms, &point.copies_ms))
            .map(|ratio| ratio.times(f64::from(point.threads))),
    };
    sweep.iter().map(numbers).collect()
}

fn counted(times_ms: &[f64]) -> Vec<f64> {
    let times = times_ms.iter().copied();
    times.filter(|time| *time > 0.0).collect()
}

/// A thread is worth having if it raises the ceiling by at least this share of a thread.
const WORTH: f64 = 0.5;

/// The thread count from which on more threads raise the ceiling by less than half a thread each: where
/// the ceiling stands highest above the line of half the threads. Up to it threads have cores of their
/// own; after it they share them, or the memory, and no law about the job can be read from that.
///
/// Against that line, and not step by step, so that one unlucky point does not end it.
fn knee(points: &[ScaledPoint]) -> Option<u32> {
    let above_line = |point: &ScaledPoint| {
        let ceiling = point.ceiling.filter(|ceiling| ceiling.interval.is_some())?;
        let ceiling = ceiling.value;
        Some((point.threads, ceiling - WORTH * f64::from(point.threads)))
    };
    let known = points.iter().filter_map(above_line);
    let highest = known.reduce(|high, next| if next.1 > high.1 { next } else { high });
    highest.map(|(threads, _)| threads)
}

fn why_no_knee(points: &[ScaledPoint]) -> NoFit {
    let rounds = points.iter().filter_map(|point| Some(point.ceiling?.pairs));
    match rounds.max() {
        Some(have) => NoFit::TooFewRounds {
            have,
            want: MIN_SAMPLES_FOR_INTERVAL,
        },
        None => NoFit::NoCeiling,
    }
}

fn fits_up_to(knee: u32, sweep: &[&ScalePoint]) -> Result<Fits, NoFit> {
    let below: Vec<&&ScalePoint> = sweep
        .iter()
        .filter(|point| point.threads <= knee && !counted(&point.job_ms).is_empty())
        .collect();
    let threads: Vec<u32> = below.iter().map(|point| point.threads).collect();
    let job_ms: Vec<&[f64]> = below.iter().map(|point| point.job_ms.as_slice()).collect();
    fits(&threads, &job_ms, RESAMPLES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    /// A machine of so many cores: threads beyond them add three tenths of a core (as hyper-threads do).
    fn ceiling(threads: u32, cores: u32) -> f64 {
        f64::from(threads.min(cores)) + 0.3 * f64::from(threads.saturating_sub(cores))
    }

    /// A job of which a fifth can't be split, in rounds with luck of their own (5 %) and noise (4 %).
    fn sweep(
        random: &mut SplitMix64,
        threads: &[u32],
        cores: u32,
        rounds: usize,
    ) -> Vec<ScalePoint> {
        let empty = |&threads: &u32| ScalePoint {
            threads,
            ..ScalePoint::default()
        };
        let mut points: Vec<ScalePoint> = threads.iter().map(empty).collect();
        for _ in 0..rounds {
            let common = 100.0 * random.noise(0.05);
            for point in &mut points {
                let most = ceiling(point.threads, cores);
                let copies_ms = common * f64::from(point.threads) / most;
                point.copies_ms.push(copies_ms * random.noise(0.04));
                let job_ms = common * (0.2 + 0.8 / most);
                point.job_ms.push(job_ms * random.noise(0.04));
            }
        }
        points
    }

    #[test]
    fn speedup_and_ceiling_are_paired_by_round() {
        let point = |threads, job_ms: &[f64], copies_ms: &[f64]| ScalePoint {
            threads,
            job_ms: job_ms.to_vec(),
            copies_ms: copies_ms.to_vec(),
        };
        // The second round is twice as slow throughout, in the fourth one sample is missing. Out of order,
        // one point twice, one on no thread.
        let found = scaling(&[
            point(2, &[60.0, 120.0, 60.0, 0.0], &[110.0, 220.0, 110.0]),
            point(1, &[100.0, 200.0, 100.0, 100.0], &[101.0, 202.0, 101.0]),
            point(0, &[1.0], &[1.0]),
            point(2, &[1.0], &[1.0]),
        ]);
        let threads: Vec<u32> = found.points.iter().map(|point| point.threads).collect();
        assert_eq!(threads, [1, 2]);
        let two = &found.points[1];
        assert_eq!(two.median_ms, Some(60.0));
        let speedup = two.speedup.unwrap();
        assert!((speedup.value - 100.0 / 60.0).abs() < 1e-12);
        assert_eq!((speedup.interval, speedup.pairs), (None, 3));
        assert!((two.ceiling.unwrap().value - 2.0 * 101.0 / 110.0).abs() < 1e-12);
        assert_eq!(found.points[0].ceiling.unwrap().value, 1.0);
        // Three rounds tell nothing.
        assert_eq!(found.knee, None);
        assert_eq!(found.fits, Err(NoFit::TooFewRounds { have: 3, want: 6 }));
    }

    #[test]
    fn under_six_rounds_there_is_no_knee_and_no_fit() {
        for (rounds, is_enough) in [(5, false), (6, true)] {
            let points = sweep(&mut SplitMix64(3), &[1, 2, 3, 4, 6, 8], 4, rounds);
            let found = scaling(&points);
            assert_eq!(found.knee.is_some(), is_enough);
            assert_eq!(found.fits.is_ok(), is_enough, "{:?}", found.fits);
        }
    }

    #[test]
    fn without_a_ceiling_or_a_single_thread_there_is_no_fit() {
        let mut points = sweep(&mut SplitMix64(1), &[1, 2, 3, 4], 4, 10);
        assert!(scaling(&points).fits.is_ok());
        let without_single = scaling(&points[1..]);
        assert_eq!(without_single.fits, Err(NoFit::NoCeiling));
        assert_eq!(without_single.points[0].speedup, None);
        for point in &mut points {
            point.copies_ms.clear();
        }
        let without_ceiling = scaling(&points);
        assert_eq!(without_ceiling.knee, None);
        assert_eq!(without_ceiling.fits, Err(NoFit::NoCeiling));
        assert!(without_ceiling.points[3].speedup.is_some());
    }

    /// In 1,000 seeded trials each, with seven rounds: the number of cores is the knee in 95 % at least,
    /// and the fit reads no more than what lies below it.
    #[test]
    fn the_knee_is_where_the_cores_end() {
        for (threads, cores, low, high) in [
            (&[1, 2, 3, 4, 6, 8][..], 4, 4, 4),
            (&[1, 2, 4, 8], 8, 8, 8),
            (&[1, 2, 3, 4], 2, 2, 2),
            (&[1, 2, 3, 4], 1, 1, 1),
            (&[1, 2, 3, 4, 5, 6, 7, 8], 8, 7, 8),
        ] {
            let mut random = SplitMix64(u64::from(cores));
            let hits = (0..1_000).filter(|_| {
                let points = sweep(&mut random, threads, cores, 7);
                let sweep: Vec<&ScalePoint> = points.iter().collect();
                let knee = knee(&scaled(&sweep));
                (low..=high).contains(&knee.unwrap())
            });
            let hits = hits.count();
            assert!(hits >= 950, "{threads:?}, {cores}: {hits}");
        }
        let points = sweep(&mut SplitMix64(9), &[1, 2, 3, 4, 6, 8], 4, 10);
        let found = scaling(&points);
        assert_eq!(found.knee, Some(4));
        let fits = found.fits.unwrap();
        assert_eq!((fits.points, fits.rounds), (4, 10));
        assert!((fits.amdahl.sigma.value - 0.2).abs() < 0.04);
        // What lies beyond the knee is measured all the same.
        assert!(found.points[5].speedup.unwrap().interval.is_some());
    }
}
