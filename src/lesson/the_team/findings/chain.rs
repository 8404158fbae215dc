//! The longest chain of tasks each of which needs the one before, by the times that they took in a run: its critical path.

use super::super::{NEEDS, TASKS};
use super::number;
use crate::report::works::Worked;
use crate::units::Millis;

/// The longest chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Its tasks, in order.
    pub tasks: Vec<u32>,
    /// How long they took together.
    pub length: Millis,
}

impl Chain {
    /// That of a run in which all tasks were done.
    pub fn of(works: &[Worked]) -> Option<Self> {
        if !works.iter().map(|own| own.chunk).eq(0..TASKS) {
            return None;
        }
        // Of each task how long the longest chain is that ends with it: those it needs have lower numbers.
        let mut lengths = [0.0; TASKS as usize];
        let longest = |among: &[u32], lengths: &[f64]| {
            let length = |task: &u32| lengths.get(*task as usize).copied().unwrap_or(0.0);
            let longer = |one: u32, other: u32| {
                if length(&other) > length(&one) {
                    other
                } else {
                    one
                }
            };
            let last = among.iter().copied().reduce(longer)?;
            Some((last, length(&last)))
        };
        for (place, own) in works.iter().enumerate() {
            let before = longest(NEEDS[place], &lengths).map_or(0.0, |(_, length)| length);
            lengths[place] = before + own.to.0 - own.from.0;
        }
        let all: Vec<u32> = (0..TASKS).collect();
        let (last, length) = longest(&all, &lengths).filter(|(_, length)| *length > 0.0)?;
        let mut tasks = vec![last];
        while let Some((before, _)) = longest(NEEDS[tasks[0] as usize], &lengths) {
            tasks.insert(0, before);
        }
        Some(Self {
            tasks,
            length: Millis(length),
        })
    }

    /// Its tasks by their numbers.
    pub fn text(&self) -> String {
        let numbers: Vec<String> = self.tasks.iter().map(|task| number(*task)).collect();
        numbers.join(" → ")
    }
}
