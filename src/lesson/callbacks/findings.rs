//! What it adds: the programs' traces on each other, and, where a request fails, where its error ended up.

mod errors;
mod traces;

use super::{AFTER, ASYNC_AWAIT, CALLBACKS, HEARD, PROMISE_CHAIN};
use crate::key::Key;
use crate::report::CaseReport;
use crate::view::numbers::whole;
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::sentences::{capital, name};
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[
        OwnChart {
            key: Key::new("errors"),
            has: |reports| reports.iter().any(|report| Ended::of(report).is_some()),
            draw: errors::draw,
        },
        OwnChart {
            key: Key::new("traces"),
            has: |reports| reports.iter().any(|report| !report.waits.is_empty()),
            draw: traces::draw,
        },
    ],
    said,
};

/// What became of the error of a request that failed.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ended {
    /// Whether who had asked for all of it heard of the error.
    is_heard: bool,
    /// Requests made after it.
    after: f64,
}

impl Ended {
    /// Nothing where no request was to fail.
    fn of(report: &CaseReport) -> Option<Self> {
        Some(Self {
            is_heard: report.measure(HEARD)? > 0.5,
            after: report.measure(AFTER)?,
        })
    }
}

fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let sentence = |report: &CaseReport| {
        let ended = Ended::of(report)?;
        let key = match (report.program.key, ended.is_heard) {
            (CALLBACKS, false) => "lesson.said-lost",
            (PROMISE_CHAIN, true) => "lesson.said-caught",
            (ASYNC_AWAIT, true) => "lesson.said-returned",
            (_, true) => "lesson.said-heard",
            (_, false) => "lesson.said-unheard",
        };
        let program = capital(&name(words, report.program));
        let n = whole(ended.after.round() as u64);
        Some(words.with(key, &[("program", &program), ("n", &n)]))
    };
    reports.iter().filter_map(sentence).collect()
}

#[cfg(test)]
#[path = "findings/tests.rs"]
mod tests;
