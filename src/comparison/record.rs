//! What is kept of a comparison: the source of every number and drawing.

use super::{Case, Fault, Run};
use crate::key::Key;
use crate::program::Program;
use crate::trace::Trace;
use crate::units::{Micros, Millis};
use crate::values::JOB;
use serde::{Deserialize, Serialize};

/// All that is kept of a comparison: the source of every number and drawing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Record {
    /// In the order they were asked for.
    pub cases: Vec<CaseRecord>,
    /// What speed-up is measured against: the first of these that does the same job and has measured runs.
    pub baselines: Vec<Key>,
    /// Threads given to the strategies that use many.
    pub threads: u32,
    /// What starting the pool took, once.
    pub pool_start: Option<Millis>,
}

/// A case keeps the spans of all its runs up to so many: at about 22 bytes each they take some 100 KB.
const FEW_SPANS: usize = 5_000;

/// All that is kept of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRecord {
    /// Whose.
    pub case: Case,
    /// The watched run: not counted.
    pub watch: Option<Run>,
    /// Times of the warm-up runs, of which the first is cold.
    pub warm_ups: Vec<Micros>,
    /// The counted runs, in order. Interleaved: the n-th of each strategy belong together.
    pub repeats: Vec<Run>,
    /// Why there are no more.
    pub fault: Option<Fault>,
    /// The page's longest gap between frames while this strategy ran.
    pub page_longest_gap: Option<Millis>,
}

impl CaseRecord {
    /// Nothing ran yet.
    pub const fn new(case: Case) -> Self {
        Self {
            case,
            watch: None,
            warm_ups: Vec::new(),
            repeats: Vec::new(),
            fault: None,
            page_longest_gap: None,
        }
    }

    /// Which of its lesson's jobs it does, where there are several.
    pub fn job(&self) -> Option<u32> {
        self.case.values.get(JOB)
    }

    /// How it carries the job out.
    pub const fn program(&self) -> Program {
        self.case.program
    }

    /// The trace that stands for this strategy in drawings: the counted run whose time is the
    /// median (the lower of the middle two), or the watched one while nothing is counted.
    pub fn typical_trace(&self) -> Option<&Trace> {
        let mut by_time: Vec<&Trace> = self.counted().map(|run| &run.trace).collect();
        by_time.sort_by(|a, b| a.per_iteration().0.total_cmp(&b.per_iteration().0));
        let middle = by_time.len().saturating_sub(1) / 2;
        by_time.get(middle).copied().or(self.watched_trace())
    }

    /// Forgets the spans and beats of its counted runs, but those of the run that stands for it in drawings, where all
    /// together are many. To be done when the numbers are known.
    pub fn keep_typical_spans(&mut self) {
        let spans = self.repeats.iter().map(|run| run.trace.spans.len());
        if spans.sum::<usize>() <= FEW_SPANS {
            return;
        }
        let typical = self.typical_trace().map(std::ptr::from_ref);
        for run in &mut self.repeats {
            if typical != Some(std::ptr::from_ref(&run.trace)) {
                run.trace.forget_spans();
            }
        }
    }

    /// Whether a repeat is counted: one that was disturbed is not, unless all were.
    pub fn is_counted(&self, repeat: &Run) -> bool {
        repeat.disturbance.is_none() || self.repeats.iter().all(|run| run.disturbance.is_some())
    }

    /// The repeats that are counted.
    pub fn counted(&self) -> impl Iterator<Item = &Run> {
        self.repeats.iter().filter(|run| self.is_counted(run))
    }

    /// What the very first run took: cold, where anything was compiled for it.
    pub fn first_run(&self) -> Option<Micros> {
        let watched = self.watched_trace().map(Trace::per_iteration);
        self.warm_ups.first().copied().or(watched)
    }

    /// The watched run's trace.
    pub fn watched_trace(&self) -> Option<&Trace> {
        self.watch.as_ref().map(|run| &run.trace)
    }

    /// The traces that numbers come from: the counted runs', or the watched one's while nothing is
    /// counted.
    pub fn counted_traces(&self) -> Vec<&Trace> {
        if self.repeats.is_empty() {
            self.watched_trace().into_iter().collect()
        } else {
            self.counted().map(|run| &run.trace).collect()
        }
    }
}
