//! What the charts of sweeps show, as plain numbers: speed-up against threads, time against chunks.

use crate::program::Program;
use crate::report::statistics::Interval;
use crate::units::Millis;

/// A speed-up that was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Median of the ratios.
    pub value: f64,
    /// Its 95 % interval, or the range of too few.
    pub spread: Interval,
    /// Which of the two.
    pub is_interval: bool,
    /// Of so many rounds.
    pub rounds: usize,
}

/// What was measured with so many threads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scaled {
    /// How many.
    pub threads: u32,
    /// The job's speed-up.
    pub speedup: Option<Measured>,
    /// The most these threads could do.
    pub ceiling: Option<Measured>,
}

/// A law that was fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// Amdahl's.
    Amdahl,
    /// The Universal Scalability Law.
    Usl,
}

/// A law's curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Which law.
    pub law: Law,
    /// The share that can't be split, 0 to 1, and its 95 % interval.
    pub sigma: (f64, Interval),
    /// What each pair of threads costs, and its 95 % interval; Amdahl's law has none.
    pub kappa: Option<(f64, Interval)>,
    /// Threads, the speed-up predicted there and its 95 % band; in rising order.
    pub curve: Vec<(f64, f64, Interval)>,
}

/// Speed-up against threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// Whose.
    pub program: Program,
    /// From the fewest threads to the most.
    pub points: Vec<Scaled>,
    /// None where too little was measured to fit any.
    pub predictions: Vec<Prediction>,
    /// The share of the work that can't be split because the reader said so, 0 to 1; nothing where all can be.
    pub serial: Option<f64>,
    /// Cores that the browser reports.
    pub reported_cores: u32,
}

/// Where to read a law off for its curve: even steps from one thread to `most`, whole numbers among
/// them.
pub fn curve_threads(most: u32) -> impl Iterator<Item = f64> {
    let (most, parts) = (most.max(1), if most > 24 { 2 } else { 8 });
    (parts..=most.saturating_mul(parts)).map(move |step| f64::from(step) / f64::from(parts))
}

/// What was measured with so many chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct ChunkTimes {
    /// How many.
    pub chunks: u32,
    /// Every time of the job.
    pub samples: Vec<Millis>,
    /// Their median.
    pub median: Millis,
    /// How long its threads had nothing to do, on average; nothing where it has none.
    pub idle: Option<Millis>,
    /// Clearly slower than the best.
    pub is_worse: bool,
}

/// The job's time against the number of chunks.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunking {
    /// Whose.
    pub program: Program,
    /// From the fewest chunks to the most.
    pub points: Vec<ChunkTimes>,
    /// From this number of chunks to that one none is clearly worse than the best; nothing where that can't be told.
    pub best_range: Option<(u32, u32)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_has_every_whole_number_and_ends_where_it_should() {
        for most in [1, 2, 5, 32] {
            let threads: Vec<f64> = curve_threads(most).collect();
            let whole = threads.iter().filter(|threads| threads.fract() == 0.0);
            assert_eq!(whole.count(), most as usize);
            assert_eq!((threads[0], threads.last()), (1.0, Some(&f64::from(most))));
        }
    }
}
