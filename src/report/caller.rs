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
                    SpanKind::Poll | SpanKind::Work | SpanKind::Blocked
                )
        }),
    );
    per_wall(trace, busy).map(|share| (1.0 - share).clamp(0.0, 1.0))
}

/// The longest time the caller's event loop was late: the greatest gap between two beats of its
/// heart, less the heartbeat's period. The run's start and end count as beats.
pub fn longest_freeze(trace: &Trace) -> Micros {
    let lengths = gaps(trace).map(|(from, to)| to - from - trace.beat_every);
    lengths.fold(Micros::ZERO, Micros::max)
}

/// When its event loop was late by more than `than`: from the beat before to the beat that ended it.
pub fn deaf(trace: &Trace, than: Micros) -> Vec<(Micros, Micros)> {
    let late = |(from, to): &(Micros, Micros)| *to - *from - trace.beat_every > than;
    gaps(trace).filter(late).collect()
}

/// From beat to beat of its heart. The run's start and end count as beats.
fn gaps(trace: &Trace) -> impl Iterator<Item = (Micros, Micros)> {
    let within = |beat: &Micros| *beat > Micros::ZERO && *beat < trace.wall;
    let beats = trace.beats.iter().copied().filter(within);
    let mut last = Micros::ZERO;
    beats
        .chain([trace.wall])
        .map(move |beat| (std::mem::replace(&mut last, beat), beat))
}

/// How many turns the caller's program took for a job; those of single chunks lie within them and
/// don't count.
pub fn turns(trace: &Trace) -> f64 {
    outer_turns(trace).count() as f64 / f64::from(trace.iterations.max(1))
}

/// What a turn of the program took by itself, on average: without what in it was computing or standing
/// still. It is what being woken and going on costs, sending requests and chunks off included. `None`
/// without turns.
pub fn turn_cost(trace: &Trace) -> Option<Micros> {
    let count = outer_turns(trace).count();
    let in_turns = covered(trace, outer_turns(trace));
    let work = covered(
        trace,
        trace.spans.iter().filter(|span| {
            span.track == Track::Caller && matches!(span.kind, SpanKind::Work | SpanKind::Blocked)
        }),
    );
    (count > 0).then(|| Micros((in_turns - work).0.max(0.0) / count as f64))
}

fn outer_turns(trace: &Trace) -> impl Iterator<Item = &Span> {
    let is_outer = |span: &&Span| {
        span.track == Track::Caller && span.kind == SpanKind::Poll && span.chunk.is_none()
    };
    trace.spans.iter().filter(is_outer)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{span, trace};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn deaf_is_whatever_is_longer_than_asked_and_late() {
        let mut run = trace(Strategy::Async, 200.0);
        run.beat_every = Micros(5.0);
        run.beats = [5.0, 10.0, 80.0, 85.0].map(Micros).to_vec();
        let long = deaf(&run, Micros(50.0));
        let expected = [(10.0, 80.0), (85.0, 200.0)];
        let expected = expected.map(|(from, to)| (Micros(from), Micros(to)));
        assert_eq!(long, expected);
        assert_eq!(longest_freeze(&run), Micros(110.0));
        assert_eq!(deaf(&run, Micros(110.0)), []);
    }

    #[test]
    fn overlapping_busy_spans_count_once_and_letters_do_not_count() {
        let mut run = trace(Strategy::Async, 100.0);
        run.spans = vec![
            span(Track::Caller, SpanKind::Poll, 0.0, 20.0),
            span(Track::Caller, SpanKind::Work, 5.0, 20.0),
            span(Track::Caller, SpanKind::Meanwhile, 20.0, 60.0),
            span(Track::Caller, SpanKind::Blocked, 90.0, 130.0),
            span(Track::Worker(0), SpanKind::Work, 0.0, 100.0),
        ];
        assert_eq!(free_share(&run), Some(0.7));
        assert_eq!(free_share(&trace(Strategy::Async, 0.0)), None);
    }

    #[test]
    fn turns_are_the_programs_own_and_cost_what_is_no_work() {
        let mut run = trace(Strategy::Async, 100.0);
        assert_eq!((turns(&run), turn_cost(&run)), (0.0, None));
        let of_chunk = |span: Span| Span {
            chunk: Some(1),
            ..span
        };
        run.spans = vec![
            span(Track::Caller, SpanKind::Poll, 0.0, 20.0),
            of_chunk(span(Track::Caller, SpanKind::Poll, 1.0, 3.0)),
            of_chunk(span(Track::Caller, SpanKind::Work, 5.0, 15.0)),
            span(Track::Caller, SpanKind::Poll, 40.0, 60.0),
            of_chunk(span(Track::Caller, SpanKind::Blocked, 42.0, 58.0)),
            of_chunk(span(Track::Worker(0), SpanKind::Work, 0.0, 100.0)),
        ];
        assert_eq!(turns(&run), 2.0);
        assert_eq!(turn_cost(&run), Some(Micros(7.0)));
        run.iterations = 4;
        assert_eq!(turns(&run), 0.5);
        assert_eq!(turn_cost(&run), Some(Micros(7.0)));
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
