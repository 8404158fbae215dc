//! The verdict: what the numbers say, as facts; the page has the words.
//!
//! **When does one strategy take longer than another?** When the interval of their ratio, taken round by
//! round, lies above 1. It exists from six rounds on; with fewer, and of watched runs, only times are told.
//!
//! Two comparisons have no rounds in common. There the intervals of the medians must have nothing in common;
//! they, too, exist from six rounds on.
//!
//! Programs that do another job are not compared: each job has its fastest.

use super::occupancy::{computes, most_at_once, most_waits_in_flight};
use super::paired::Ratio;
use super::warnings::{Warning, warnings};
use super::{CaseRecord, CaseReport, Record};
use crate::strategy::{Meanwhile, Strategy};
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};

/// One thing the numbers say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fact {
    /// Where the times come from. Always first, if there are any.
    Basis(Basis),
    /// So long it took about, watched.
    About {
        /// Whose: its case's number.
        case: u16,
        /// How long.
        time: Millis,
    },
    /// What overlapped in a run that was watched.
    Overlap {
        /// Whose: its case's number.
        case: u16,
        /// Of what.
        what: Overlapping,
        /// So many at once, at most.
        most: usize,
    },
    /// The shortest time of its job.
    Fastest {
        /// Whose: its case's number.
        case: u16,
        /// How long.
        time: Millis,
    },
    /// Longer than the fastest, clearly.
    Longer {
        /// Whose: its case's number.
        case: u16,
        /// How long.
        time: Millis,
        /// How many times as long as the fastest, round by round.
        times: f64,
        /// The fastest, where there are several jobs, each with one.
        than: Option<u16>,
    },
    /// So long, and too few rounds to tell whether that differs from the fastest.
    TooFewRounds {
        /// Whose: its case's number.
        case: u16,
        /// How long.
        time: Millis,
    },
    /// No clear difference from the fastest: it does not take longer in all likely cases.
    NoClearDifference {
        /// Whose: its case's number.
        case: u16,
        /// How long.
        time: Millis,
        /// The fastest.
        fastest: u16,
    },
    /// "Six connections: 20 requests took 4 rounds."
    Rounds {
        /// Who asked: its case's number.
        case: u16,
        /// How many requests.
        requests: usize,
        /// The most on their way at once.
        at_once: usize,
        /// So many rounds it took.
        rounds: usize,
    },
    /// Each of several threads stood still for one request at a time.
    ThreadsHoldRequests {
        /// Who asked: its case's number.
        case: u16,
        /// How many threads.
        threads: usize,
        /// How long it took.
        time: Millis,
    },
    /// How much time the caller had to spare. Not whether it could be answered: that is `Unanswered`.
    CallerFree {
        /// Whose case.
        case: u16,
        /// Share of the time.
        share: f64,
        /// Letters sorted a second in the watched run.
        letters_a_second: Option<f64>,
    },
    /// The longest time it could not be answered, in the worst run.
    Unanswered {
        /// Whose case.
        case: u16,
        /// How long.
        longest: Millis,
    },
    /// Something the reader of the numbers should know.
    Warning(Warning),
}

/// Where the times come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// One run each, uncounted, with other work for the caller: nothing to compare.
    Watched,
    /// Counted runs; the fewest that any strategy has.
    Measured {
        /// Repeats of each.
        repeats: usize,
    },
}

/// What may overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlapping {
    /// Requests on their way.
    Requests,
    /// Chunks being computed.
    Chunks,
}

/// What a record says. `reports` are its reports, from `report(record)`.
pub fn verdict(record: &Record, reports: &[CaseReport]) -> Vec<Fact> {
    let repeats = record.cases.iter().map(|own| own.repeats.len());
    let mut facts = match repeats.filter(|&repeats| repeats > 0).min() {
        Some(repeats) => measured(repeats, record, reports),
        None => watched(record, reports),
    };
    let warnings = warnings(record).into_iter().map(Fact::Warning);
    facts.extend(warnings);
    facts
}

/// One run of each, in the order asked for: how long about, what overlapped, how free the caller was.
fn watched(record: &Record, reports: &[CaseReport]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (own, report) in record.cases.iter().zip(reports) {
        let case = report.case;
        if let Some((trace, time)) = own.watched_trace().zip(report.watched) {
            facts.push(Fact::About { case, time });
            facts.extend(overlap(case, trace));
            facts.extend(caller_free(own, report));
        }
    }
    if !facts.is_empty() {
        facts.insert(0, Fact::Basis(Basis::Watched));
    }
    facts
}

/// Requests, where there are any, else chunks.
fn overlap(case: u16, trace: &Trace) -> Option<Fact> {
    let of = |kind, what| {
        let most = most_at_once(trace, kind);
        (most > 0).then_some(Fact::Overlap { case, what, most })
    };
    let requests = of(SpanKind::InFlight, Overlapping::Requests);
    requests.or_else(|| of(SpanKind::Work, Overlapping::Chunks))
}

/// How the times compare, and what else the counted runs say.
fn measured(repeats: usize, record: &Record, reports: &[CaseReport]) -> Vec<Fact> {
    let mut facts = times(repeats, record, reports);
    for (own, report) in record.cases.iter().zip(reports) {
        let time = report.median.or(report.watched);
        let Some((trace, time)) = own.typical_trace().zip(time) else {
            continue;
        };
        facts.extend(rounds(report.case, trace));
        facts.extend(held_requests(report.case, trace, time));
        facts.extend(caller_free(own, report));
        facts.extend(unanswered(report));
    }
    facts
}

/// The fastest of each job, and each other's distance from it, the nearest first. Where some strategies are
/// measured and others only watched, the measured ones are compared.
fn times(repeats: usize, record: &Record, reports: &[CaseReport]) -> Vec<Fact> {
    let both = record.cases.iter().zip(reports);
    let mut ranked: Vec<_> = both
        .filter_map(|(own, report)| Some((own, report.median?)))
        .collect();
    ranked.sort_by(|a, b| a.1.0.total_cmp(&b.1.0));
    if ranked.is_empty() {
        return Vec::new();
    }
    let mut facts = vec![Fact::Basis(Basis::Measured { repeats })];
    let jobs = jobs(record);
    for job in &jobs {
        let mut of_job = ranked.iter().filter(|(own, _)| own.job() == *job);
        let Some(&(fastest, time)) = of_job.next() else {
            continue;
        };
        let case = fastest.case.id;
        facts.push(Fact::Fastest { case, time });
        let than = (jobs.len() > 1).then_some(case);
        facts.extend(of_job.map(|&(own, time)| beside((own, time), fastest, than)));
    }
    facts
}

/// A case beside the fastest of its job.
fn beside((own, time): (&CaseRecord, Millis), fastest: &CaseRecord, than: Option<u16>) -> Fact {
    let case = own.case.id;
    let ratio = Ratio::of(own, fastest);
    match ratio.and_then(|ratio| Some((ratio.value, ratio.interval?))) {
        None => Fact::TooFewRounds { case, time },
        Some((times, interval)) if interval.low > 1.0 => Fact::Longer {
            case,
            time,
            times,
            than,
        },
        Some(_) => Fact::NoClearDifference {
            case,
            time,
            fastest: fastest.case.id,
        },
    }
}

/// The jobs that are done, in the order in which they were asked for.
fn jobs(record: &Record) -> Vec<Option<u32>> {
    let mut jobs = Vec::new();
    for own in &record.cases {
        if !jobs.contains(&own.job()) {
            jobs.push(own.job());
        }
    }
    jobs
}

/// Whether the medians of two comparisons clearly differ; see the top of this file. `None` where one has too
/// few rounds to tell.
pub fn differ(one: &CaseReport, other: &CaseReport) -> Option<bool> {
    Some(!one.likely?.overlaps(other.likely?))
}

fn rounds(case: u16, trace: &Trace) -> Option<Fact> {
    let requests = requests(trace);
    let at_once = most_waits_in_flight(trace);
    let waits = |strategy: Strategy| strategy.meanwhile() == Meanwhile::Waits;
    let goes_on = !trace.program.quadrant.is_some_and(waits);
    let rounds = requests.div_ceil(at_once.max(1));
    // Requests that need what others brought take more.
    let are_rounds = goes_on && at_once > 1 && requests > 1 && rounds == one_after_the_other(trace);
    are_rounds.then_some(Fact::Rounds {
        case,
        requests,
        at_once,
        rounds,
    })
}

/// The most requests that followed each other, each begun when the one before it was answered.
fn one_after_the_other(trace: &Trace) -> usize {
    let spans = trace.spans.iter();
    let mut flights: Vec<&Span> = spans
        .filter(|span| span.kind == SpanKind::InFlight)
        .collect();
    flights.sort_by(|a, b| a.end.0.total_cmp(&b.end.0));
    let (mut count, mut last) = (0, f64::NEG_INFINITY);
    for flight in flights {
        if flight.start.0 >= last {
            (count, last) = (count + 1, flight.end.0);
        }
    }
    count
}

fn requests(trace: &Trace) -> usize {
    let in_flight = |kind| kind == SpanKind::InFlight;
    let spans = trace.spans.iter();
    spans.filter(|span| in_flight(span.kind)).count()
}

fn held_requests(case: u16, trace: &Trace, time: Millis) -> Option<Fact> {
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
        case,
        threads: holding.len(),
        time,
    })
}

fn caller_free(own: &CaseRecord, report: &CaseReport) -> Option<Fact> {
    // A longer run sorts more: what compares is the rate.
    let watched = own.watched_trace();
    let sorting = watched.filter(|trace| trace.letters_sorted > 0 && trace.wall > Micros::ZERO);
    let rate = |trace: &Trace| trace.letters_sorted as f64 / (trace.wall.to_millis().0 / 1_000.0);
    Some(Fact::CallerFree {
        case: report.case,
        share: report.caller_free_share?,
        letters_a_second: sorting.map(rate),
    })
}

/// A job that was carried out several times on end for one sample kept the caller for longer than it takes: that says
/// nothing of the job.
fn unanswered(report: &CaseReport) -> Option<Fact> {
    let longest = report.longest_freeze?;
    let samples = report.samples.iter().map(|sample| sample.0);
    let slowest = samples.fold(0.0, f64::max);
    (longest.0 <= slowest).then_some(Fact::Unanswered {
        case: report.case,
        longest,
    })
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
