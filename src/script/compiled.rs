//! A program that was compiled, and where in its text its parts come from.

use super::ticks::Ticking;
use rune::Hash;
use rune::runtime::Unit;
use std::ops::Range;
use std::sync::Arc;

/// A program that can be run.
pub struct Compiled {
    /// Its text.
    pub source: String,
    /// What the caller runs.
    pub main: Arc<Unit>,
    /// What chunks compute.
    pub chunks: Arc<Unit>,
    /// What each of these was compiled from.
    pub texts: [(Arc<Unit>, Ticking); 2],
}

impl Compiled {
    /// The part of the program that a part of what that unit was compiled from is.
    pub fn original(&self, unit: &Arc<Unit>, at: Range<usize>) -> Range<usize> {
        let text = self
            .texts
            .iter()
            .find(|(known, _)| Arc::ptr_eq(known, unit));
        match text {
            Some((_, text)) => text.original(at),
            None => at,
        }
    }

    /// Whether there is a function of that name to begin with.
    pub fn has_main(&self) -> bool {
        has_function(&self.chunks, Hash::type_hash(["main"]))
    }
}

/// Whether a unit has a function of that name.
pub fn has_function(unit: &Unit, name: Hash) -> bool {
    let known = unit.debug_info();
    known.is_some_and(|known| known.functions.contains_key(&name))
}
