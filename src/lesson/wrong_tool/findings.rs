//! What it adds: a two by two of gains, a row a job and a column a tool, and what was gained in sentences, each with
//! its because. A gain is the ratio to the same job done plainly, and none is told that its interval does not hold.

mod gains;

use super::{WAIT_ASYNC, WAIT_PARALLEL, WORK_ASYNC, WORK_PARALLEL};
use crate::comparison::Fault;
use crate::key::Key;
use crate::report::{CaseReport, Speedup};
use crate::view::numbers::{decimal, times, whole};
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::sentences::{capital, name};
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("gains"),
        has: |reports| reports.iter().any(|report| report.speedup.is_some()),
        draw: gains::draw,
    }],
    said,
};

/// A gain or a loss of less than so much is no clear difference, however exactly it is known.
const SMALL: f64 = 0.1;

/// A job and a tool for it.
struct Cell {
    program: Key,
    /// What is said where it was clearly faster.
    because: &'static str,
    waits: bool,
    is_parallel: bool,
}

const CELLS: [Cell; 4] = [
    Cell {
        program: WAIT_ASYNC,
        because: "lesson.said-wait-async",
        waits: true,
        is_parallel: false,
    },
    Cell {
        program: WAIT_PARALLEL,
        because: "lesson.said-wait-parallel",
        waits: true,
        is_parallel: true,
    },
    Cell {
        program: WORK_ASYNC,
        because: "lesson.said-work-async",
        waits: false,
        is_parallel: false,
    },
    Cell {
        program: WORK_PARALLEL,
        because: "lesson.said-work-parallel",
        waits: false,
        is_parallel: true,
    },
];

/// What a tool brought.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Gain {
    /// The job was done faster,
    Faster(Speedup),
    /// or slower,
    Slower(Speedup),
    /// or neither clearly.
    Same(Speedup),
    /// There are too few rounds to tell.
    Few(Speedup),
    /// It could not be done so here.
    Unavailable,
    /// It was not done so, or not plainly.
    None,
}

impl Gain {
    fn of(report: Option<&CaseReport>) -> Self {
        let Some(report) = report else {
            return Self::None;
        };
        match (report.speedup, &report.fault) {
            (Some(speedup), _) => Self::told(speedup),
            (None, Some(Fault::Unavailable(_))) => Self::Unavailable,
            (None, _) => Self::None,
        }
    }

    fn told(speedup: Speedup) -> Self {
        match speedup.interval {
            None => Self::Few(speedup),
            Some(interval) if interval.low > 1.0 + SMALL => Self::Faster(speedup),
            Some(interval) if interval.high < 1.0 - SMALL => Self::Slower(speedup),
            Some(_) => Self::Same(speedup),
        }
    }

    const fn speedup(self) -> Option<Speedup> {
        match self {
            Self::Faster(own) | Self::Slower(own) | Self::Same(own) | Self::Few(own) => Some(own),
            Self::Unavailable | Self::None => None,
        }
    }
}

/// The report of a cell's program.
fn report_of<'a>(reports: &'a [CaseReport], cell: &Cell) -> Option<&'a CaseReport> {
    reports
        .iter()
        .find(|report| report.program.key == cell.program)
}

/// Of what there was so much at a time: requests on their way, or threads computing, on average.
fn at_a_time(report: &CaseReport, cell: &Cell) -> Option<String> {
    if cell.waits {
        return report
            .most_waits_in_flight
            .map(|most| whole(most.round() as u64));
    }
    report.threads_at_work.map(|threads| decimal(threads, 1))
}

fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let cells = CELLS
        .iter()
        .filter_map(|cell| sentence(cell, reports, words));
    let mut sentences: Vec<String> = cells.collect();
    let is_measured = |waits: bool| {
        let mut cells = CELLS.iter().filter(|cell| cell.waits == waits);
        cells.any(|cell| Gain::of(report_of(reports, cell)) != Gain::None)
    };
    match (is_measured(true), is_measured(false)) {
        (true, false) => sentences.push(words.get("lesson.said-other-works").to_owned()),
        (false, true) => sentences.push(words.get("lesson.said-other-waits").to_owned()),
        (true, true) | (false, false) => {}
    }
    sentences
}

/// Nothing where too few rounds are measured: that is said elsewhere.
fn sentence(cell: &Cell, reports: &[CaseReport], words: &Words) -> Option<String> {
    let report = report_of(reports, cell)?;
    let gain = Gain::of(Some(report));
    let n = at_a_time(report, cell);
    let key = match (gain, &n) {
        (Gain::Faster(_), Some(_)) => cell.because,
        (Gain::Slower(_), _) => "lesson.said-slower",
        (Gain::Same(_), _) => "lesson.said-same",
        // How it came about is not known of a loaded result: the chart has the number.
        (Gain::Faster(_), None) | (Gain::Few(_) | Gain::Unavailable | Gain::None, _) => {
            return None;
        }
    };
    let speedup = gain.speedup()?;
    let parts = [
        ("program", &*capital(&name(words, report.program))),
        ("plain", &*name(words, speedup.against)),
        ("times", &*times(speedup.value)),
        ("n", &*n.unwrap_or_default()),
    ];
    Some(words.with(key, &parts))
}

#[cfg(test)]
#[path = "findings/tests.rs"]
mod tests;
