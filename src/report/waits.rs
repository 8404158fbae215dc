//! When each request of a run was wanted and when its answer was here: what runs are laid on each other by.

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

#[cfg(test)]
mod tests {
    use super::super::sample::{span, trace};
    use super::*;
    use crate::strategy::Strategy;

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
