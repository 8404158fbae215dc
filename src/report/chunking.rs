//! What the size of chunks costs: the job's time at several numbers of chunks, and which of them are as
//! good as the best.

use super::statistics::{Interval, bootstrap_interval, median, median_interval, range};

/// The samples at one number of chunks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChunkPoint {
    /// In so many chunks.
    pub chunks: u32,
    /// The job's times.
    pub samples_ms: Vec<f64>,
    /// How long its threads had nothing to do, on average over the threads, in each of these runs.
    pub idle_ms: Vec<f64>,
}

/// The numbers at one number of chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct ChunkedPoint {
    /// In so many chunks.
    pub chunks: u32,
    /// Median of the samples.
    pub median_ms: f64,
    /// Its 95 % bootstrap interval in milliseconds, from 10 samples on.
    pub interval_ms: Option<Interval>,
    /// Least and greatest sample in milliseconds.
    pub range_ms: Interval,
    /// Median of how long its threads had nothing to do, on average over the threads; `None` where it has none.
    pub idle_ms: Option<f64>,
    /// Clearly slower than the best. False also where that can't be told.
    pub is_worse: bool,
}

/// The job's time against the number of chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunking {
    /// From the fewest chunks to the most.
    pub points: Vec<ChunkedPoint>,
    /// The number of chunks with the least median.
    pub best: u32,
    /// From this number of chunks to that one, the best among them, no measured one is clearly worse. `None` where
    /// any was measured in too few rounds to tell.
    pub best_range: Option<(u32, u32)>,
}

/// The job's time against the number of chunks; `None` without samples. Numbers of chunks without
/// samples are left out.
///
/// One is clearly worse than the best when the intervals of their medians, which exist from 6 samples on, have
/// nothing in common.
pub fn chunking(points: &[ChunkPoint]) -> Option<Chunking> {
    let mut measured: Vec<&ChunkPoint> = points.iter().collect();
    measured.sort_by_key(|point| point.chunks);
    let numbers = |point: &&ChunkPoint| {
        let interval_ms = bootstrap_interval(&point.samples_ms);
        let own = ChunkedPoint {
            chunks: point.chunks,
            median_ms: median(&point.samples_ms)?,
            interval_ms,
            range_ms: range(&point.samples_ms)?,
            idle_ms: median(&point.idle_ms),
            is_worse: false,
        };
        Some((own, median_interval(&point.samples_ms)))
    };
    let (mut points, spreads): (Vec<ChunkedPoint>, Vec<Option<Interval>>) =
        measured.iter().filter_map(numbers).unzip();
    let medians = points.iter().map(|point| point.median_ms);
    let (best, _) = medians.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    for (point, spread) in points.iter_mut().zip(&spreads) {
        let both = spread.zip(spreads[best]);
        point.is_worse = both.is_some_and(|(own, best)| !own.overlaps(best));
    }
    let as_good = |point: &&ChunkedPoint| !point.is_worse;
    let fewest = points[..best].iter().rev().take_while(as_good).last();
    let most = points[best..].iter().take_while(as_good).last();
    let best = points[best].chunks;
    let best_range = spreads.iter().all(Option::is_some).then(|| {
        (
            fewest.map_or(best, |point| point.chunks),
            most.map_or(best, |point| point.chunks),
        )
    });
    Some(Chunking {
        best,
        best_range,
        points,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    fn point(chunks: u32, samples_ms: &[f64]) -> ChunkPoint {
        ChunkPoint {
            chunks,
            samples_ms: samples_ms.to_vec(),
            idle_ms: samples_ms.iter().map(|ms| ms / 4.0).collect(),
        }
    }

    #[test]
    fn too_big_and_too_small_are_worse_than_the_middle() {
        let found = chunking(&[
            point(64, &[52.0, 51.0, 53.0].repeat(2)),
            point(2, &[90.0, 95.0, 99.0].repeat(2)),
            point(16, &[50.0, 52.0, 51.0].repeat(2)),
            point(4_096, &[70.0, 71.0, 75.0].repeat(2)),
            point(8, &[]),
            point(1, &[180.0, 200.0, 190.0].repeat(2)),
        ])
        .unwrap();
        assert_eq!((found.best, found.best_range), (16, Some((16, 64))));
        let worse: Vec<_> = found
            .points
            .iter()
            .map(|p| (p.chunks, p.is_worse))
            .collect();
        assert_eq!(
            worse,
            [
                (1, true),
                (2, true),
                (16, false),
                (64, false),
                (4_096, true)
            ]
        );
        assert_eq!(found.points[2].median_ms, 51.0);
        assert_eq!(found.points[2].idle_ms, Some(12.75));
        assert_eq!(found.points[2].interval_ms, None);
        assert_eq!(chunking(&[point(8, &[])]), None);
        assert_eq!(chunking(&[]), None);
    }

    #[test]
    fn a_hill_between_two_valleys_is_not_in_the_best_range() {
        let found = chunking(&[
            point(1, &[50.0, 51.0].repeat(3)),
            point(2, &[70.0, 71.0].repeat(3)),
            point(4, &[49.0, 50.5].repeat(3)),
        ]);
        assert_eq!(found.unwrap().best_range, Some((4, 4)));
    }

    #[test]
    fn under_six_rounds_nothing_is_worse_and_nothing_best() {
        let of = |rounds| {
            let points = [(1, 90.0), (8, 50.0)];
            chunking(&points.map(|(chunks, ms)| point(chunks, &vec![ms; rounds]))).unwrap()
        };
        let (few, enough) = (of(5), of(6));
        assert_eq!((few.best_range, few.points[0].is_worse), (None, false));
        assert_eq!(enough.best_range, Some((8, 8)));
        assert!(enough.points[0].is_worse);
    }

    /// How often one of five equal numbers of chunks is called worse, and how often one that takes `more`
    /// times as long; noise of 4 %.
    fn called_worse(trials: usize, rounds: usize, more: f64) -> (usize, usize) {
        let mut random = SplitMix64(rounds as u64);
        let (mut wrong, mut right) = (0, 0);
        for _ in 0..trials {
            let mut samples = |true_ms: f64| -> Vec<f64> {
                (0..rounds).map(|_| true_ms * random.noise(0.04)).collect()
            };
            let mut points = vec![point(1, &samples(100.0 * more))];
            points.extend((1..6).map(|step| point(1 << step, &samples(100.0))));
            let numbers = chunking(&points).unwrap();
            right += usize::from(numbers.points[0].is_worse);
            wrong += usize::from(numbers.points[1..].iter().any(|point| point.is_worse));
        }
        (wrong, right)
    }

    /// What costs nothing is seldom called worse, though the best is picked after the fact; a third more
    /// time is found.
    #[test]
    fn equal_ones_are_seldom_called_worse() {
        let (wrong, right) = called_worse(1_000, 7, 1.33);
        assert!(wrong <= 30 && right >= 990, "{wrong}, {right}");
        let (wrong, right) = called_worse(200, 10, 1.33);
        assert!(wrong <= 16 && right == 200, "{wrong}, {right}");
    }
}
