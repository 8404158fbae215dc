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
        // Of each task the longest chain that ends with it: those it needs have lower numbers.
        let mut ending: Vec<Self> = Vec::new();
        for (own, needs) in works.iter().zip(NEEDS) {
            let before = needs.iter().filter_map(|&needed| ending.get(needed as usize));
            let mut chain = longest(before).cloned().unwrap_or(Self { tasks: Vec::new(), length: Millis(0.0) });
            chain.tasks.push(own.chunk);
            chain.length.0 += own.to.0 - own.from.0;
            ending.push(chain);
        }
        longest(ending.iter()).filter(|chain| chain.length.0 > 0.0).cloned()
    }

    /// Its tasks by their numbers.
    pub fn text(&self) -> String {
        let numbers: Vec<String> = self.tasks.iter().map(|task| number(*task)).collect();
        numbers.join(" → ")
    }
}

fn longest<'a>(chains: impl Iterator<Item = &'a Chain>) -> Option<&'a Chain> {
    chains.max_by(|one, other| one.length.0.total_cmp(&other.length.0))
}
