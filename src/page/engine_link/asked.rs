//! What the machine was asked for, and where it is.

use super::shapes::Flavour;
use crate::comparison::{Case, Comparison, Phase};
use crate::protocol::engine::ToEngine;
use crate::values::Values;

/// A comparison that was asked for, and is not over.
#[derive(Debug)]
pub struct Asked {
    /// What is left of it.
    pub comparison: Comparison,
    /// Where it is.
    pub progress: Progress,
}

/// Where a comparison is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// No engine has it.
    Waiting,
    /// The engine has it; the run that goes on.
    Running(Option<(u16, Phase)>),
    /// The engine is to stop.
    Stopping(Option<(u16, Phase)>),
}

impl Asked {
    /// Threads that the pool needs for all of its runs.
    pub fn pool_size(&self) -> u16 {
        let sizes = self.comparison.cases.iter().map(Case::pool_size);
        sizes.max().unwrap_or_default()
    }

    /// The engine that it wants.
    pub fn flavour(&self) -> Flavour {
        match self.comparison.scripts.is_empty() {
            true => Flavour::Lessons,
            false => Flavour::Scripts,
        }
    }

    /// What the engine is told of it.
    pub fn message(&self) -> ToEngine {
        ToEngine::Compare(self.comparison.clone())
    }

    /// Whether it is to end.
    pub const fn is_stopping(&self) -> bool {
        matches!(self.progress, Progress::Stopping(_))
    }

    /// The run that goes on.
    pub const fn current(&self) -> Option<(u16, Phase)> {
        match self.progress {
            Progress::Waiting => None,
            Progress::Running(current) | Progress::Stopping(current) => current,
        }
    }

    /// Another run goes on, or none.
    pub const fn set_current(&mut self, new: Option<(u16, Phase)>) {
        match &mut self.progress {
            Progress::Waiting => {}
            Progress::Running(current) | Progress::Stopping(current) => *current = new,
        }
    }
}

/// A size is to be found.
#[derive(Debug)]
pub struct Sizing {
    /// Of this lesson,
    pub lesson: String,
    /// with these values.
    pub values: Values,
    /// Whether the engine has been asked.
    pub is_sent: bool,
}

impl Sizing {
    /// One that nobody was asked for yet.
    pub const fn of(lesson: String, values: Values) -> Self {
        Self {
            lesson,
            values,
            is_sent: false,
        }
    }
}
