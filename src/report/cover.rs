//! How much of a run a set of spans covers. All of "where did the time go" is made of this.

use crate::trace::{Span, Trace};
use crate::units::Micros;

/// Length of the union of these spans, so that overlapping spans count once. What lies before the
/// run's start or after its end does not count.
pub fn covered<'a>(trace: &Trace, spans: impl Iterator<Item = &'a Span>) -> Micros {
    let (mut total, mut open, mut since) = (Micros::ZERO, 0, Micros::ZERO);
    for Change { at, begins, .. } in changes(spans.map(|span| clip(trace, span)).collect()) {
        match (begins, open) {
            (true, 0) => since = at,
            (false, 1) => total = total + (at - since),
            _ => {}
        }
        open = if begins { open + 1 } else { open - 1 };
    }
    total
}

/// A stretch of time begins or ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// When.
    pub at: Micros,
    /// Whether it begins.
    pub begins: bool,
    /// Which of them it is.
    pub place: usize,
}

/// Where stretches of time begin and end, in order; one that ends when another begins comes first. Those without length
/// are left out. There is one such order for all who ask, for each call of the standard library's sort with an order of
/// its own adds kilobytes to a module.
pub fn changes(stretches: Vec<(Micros, Micros)>) -> Vec<Change> {
    let long = stretches
        .into_iter()
        .enumerate()
        .filter(|(_, (start, end))| end > start);
    let both = long.flat_map(|(place, (start, end))| {
        [(start, true), (end, false)].map(|(at, begins)| Change { at, begins, place })
    });
    let mut changes: Vec<Change> = both.collect();
    changes.sort_unstable_by(|a, b| a.at.0.total_cmp(&b.at.0).then(a.begins.cmp(&b.begins)));
    changes
}

/// Sum of the spans' lengths, so that overlapping spans count each.
pub fn summed<'a>(trace: &Trace, spans: impl Iterator<Item = &'a Span>) -> Micros {
    spans.fold(Micros::ZERO, |sum, span| {
        let (start, end) = clip(trace, span);
        sum + (end - start).max(Micros::ZERO)
    })
}

/// `part` of the run, from 0; `None` for a run without length.
pub fn per_wall(trace: &Trace, part: Micros) -> Option<f64> {
    (trace.wall > Micros::ZERO).then(|| part.0 / trace.wall.0)
}

fn clip(trace: &Trace, span: &Span) -> (Micros, Micros) {
    (span.start.max(Micros::ZERO), span.end.min(trace.wall))
}
