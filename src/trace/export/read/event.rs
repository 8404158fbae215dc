//! One event of a trace file, whoever wrote it.

use crate::trace::export::loose::Loose;
use serde::Deserialize;

/// No time in microseconds is beyond this: thirty thousand years.
const LATEST: f64 = 1e18;

/// What of an event matters here.
#[derive(Debug, Deserialize)]
pub struct Event {
    /// Its name.
    #[serde(default)]
    pub name: Loose,
    #[serde(default)]
    ph: Loose,
    #[serde(default)]
    ts: Loose,
    #[serde(default)]
    dur: Loose,
    /// The process.
    #[serde(default)]
    pub pid: Loose,
    /// The thread.
    #[serde(default)]
    pub tid: Loose,
    /// What pairs of the same asynchronous thing have in common.
    #[serde(default)]
    pub id: Loose,
    /// What else is said of it.
    #[serde(default)]
    pub args: Loose,
}

/// What kind of event it is, as far as that matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It names something.
    Naming,
    /// Something as a whole: when it began, and how long it took.
    Complete,
    /// Something begins in a thread.
    Begin,
    /// The last to begin in that thread ends.
    End,
    /// Something begins that takes no thread.
    AsyncBegin,
    /// It ends.
    AsyncEnd,
    /// It takes no time: a mark, a counter, an arrow.
    Timeless,
}

impl Event {
    /// Its kind; nothing where it has none.
    pub fn phase(&self) -> Option<Phase> {
        Some(match self.ph.text()? {
            "M" => Phase::Naming,
            "X" => Phase::Complete,
            "B" => Phase::Begin,
            "E" => Phase::End,
            "b" => Phase::AsyncBegin,
            "e" => Phase::AsyncEnd,
            _ => Phase::Timeless,
        })
    }

    /// When it was, in microseconds; nothing where that is no time.
    pub fn time(&self) -> Option<f64> {
        self.ts.quantity().filter(|time| time.abs() <= LATEST)
    }

    /// How long it took, in microseconds, or `None` where that is not said; nothing where it is no length.
    pub fn length(&self) -> Option<Option<f64>> {
        if self.dur == Loose::Missing {
            return Some(None);
        }
        let length = self.dur.quantity();
        length
            .filter(|length| (0.0..=LATEST).contains(length))
            .map(Some)
    }
}
