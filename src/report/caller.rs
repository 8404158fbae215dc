//! The caller: how free it was, and how long it could not be answered.

use super::cover::{covered, per_wall};
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::Micros;

/// Share of the run in which the caller neither took a turn nor computed nor stood still, 0 to 1.
/// Sorting letters is being free: that is what it is free for.
pub fn free_share(trace: &Trace) -> Option<f64> {
    let busy = covered(
        trace,
        trace.spans.iter().filter(|span| {
            span.track == Track::Caller
                && matches!(
                    span.kind,
                    SpanKind::Turn | SpanKind::Work | SpanKind::Blocked
                )
        }),
    );
    per_wall(trace, busy).map(|share| (1.0 - share).clamp(0.0, 1.0))
}

/// The longest time the caller's event loop was late: the greatest gap between two beats of its
/// heart, less the heartbeat's period. The run's start and end count as beats.
pub fn longest_freeze(trace: &Trace) -> Micros {
    let within = |beat: &Micros| *beat > Micros::ZERO && *beat < trace.wall;
    let beats = trace.beats.iter().copied().filter(within);
    let (mut last, mut longest) = (Micros::ZERO, Micros::ZERO);
    for beat in beats.chain([trace.wall]) {
        longest = longest.max(beat - last);
        last = beat;
    }
    (longest - trace.beat_every).max(Micros::ZERO)
}

/// How many turns the caller took.
pub fn turns(trace: &Trace) -> usize {
    let is_turn = |span: &&Span| span.kind == SpanKind::Turn;
    trace.spans.iter().filter(is_turn).count()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{span, trace};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn overlapping_busy_spans_count_once_and_letters_do_not_count() {
        let mut run = trace(Strategy::Async, 100.0);
        run.spans = vec![
            span(Track::Caller, SpanKind::Turn, 0.0, 20.0),
            span(Track::Caller, SpanKind::Work, 5.0, 20.0),
            span(Track::Caller, SpanKind::Meanwhile, 20.0, 60.0),
            span(Track::Caller, SpanKind::Blocked, 90.0, 130.0),
            span(Track::Worker(0), SpanKind::Work, 0.0, 100.0),
        ];
        assert_eq!(free_share(&run), Some(0.7));
        assert_eq!(turns(&run), 1);
        assert_eq!(free_share(&trace(Strategy::Async, 0.0)), None);
    }

    #[test]
    fn a_freeze_is_a_late_beat() {
        let mut run = trace(Strategy::Async, 100.0);
        run.beat_every = Micros(10.0);
        run.beats = [10.0, 20.0, 65.0, 75.0, 85.0, 95.0].map(Micros).to_vec();
        assert_eq!(longest_freeze(&run), Micros(35.0));
        run.beats = Vec::new();
        assert_eq!(longest_freeze(&run), Micros(90.0));
        run.beat_every = Micros(200.0);
        assert_eq!(longest_freeze(&run), Micros::ZERO);
    }
}
