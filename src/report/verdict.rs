//! The verdict: what the numbers say, as facts; the page has the words.
//!
//! **When is one strategy faster than another?** With an interval on both sides (10 repeats or more):
//! when the intervals have nothing in common. With fewer repeats: when the ranges have nothing in
//! common, every sample of one below every sample of the other. Single runs, watched or counted, have
//! no spread to judge by: there it takes a tenth.

use super::occupancy::{computes, most_waits_in_flight};
use super::statistics::{Interval, single_run_spread};
use super::warnings::{Warning, warnings};
use super::{Record, StrategyReport};
use crate::strategy::{Meanwhile, Strategy};
use crate::trace::{SpanKind, Trace, Track};
use crate::units::Millis;

/// One thing the numbers say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fact {
    /// Where the times come from. Always first, if there are any.
    Basis(Basis),
    /// The shortest time.
    Fastest {
        /// Whose.
        strategy: Strategy,
        /// How long.
        time: Millis,
    },
    /// Longer than the fastest, clearly.
    Longer {
        /// Whose.
        strategy: Strategy,
        /// How long.
        time: Millis,
        /// How many times as long as the fastest.
        times: f64,
    },
    /// No clear difference from the fastest.
    NoClearDifference {
        /// Whose.
        strategy: Strategy,
        /// How long.
        time: Millis,
        /// The fastest.
        fastest: Strategy,
    },
    /// "Six connections: 20 requests took 4 rounds."
    Rounds {
        /// Who asked.
        strategy: Strategy,
        /// How many requests.
        requests: usize,
        /// The most on their way at once.
        at_once: usize,
        /// So many rounds it took.
        rounds: usize,
    },
    /// Each of several threads stood still for one request at a time.
    ThreadsHoldRequests {
        /// Who asked.
        strategy: Strategy,
        /// How many threads.
        threads: usize,
        /// How long it took.
        time: Millis,
    },
    /// "You were free 97 % of the time and sorted 3,120 letters."
    CallerFree {
        /// Under which strategy.
        strategy: Strategy,
        /// Share of the time.
        share: f64,
        /// Letters sorted in the watched run.
        letters: Option<u64>,
    },
    /// Something the reader of the numbers should know.
    Warning(Warning),
}

/// Where the times come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// One run each, cold and uncounted, with other work for the caller.
    Watched,
    /// Counted runs; the fewest that any strategy has.
    Measured {
        /// Repeats of each.
        repeats: usize,
    },
}

/// What a record says. `reports` are its reports, from `report(record)`.
pub fn verdict(record: &Record, reports: &[StrategyReport]) -> Vec<Fact> {
    let mut facts = times(record, reports);
    for (own, report) in record.strategies.iter().zip(reports) {
        let Some((trace, time)) = own.typical_trace().zip(time_of(report)) else {
            continue;
        };
        facts.extend(rounds(trace));
        facts.extend(held_requests(trace, time));
        facts.extend(caller_free(report));
    }
    let warnings = warnings(record).into_iter().map(Fact::Warning);
    facts.extend(warnings);
    facts
}

/// The time that stands for a strategy: the median, or the watched run's.
fn time_of(report: &StrategyReport) -> Option<Millis> {
    report.median.or(report.first_run)
}

/// The fastest, and each other's distance from it, the nearest first. Where some strategies are
/// measured and others only watched, the measured ones are compared.
fn times(record: &Record, reports: &[StrategyReport]) -> Vec<Fact> {
    let repeats = record.strategies.iter().map(|own| own.repeats.len());
    let repeats = repeats.filter(|&repeats| repeats > 0).min();
    let time_of = |report: &StrategyReport| match repeats {
        Some(_) => report.median,
        None => report.first_run,
    };
    let mut ranked: Vec<_> = reports
        .iter()
        .filter_map(|report| Some((report, time_of(report)?)))
        .collect();
    ranked.sort_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let Some((&(fastest, least), rest)) = ranked.split_first() else {
        return Vec::new();
    };
    let mut facts = vec![
        Fact::Basis(repeats.map_or(Basis::Watched, |repeats| Basis::Measured { repeats })),
        Fact::Fastest {
            strategy: fastest.strategy,
            time: least,
        },
    ];
    facts.extend(rest.iter().map(|&(report, time)| {
        let strategy = report.strategy;
        if !differ((fastest, least), (report, time)) {
            Fact::NoClearDifference {
                strategy,
                time,
                fastest: fastest.strategy,
            }
        } else {
            let times = time.0 / least.0;
            Fact::Longer {
                strategy,
                time,
                times,
            }
        }
    }));
    facts
}

/// Whether two times clearly differ, each given with the report it is of.
pub fn differ(one: (&StrategyReport, Millis), other: (&StrategyReport, Millis)) -> bool {
    !spread_of(one.0, one.1).overlaps(spread_of(other.0, other.1))
}

/// What the true time may be, for telling two strategies apart; see the top of this file.
pub fn spread_of(report: &StrategyReport, time: Millis) -> Interval {
    let range = report.range.filter(|_| report.samples.len() >= 2);
    let several = report.interval.or(range);
    several.unwrap_or_else(|| single_run_spread(time.0))
}

fn rounds(trace: &Trace) -> Option<Fact> {
    let requests = requests(trace);
    let at_once = most_waits_in_flight(trace);
    let goes_on = trace.strategy.meanwhile() == Meanwhile::GoesOn;
    (goes_on && at_once > 1 && requests > 1).then(|| Fact::Rounds {
        strategy: trace.strategy,
        requests,
        at_once,
        rounds: requests.div_ceil(at_once),
    })
}

fn requests(trace: &Trace) -> usize {
    let in_flight = |kind| kind == SpanKind::InFlight;
    let spans = trace.spans.iter();
    spans.filter(|span| in_flight(span.kind)).count()
}

fn held_requests(trace: &Trace, time: Millis) -> Option<Fact> {
    let mut holding: Vec<Track> = trace
        .spans
        .iter()
        .filter(|span| span.kind == SpanKind::Blocked && span.chunk.is_some())
        .map(|span| span.track)
        .filter(|track| matches!(track, Track::Worker(_)))
        .collect();
    holding.sort_unstable();
    holding.dedup();
    (holding.len() > 1 && !computes(trace)).then_some(Fact::ThreadsHoldRequests {
        strategy: trace.strategy,
        threads: holding.len(),
        time,
    })
}

fn caller_free(report: &StrategyReport) -> Option<Fact> {
    Some(Fact::CallerFree {
        strategy: report.strategy,
        share: report.caller_free_share?,
        letters: report.letters_sorted,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{measured, span, unmeasured};
    use super::super::{StrategyRecord, report};
    use super::*;

    fn verdict_of(strategies: Vec<StrategyRecord>) -> Vec<Fact> {
        let record = Record {
            strategies,
            ..Record::default()
        };
        verdict(&record, &report(&record))
    }

    #[test]
    fn nothing_says_nothing() {
        assert_eq!(verdict_of(vec![unmeasured(Strategy::Async)]), []);
    }

    #[test]
    fn apart_and_overlapping() {
        let facts = verdict_of(vec![
            measured(Strategy::Blocking, &[2_000.0, 2_100.0, 2_050.0]),
            measured(Strategy::Async, &[400.0, 410.0, 420.0]),
            measured(Strategy::Parallel, &[415.0, 425.0, 435.0]),
        ]);
        let of = |strategy, ms| (strategy, Millis(ms));
        let (fastest, time) = of(Strategy::Async, 410.0);
        assert_eq!(
            facts[..4],
            [
                Fact::Basis(Basis::Measured { repeats: 3 }),
                Fact::Fastest {
                    strategy: fastest,
                    time
                },
                Fact::NoClearDifference {
                    strategy: Strategy::Parallel,
                    time: Millis(425.0),
                    fastest
                },
                Fact::Longer {
                    strategy: Strategy::Blocking,
                    time: Millis(2_050.0),
                    times: 5.0
                },
            ]
        );
    }

    #[test]
    fn watched_runs_need_a_tenth() {
        let watched = |strategy, ms| {
            let mut own = measured(strategy, &[ms]);
            own.watch = own.repeats.pop();
            own
        };
        let facts = verdict_of(vec![
            watched(Strategy::Async, 100.0),
            watched(Strategy::Parallel, 109.0),
            watched(Strategy::Blocking, 112.0),
        ]);
        assert_eq!(facts[0], Fact::Basis(Basis::Watched));
        assert!(matches!(
            facts[2],
            Fact::NoClearDifference {
                strategy: Strategy::Parallel,
                ..
            }
        ));
        assert!(matches!(
            facts[3],
            Fact::Longer {
                strategy: Strategy::Blocking,
                ..
            }
        ));
    }

    #[test]
    fn twenty_requests_in_rounds_and_threads_that_hold_them() {
        let mut on_one = measured(Strategy::Async, &[400.0]);
        let mut on_two = measured(Strategy::Parallel, &[1_000.0]);
        for wait in 0..20u32 {
            let start = f64::from(wait / 6) * 100_000.0;
            let end = start + 100_000.0;
            let spans = &mut on_one.repeats[0].trace.spans;
            spans.push(span(Track::Wait(wait), SpanKind::InFlight, start, end));
            let start = f64::from(wait / 2) * 100_000.0;
            let mut held = span(
                Track::Worker((wait % 2) as u16),
                SpanKind::Blocked,
                start,
                start + 100_000.0,
            );
            held.chunk = Some(wait);
            on_two.repeats[0].trace.spans.push(held);
        }
        let facts = verdict_of(vec![on_one, on_two]);
        assert!(facts.contains(&Fact::Rounds {
            strategy: Strategy::Async,
            requests: 20,
            at_once: 6,
            rounds: 4
        }));
        assert!(facts.contains(&Fact::ThreadsHoldRequests {
            strategy: Strategy::Parallel,
            threads: 2,
            time: Millis(1_000.0)
        }));
    }
}
