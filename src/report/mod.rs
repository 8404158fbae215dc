//! Numbers from traces. Pure: what a page, a result file and a table show is computed here, once.

pub mod caller;
pub mod occupancy;
pub mod statistics;
pub mod verdict;

use crate::comparison::{Fault, Run};
use crate::strategy::Strategy;
use crate::trace::Trace;
use crate::units::{Micros, Millis};
use statistics::Interval;

/// All that is kept of a comparison: the source of every number and drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// In the order they were asked for.
    pub strategies: Vec<StrategyRecord>,
    /// What speed-up is measured against: the first of these that has measured runs.
    pub baselines: Vec<Strategy>,
    /// Threads given to the strategies that use many.
    pub threads: u32,
    /// What starting the pool took, once.
    pub pool_start: Option<Millis>,
}

/// All that is kept of one strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct StrategyRecord {
    /// Which.
    pub strategy: Strategy,
    /// The watched run: cold, first, not counted.
    pub watch: Option<Run>,
    /// Wall times of the warm-up runs.
    pub warm_ups: Vec<Micros>,
    /// The counted runs, in order. Interleaved: the n-th of each strategy belong together.
    pub repeats: Vec<Run>,
    /// Why there are no more.
    pub fault: Option<Fault>,
    /// The page's longest gap between frames while this strategy ran.
    pub page_longest_gap: Option<Millis>,
}

impl StrategyRecord {
    /// Nothing ran yet.
    pub fn new(strategy: Strategy) -> Self {
        Self {
            strategy,
            watch: None,
            warm_ups: Vec::new(),
            repeats: Vec::new(),
            fault: None,
            page_longest_gap: None,
        }
    }

    /// The trace that stands for this strategy in drawings: the counted run whose time is the
    /// median, or the watched one while nothing is counted.
    pub fn typical_trace(&self) -> Option<&Trace> {
        todo!()
    }
}

/// A strategy's numbers. `None` where a number makes no sense.
#[derive(Debug, Clone, PartialEq)]
pub struct StrategyReport {
    /// Which.
    pub strategy: Strategy,
    /// Every measured wall time, in order.
    pub samples: Vec<Millis>,
    /// Their median.
    pub median: Option<Millis>,
    /// 95 % bootstrap interval of the median, from 10 samples on.
    pub interval: Option<Interval>,
    /// Least and greatest sample.
    pub range: Option<Interval>,
    /// Share of the wall time in which the caller was free, 0 to 1; median over the repeats.
    pub caller_free_share: Option<f64>,
    /// Letters sorted in the watched run.
    pub letters_sorted: Option<u64>,
    /// The longest time the caller could not answer; the worst repeat.
    pub longest_freeze: Option<Millis>,
    /// The page's longest gap between frames.
    pub page_longest_gap: Option<Millis>,
    /// Threads computing, on average over the run; median over the repeats.
    pub threads_at_work: Option<f64>,
    /// Waits on their way, on average over the run; median over the repeats.
    pub waits_in_flight: Option<f64>,
    /// The most waits on their way at once; median over the repeats.
    pub most_waits_in_flight: Option<f64>,
    /// Turns the caller took; median over the repeats.
    pub turns: Option<f64>,
    /// Busiest thread's computing over the mean of the threads given; 1 is even.
    pub imbalance: Option<f64>,
    /// How many times faster than the baseline, paired repeat by repeat.
    pub speedup: Option<Speedup>,
    /// Speed-up divided by the threads given.
    pub efficiency: Option<f64>,
    /// The first run: cold, watched, not counted.
    pub first_run: Option<Millis>,
    /// What starting the pool took; only where a pool is used.
    pub pool_start: Option<Millis>,
    /// Where the time of the typical run went.
    pub occupancy: Option<occupancy::Occupancy>,
    /// The job's result.
    pub answer: Option<String>,
    /// Why it has no result, or only a part of its repeats.
    pub fault: Option<Fault>,
}

/// How many times faster than a named baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speedup {
    /// The baseline.
    pub against: Strategy,
    /// Median of the ratios.
    pub value: f64,
    /// Its 95 % bootstrap interval, from 10 pairs on.
    pub interval: Option<Interval>,
}

/// The numbers of every strategy, in the record's order.
pub fn report(record: &Record) -> Vec<StrategyReport> {
    todo!()
}
