//! Numbers from traces. Pure: what a page, a result file and a table show is computed here, once.

#[cfg(test)]
mod any_samples;
pub mod caller;
pub mod chunking;
mod cover;
pub mod crowded;
pub mod fit;
mod least_squares;
pub mod occupancy;
pub mod outliers;
pub mod paired;
pub mod recording;
mod rounds;
#[cfg(test)]
pub(crate) mod sample;
pub mod scaling;
pub mod stages;
pub mod statistics;
pub mod verdict;
pub mod waits;
pub mod warnings;
pub mod works;

pub use crate::comparison::record::{CaseRecord, Record};

use crate::comparison::{Disturbance, Fault, Run};
use crate::key::Key;
use crate::program::Program;
use crate::strategy::Strategy;
use crate::trace::Trace;
use crate::units::{Micros, Millis};
use paired::Ratio;
use statistics::{Interval, median};

/// A strategy's numbers. `None` where a number makes no sense. What is a "median over the repeats" or
/// "the worst repeat" is the watched run's number while nothing is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseReport {
    /// The case's number.
    pub case: u16,
    /// How it carries the job out.
    pub program: Program,
    /// Which of its lesson's jobs that is, where there are several.
    pub job: Option<u32>,
    /// Every measured wall time, in order.
    pub samples: Vec<Millis>,
    /// Their median.
    pub median: Option<Millis>,
    /// Which samples are set apart; one a sample.
    pub marks: Vec<Mark>,
    /// The shortest run that was counted: one sample, or the whole batch where a sample is a batch's mean.
    pub shortest_run: Option<Millis>,
    /// 95 % bootstrap interval of the median, from 10 samples on.
    pub interval: Option<Interval>,
    /// What the true median may be, with 95 %, from 6 samples on: for telling two comparisons apart.
    pub likely: Option<Interval>,
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
    /// What a turn costs the caller, work and standing still not counted; median over the repeats.
    pub turn_cost: Option<Millis>,
    /// Waits that were asked for and not on their way yet, on average over the run; median over the repeats.
    pub waits_queued: Option<f64>,
    /// Busiest thread's computing over the mean of the threads given; 1 is even.
    pub imbalance: Option<f64>,
    /// How many times faster than the baseline, paired repeat by repeat.
    pub speedup: Option<Speedup>,
    /// Speed-up divided by the threads that may compute; `None` where nothing is computed.
    pub efficiency: Option<f64>,
    /// The very first run: cold, not counted.
    pub first_run: Option<Millis>,
    /// The watched run: not counted, with other work for the caller.
    pub watched: Option<Millis>,
    /// What starting the pool took; only where a pool is used.
    pub pool_start: Option<Millis>,
    /// Where the time of the typical run went.
    pub occupancy: Option<occupancy::Occupancy>,
    /// How long each of the pool's threads given to it had nothing to do, in the order of their tracks; medians over the
    /// repeats.
    pub idle: Vec<Millis>,
    /// The job's result.
    pub answer: Option<String>,
    /// When each request of the typical run was wanted and answered, in the order of chunks; none where they are many.
    pub waits: Vec<waits::Waited>,
    /// When something was on its way in the typical run, and when something was computed.
    pub stages: stages::Stages,
    /// When each chunk of the typical run was computed, and by whom, in the order of chunks; none where they are many.
    pub works: Vec<works::Worked>,
    /// What else the runs found out, by key; medians over the repeats.
    pub measures: Vec<(Key, f64)>,
    /// The greatest that any of its runs found out under a key, the watched one too.
    pub most: Vec<(Key, f64)>,
    /// Why it has no result, or only a part of its repeats.
    pub fault: Option<Fault>,
}

impl CaseReport {
    /// What its runs found out under that key.
    pub fn measure(&self, key: Key) -> Option<f64> {
        let mut all = self.measures.iter();
        all.find(|(known, _)| *known == key)
            .map(|(_, value)| *value)
    }
}

/// How a sample is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is like the others.
    None,
    /// It lies far from the others. It counts all the same.
    Outlier,
    /// It was disturbed, and does not count.
    Disturbed(Disturbance),
}

/// How many times faster than a named baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speedup {
    /// The baseline.
    pub against: Program,
    /// Median of the ratios.
    pub value: f64,
    /// Its 95 % interval, from 6 pairs on.
    pub interval: Option<Interval>,
}

/// The numbers of every strategy, in the record's order.
pub fn report(record: &Record) -> Vec<CaseReport> {
    let one = |strategy| report_one(record, strategy);
    record.cases.iter().map(one).collect()
}

fn report_one(record: &Record, own: &CaseRecord) -> CaseReport {
    let traces = own.counted_traces();
    let all_ms = own.repeats.iter().map(time_ms);
    let samples_ms = wall_times_ms(own);
    let speedup = speedup(record, own);
    // Threads make computing faster; what waits for a network is not limited by them.
    let computing_threads = own
        .typical_trace()
        .filter(|trace| occupancy::computes(trace));
    let computing_threads = computing_threads.and_then(occupancy::computing_threads);
    let uses_pool = match own.program().quadrant {
        Some(Strategy::Background | Strategy::Parallel | Strategy::AsyncParallel) => true,
        Some(Strategy::OneByOne) | None => own.typical_trace().is_some_and(occupancy::uses_pool),
        Some(Strategy::Blocking | Strategy::Async) => false,
    };
    CaseReport {
        case: own.case.id,
        program: own.program(),
        job: own.job(),
        median: median(&samples_ms).map(Millis),
        interval: statistics::bootstrap_interval(&samples_ms),
        likely: statistics::median_interval(&samples_ms),
        range: statistics::range(&samples_ms),
        samples: all_ms.map(Millis).collect(),
        marks: marks(own),
        shortest_run: own
            .counted()
            .map(|run| run.trace.wall)
            .reduce(Micros::min)
            .map(Micros::to_millis),
        caller_free_share: median_of(&traces, caller::free_share),
        letters_sorted: own.watched_trace().map(|trace| trace.letters_sorted),
        longest_freeze: traces
            .iter()
            .map(|trace| caller::longest_freeze(trace))
            .reduce(Micros::max)
            .map(Micros::to_millis),
        page_longest_gap: own.page_longest_gap,
        threads_at_work: median_of(&traces, occupancy::threads_at_work),
        waits_in_flight: median_of(&traces, occupancy::waits_in_flight),
        most_waits_in_flight: median_of(&traces, |trace| {
            Some(occupancy::most_waits_in_flight(trace) as f64)
        }),
        turns: median_of(&traces, |trace| Some(caller::turns(trace))),
        turn_cost: median_of(&traces, |trace| {
            // A mean of one turn is mostly what surrounds it.
            let cost = caller::turn_cost(trace).filter(|_| caller::turns(trace) >= 2.0);
            cost.map(|cost| cost.to_millis().0)
        })
        .map(Millis),
        waits_queued: median_of(&traces, occupancy::waits_queued),
        imbalance: median_of(&traces, occupancy::imbalance),
        efficiency: speedup
            .zip(computing_threads)
            .map(|(speedup, threads)| speedup.value / threads as f64),
        speedup,
        first_run: own.first_run().map(Micros::to_millis),
        watched: own
            .watched_trace()
            .map(|trace| trace.per_iteration().to_millis()),
        pool_start: record.pool_start.filter(|_| uses_pool),
        occupancy: own.typical_trace().and_then(occupancy::occupancy),
        idle: idle(&traces),
        answer: own
            .repeats
            .first()
            .or(own.watch.as_ref())
            .map(|run| run.answer.clone()),
        waits: own.typical_trace().map(waits::waits).unwrap_or_default(),
        stages: own
            .typical_trace()
            .map(stages::Stages::of)
            .unwrap_or_default(),
        works: own.typical_trace().map(works::works).unwrap_or_default(),
        measures: measures(own),
        most: most(own),
        fault: own.fault.clone(),
    }
}

/// Of each thread the median of how long it was idle.
fn idle(traces: &[&Trace]) -> Vec<Millis> {
    let runs: Vec<Vec<Micros>> = traces
        .iter()
        .map(|trace| occupancy::idle_times(trace))
        .collect();
    let threads = 0..runs.iter().map(Vec::len).max().unwrap_or(0);
    let of = |thread: usize| {
        let own: Vec<f64> = runs
            .iter()
            .filter_map(|run| Some(run.get(thread)?.to_millis().0))
            .collect();
        median(&own).map(Millis)
    };
    threads.filter_map(of).collect()
}

/// What the counted runs found out, or the watched one while nothing is counted.
fn measures(own: &CaseRecord) -> Vec<(Key, f64)> {
    let counted: Vec<&Run> = match own.repeats.is_empty() {
        true => own.watch.iter().collect(),
        false => own.counted().collect(),
    };
    let mut keys: Vec<Key> = Vec::new();
    for (key, _) in counted.iter().flat_map(|run| &run.measures) {
        if !keys.contains(key) {
            keys.push(*key);
        }
    }
    let of = |key: Key| {
        let all = counted.iter().flat_map(|run| &run.measures);
        let own: Vec<f64> = all
            .filter(|(known, _)| *known == key)
            .map(|(_, value)| *value)
            .collect();
        Some((key, median(&own)?))
    };
    keys.into_iter().filter_map(of).collect()
}

fn most(own: &CaseRecord) -> Vec<(Key, f64)> {
    let mut most: Vec<(Key, f64)> = Vec::new();
    let runs = own.watch.iter().chain(&own.repeats);
    for (key, value) in runs.flat_map(|run| &run.measures) {
        match most.iter_mut().find(|(known, _)| known == key) {
            Some((_, greatest)) => *greatest = greatest.max(*value),
            None => most.push((*key, *value)),
        }
    }
    most
}

/// Every counted time of the job in milliseconds, in order.
fn wall_times_ms(strategy: &CaseRecord) -> Vec<f64> {
    strategy.counted().map(time_ms).collect()
}

fn time_ms(run: &Run) -> f64 {
    run.trace.per_iteration().to_millis().0
}

fn marks(own: &CaseRecord) -> Vec<Mark> {
    let mut outliers = outliers::outliers(&wall_times_ms(own)).into_iter();
    let mark = |run: &Run| match run.disturbance {
        Some(disturbance) if !own.is_counted(run) => Mark::Disturbed(disturbance),
        disturbance => match (outliers.next(), disturbance) {
            (_, Some(disturbance)) => Mark::Disturbed(disturbance),
            (Some(true), None) => Mark::Outlier,
            _ => Mark::None,
        },
    };
    own.repeats.iter().map(mark).collect()
}

fn median_of(traces: &[&Trace], number: impl Fn(&Trace) -> Option<f64>) -> Option<f64> {
    let numbers: Vec<f64> = traces.iter().filter_map(|trace| number(trace)).collect();
    median(&numbers)
}

fn speedup(record: &Record, own: &CaseRecord) -> Option<Speedup> {
    let measured_baseline = |baseline: &Key| {
        let mut others = record.cases.iter();
        others.find(|other| {
            other.program().key == *baseline
                && other.case.id != own.case.id
                && other.job() == own.job()
                && !other.repeats.is_empty()
        })
    };
    let baseline = record.baselines.iter().find_map(measured_baseline)?;
    let ratio = Ratio::of(baseline, own)?;
    Some(Speedup {
        against: baseline.program(),
        value: ratio.value,
        interval: ratio.interval,
    })
}

#[cfg(test)]
mod tests {
    use super::sample::{measured, span, trace, unmeasured};
    use super::*;
    use crate::comparison::Run;
    use crate::trace::{SpanKind, Track};

    fn record(cases: Vec<CaseRecord>) -> Record {
        Record {
            cases,
            baselines: ["background", "blocking"].map(Key::new).to_vec(),
            threads: 2,
            pool_start: Some(Millis(80.0)),
        }
    }

    #[test]
    fn nothing_ran_gives_no_numbers() {
        let none = report(&record(vec![unmeasured(Strategy::Async)]));
        assert_eq!(none[0].median, None);
        assert_eq!(none[0].caller_free_share, None);
        assert_eq!(none[0].speedup, None);
        assert_eq!(none[0].answer, None);
    }

    #[test]
    fn speedup_is_the_median_of_the_pairs() {
        // Everything is twice as slow in the second repeat: ratio by ratio it is 2 all the same.
        let all = report(&record(vec![
            measured(Strategy::Blocking, &[220.0, 440.0, 220.0]),
            measured(Strategy::Background, &[200.0, 400.0, 200.0]),
            measured(Strategy::AsyncParallel, &[100.0, 200.0, 100.0]),
        ]));
        let of = |index: usize| {
            all[index]
                .speedup
                .map(|speedup| (speedup.against.quadrant, speedup.value))
        };
        assert_eq!(of(2), Some((Some(Strategy::Background), 2.0)));
        assert_eq!(of(1), Some((Some(Strategy::Blocking), 1.1)));
        assert_eq!(all[2].median, Some(Millis(100.0)));
        assert_eq!(all[2].interval, None);
        assert_eq!(all[2].pool_start, Some(Millis(80.0)));
        assert_eq!(all[0].pool_start, None);
        // No chunk was computed in these, so threads are not what limits them.
        assert_eq!(all[2].efficiency, None);
    }

    #[test]
    fn the_interval_of_pairs_begins_at_six_rounds_and_that_of_a_median_at_ten() {
        let intervals = |rounds: usize| {
            let all = report(&record(vec![
                measured(Strategy::Blocking, &vec![110.0; rounds]),
                measured(Strategy::Parallel, &vec![100.0; rounds]),
            ]));
            let of_pairs = all[1].speedup.unwrap().interval;
            (of_pairs.is_some(), all[1].interval.is_some())
        };
        assert_eq!(
            [intervals(5), intervals(6)],
            [(false, false), (true, false)]
        );
        assert_eq!([intervals(9), intervals(10)], [(true, false), (true, true)]);
    }

    #[test]
    fn efficiency_is_speedup_a_thread() {
        let mut parallel = measured(Strategy::Parallel, &[120.0]);
        let work = span(Track::Worker(0), SpanKind::Work, 0.0, 100_000.0);
        parallel.repeats[0].trace.spans.push(work);
        parallel.repeats[0].trace.threads = 2;
        let all = report(&record(vec![
            measured(Strategy::Blocking, &[180.0]),
            parallel,
        ]));
        assert_eq!(all[1].efficiency, Some(0.75));
        assert_eq!(all[1].imbalance, Some(2.0));
    }

    #[test]
    fn the_watched_run_stands_in_until_something_is_counted() {
        let mut own = unmeasured(Strategy::Async);
        own.watch = Some(Run {
            disturbance: None,
            answer: "1".into(),
            measures: Vec::new(),
            output: String::new(),
            lines: Vec::new(),
            checks: Vec::new(),
            trace: trace(Strategy::Async, 5_000.0),
        });
        assert_eq!(
            own.typical_trace().map(|trace| trace.wall),
            Some(Micros(5_000.0))
        );
        let watched = &report(&record(vec![own.clone()]))[0];
        assert_eq!(watched.caller_free_share, Some(1.0));
        assert_eq!((watched.median, watched.watched), (None, Some(Millis(5.0))));
        assert_eq!(watched.first_run, watched.watched);
        own.warm_ups = vec![Micros(9_000.0), Micros(5_000.0)];
        let warmed = &report(&record(vec![own.clone()]))[0];
        assert_eq!(
            (warmed.first_run, warmed.watched),
            (Some(Millis(9.0)), Some(Millis(5.0)))
        );
        own.repeats = measured(Strategy::Async, &[9.0, 1.0, 4.0, 2.0]).repeats;
        assert_eq!(
            own.typical_trace().map(|trace| trace.wall),
            Some(Micros(2_000.0))
        );
    }
}
