//! When each request of a run was wanted and when its answer was here: what runs are laid on each other by.

use super::cover::{Change, changes};
use crate::trace::{SpanKind, Trace, Track};
use crate::units::{Micros, Millis};
use std::collections::BTreeMap;

/// The requests of a run with more of them are not told one by one: nobody could look at them all.
const MOST: usize = 100;

/// A request, by times from the run's start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waited {
    /// The chunk it was for.
    pub chunk: u32,
    /// When it was wanted.
    pub from: Millis,
    /// When its answer was here.
    pub to: Millis,
}

/// The requests of a run in the order of chunks. Where the job was carried out several times on end, those of the
/// first time.
pub fn waits(trace: &Trace) -> Vec<Waited> {
    let mut times: BTreeMap<u32, (Micros, Micros)> = BTreeMap::new();
    for span in &trace.spans {
        if let Track::Wait(chunk) = span.track {
            let end = match span.kind {
                SpanKind::InFlight => span.end,
                _ => Micros(f64::INFINITY),
            };
            let known = times.entry(chunk).or_insert((span.start, end));
            *known = (known.0.min(span.start), known.1.min(end));
        }
    }
    let answered = times.into_iter().filter(|(_, (_, to))| to.0.is_finite());
    let all: Vec<Waited> = answered
        .map(|(chunk, (from, to))| Waited {
            chunk,
            from: from.to_millis(),
            to: to.to_millis(),
        })
        .collect();
    if all.len() > MOST { Vec::new() } else { all }
}

/// How many waits were on their way while no other was, from their beginning to their end.
pub fn alone(trace: &Trace) -> usize {
    let waits = trace
        .spans
        .iter()
        .filter(|span| matches!(span.track, Track::Wait(_)) && span.kind == SpanKind::InFlight);
    let times: Vec<(Micros, Micros)> = waits.map(|span| (span.start, span.end)).collect();
    let mut is_alone = vec![true; times.len()];
    let mut open: Vec<usize> = Vec::new();
    for Change { begins, place, .. } in changes(times) {
        if !begins {
            open.retain(|&other| other != place);
            continue;
        }
        open.push(place);
        if open.len() > 1 {
            // Who was there before knows it already, if there were several.
            is_alone[open[0]] = false;
            is_alone[place] = false;
        }
    }
    is_alone.into_iter().filter(|alone| *alone).count()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{span, trace};
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn a_wait_is_alone_when_no_other_overlaps_it() {
        let waits = |times: &[(f64, f64)]| {
            let mut run = trace(Strategy::Async, 100.0);
            let spans = (0..).zip(times).map(|(number, &(start, end))| {
                span(Track::Wait(number), SpanKind::InFlight, start, end)
            });
            run.spans = spans.collect();
            alone(&run)
        };
        assert_eq!(waits(&[]), 0);
        assert_eq!(waits(&[(0.0, 10.0), (10.0, 20.0)]), 2);
        assert_eq!(waits(&[(0.0, 30.0), (10.0, 20.0), (40.0, 50.0)]), 1);
        assert_eq!(
            waits(&[(0.0, 30.0), (5.0, 10.0), (12.0, 20.0), (25.0, 40.0)]),
            0
        );
    }

    #[test]
    fn a_request_is_told_from_when_it_was_wanted_until_its_first_answer() {
        let mut run = trace(Strategy::Async, 100.0);
        run.spans = vec![
            span(Track::Wait(1), SpanKind::InFlight, 10.0, 40.0),
            span(Track::Wait(0), SpanKind::Queued, 0.0, 5.0),
            span(Track::Wait(0), SpanKind::InFlight, 5.0, 30.0),
            span(Track::Server(0), SpanKind::Serving, 6.0, 29.0),
            // Carried out once more, and one that was not answered.
            span(Track::Wait(0), SpanKind::InFlight, 55.0, 80.0),
            span(Track::Wait(2), SpanKind::Queued, 60.0, 90.0),
        ];
        let found: Vec<_> = waits(&run)
            .into_iter()
            .map(|wait| (wait.chunk, wait.from.to_micros().0, wait.to.to_micros().0))
            .collect();
        assert_eq!(found, [(0, 0.0, 30.0), (1, 10.0, 40.0)]);
        let many =
            (0..=MOST as u32).map(|chunk| span(Track::Wait(chunk), SpanKind::InFlight, 0.0, 1.0));
        run.spans = many.collect();
        assert_eq!(waits(&run), []);
    }
}
