//! A comparison's numbers: worked out from its runs, or put into reports from a result file, where the spans
//! that they came from are not there any more.

use super::session::Session;
use crate::key::Key;
use crate::program::Program;
use crate::protocol::result::StrategyV1;
use crate::report::statistics::Interval;
use crate::report::verdict::{Fact, verdict};
use crate::report::{CaseReport, Speedup, report};
use crate::units::Millis;

/// A comparison's numbers and what they say.
#[derive(Debug, Clone)]
pub struct Numbers {
    /// A report a case.
    pub reports: Vec<CaseReport>,
    /// What they say.
    pub facts: Vec<Fact>,
}

impl Numbers {
    /// Works a comparison out.
    pub fn of(session: &Session) -> Self {
        let reports = report(&session.record);
        let facts = verdict(&session.record, &reports);
        Self { reports, facts }
    }

    /// Judges anew: the reports are others now.
    pub fn judge(&mut self, session: &Session) {
        self.facts = verdict(&session.record, &self.reports);
    }

    /// Whether anything was measured.
    pub fn is_measured(&self) -> bool {
        self.reports.iter().any(|report| report.median.is_some())
    }
}

/// Every number that a result has replaces the report's, also where it has none.
pub fn put(report: &mut CaseReport, numbers: &StrategyV1) {
    let ms = |time: Option<f64>| time.map(Millis);
    report.median = ms(numbers.median_ms);
    report.interval = numbers.ci95_ms.map(interval);
    report.caller_free_share = numbers.caller_free_share;
    report.letters_sorted = numbers.meanwhile_done;
    report.longest_freeze = ms(numbers.longest_freeze_ms);
    report.page_longest_gap = ms(numbers.page_longest_gap_ms);
    report.threads_at_work = numbers.threads_at_work;
    report.waits_in_flight = numbers.waits_in_flight;
    report.turns = numbers.turns;
    report.efficiency = numbers.efficiency;
    report.imbalance = numbers.imbalance;
    report.pool_start = ms(numbers.pool_start_ms);
    report.first_run = ms(numbers.first_run_ms);
    report.answer.clone_from(&numbers.answer);
    let measures = numbers.measures.iter();
    report.measures = measures
        .filter_map(|(name, value)| Some((Key::parse(name)?, *value)))
        .collect();
    report.speedup = numbers.speedup.as_ref().and_then(|speedup| {
        Some(Speedup {
            against: Program::named(Key::parse(&speedup.against)?),
            value: speedup.value,
            interval: speedup.ci95.map(interval),
        })
    });
}

/// Numbers that come from spans and stand in no result: where spans are missing there are none.
pub fn forget_spans(report: &mut CaseReport) {
    report.most_waits_in_flight = None;
    report.turn_cost = None;
    report.waits_queued = None;
    report.occupancy = None;
}

const fn interval([low, high]: [f64; 2]) -> Interval {
    Interval { low, high }
}
