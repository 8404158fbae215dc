//! When each chunk of a run was computed, and by which thread of the pool: who did what while others waited.

use crate::trace::{SpanKind, Trace, Track};
use crate::units::Millis;

/// The chunks of a run with more of them are not told one by one: nobody could look at them all.
const MOST: usize = 100;

/// A chunk, by times from the run's start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worked {
    /// Its number.
    pub chunk: u32,
    /// The thread of the pool that computed it, as the run counts them from 0.
    pub thread: u16,
    /// When that began.
    pub from: Millis,
    /// When it was done.
    pub to: Millis,
}

/// The chunks that the pool computed in a run, in their order. Where the job was carried out several times on end, those of
/// the first time.
pub fn works(trace: &Trace) -> Vec<Worked> {
    // Few enough to be kept in order as they come.
    let mut all: Vec<Worked> = Vec::new();
    for span in &trace.spans {
        if let (Track::Worker(thread), SpanKind::Work, Some(chunk)) =
            (span.track, span.kind, span.chunk)
        {
            let own = Worked {
                chunk,
                thread,
                from: span.start.to_millis(),
                to: span.end.to_millis(),
            };
            let place = all.partition_point(|known| known.chunk < chunk);
            match all.get_mut(place).filter(|known| known.chunk == chunk) {
                Some(known) if own.from.0 < known.from.0 => *known = own,
                Some(_) => {}
                None => all.insert(place, own),
            }
        }
        if all.len() > MOST {
            return Vec::new();
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::sample::{span, trace};
    use super::*;
    use crate::strategy::Strategy;
    use crate::trace::Span;

    #[test]
    fn a_chunk_is_told_with_the_thread_that_computed_it_first() {
        let of = |chunk: u32, thread: u16, start: f64, end: f64| Span {
            chunk: Some(chunk),
            ..span(Track::Worker(thread), SpanKind::Work, start, end)
        };
        let mut run = trace(Strategy::AsyncParallel, 100_000.0);
        run.spans = vec![
            of(1, 1, 20_000.0, 45_000.0),
            of(0, 0, 1_000.0, 30_000.0),
            // Carried out once more, and what is no chunk of the pool's.
            of(0, 1, 50_000.0, 80_000.0),
            span(Track::Worker(1), SpanKind::Meanwhile, 0.0, 90_000.0),
            span(Track::Caller, SpanKind::Work, 0.0, 5_000.0),
        ];
        let told: Vec<_> = works(&run)
            .into_iter()
            .map(|own| (own.chunk, own.thread, own.from.0, own.to.0))
            .collect();
        assert_eq!(told, [(0, 0, 1.0, 30.0), (1, 1, 20.0, 45.0)]);
        run.spans = (0..=MOST as u32)
            .map(|chunk| of(chunk, 0, 0.0, 1.0))
            .collect();
        assert_eq!(works(&run), []);
    }
}
