//! How much of a run a set of spans covers. All of "where did the time go" is made of this.

use crate::trace::{Span, Trace};
use crate::units::Micros;

/// Length of the union of these spans, so that overlapping spans count once. What lies before the
/// run's start or after its end does not count.
pub fn covered<'a>(trace: &Trace, spans: impl Iterator<Item = &'a Span>) -> Micros {
    let mut within: Vec<(Micros, Micros)> = spans.map(|span| clip(trace, span)).collect();
    within.sort_unstable_by(|a, b| a.0.0.total_cmp(&b.0.0));
    let (mut total, mut reached) = (Micros::ZERO, Micros::ZERO);
    for (start, end) in within {
        let start = start.max(reached);
        if end > start {
            total = total + (end - start);
            reached = end;
        }
    }
    total
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
