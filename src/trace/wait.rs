//! A wait's spans, from what its asker noted and what the browser noted of the request's way
//! (Resource Timing). The asker knows when it asked and when it had the answer; only the browser knows
//! when there was a connection, and only the server for how long it was at it.

use super::{Span, SpanKind, Track};
use crate::units::Micros;
use crate::waits;
use serde::{Deserialize, Serialize};

/// The name under which the server says in `Server-Timing` how long it was at it.
pub const SERVED_AS: &str = "wait";

/// Queueing that is shorter than this was none.
const WORTH_A_SPAN: Micros = Micros(200.0);

/// A request that was answered, as its asker saw it. Times are by the caller's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    /// The chunk that asked.
    pub chunk: u32,
    /// The address, by which the browser knows the request; no two are equal.
    pub url: String,
    /// When it was wanted.
    pub asked: Micros,
    /// When the browser was told.
    pub begun: Micros,
    /// When the asker had the answer.
    pub answered: Micros,
}

/// What the browser noted of a request. Times are by the caller's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wire {
    /// A connection was there, and the request was sent.
    pub request_start: Micros,
    /// The answer's first byte was here.
    pub response_start: Micros,
    /// And its last.
    pub response_end: Micros,
    /// How long the server was at it, where it tells.
    pub served: Option<Micros>,
}

impl Wait {
    /// Whether a timer gave it: browsers note nothing of it, so there is nothing to be waited for.
    pub fn is_timed(&self) -> bool {
        waits::is_timed(&self.url)
    }

    /// The spans: queued, on its way, and what the server did. Without a note of the browser, all from
    /// the beginning of the request to the answer counts as on its way.
    ///
    /// Clocks of browsers are coarse, so times are moved as little as needed for `asked` ≤ request
    /// ≤ served ≤ answer ≤ `answered`.
    pub fn spans(&self, wire: Option<Wire>) -> impl Iterator<Item = Span> + use<> {
        let answered = self.answered.max(self.begun);
        let between = |time: Micros, least: Micros| time.max(least).min(answered);
        let start = wire.map_or(self.begun, |wire| between(wire.request_start, self.begun));
        let end = wire.map_or(answered, |wire| between(wire.response_end, start));
        let chunk = self.chunk;
        let span = move |track, kind, start, end| Span {
            track,
            kind,
            start,
            end,
            chunk: Some(chunk),
        };
        let waiting = Track::Wait(chunk);
        let queued = (start - self.asked >= WORTH_A_SPAN)
            .then(|| span(waiting, SpanKind::Queued, self.asked, start));
        let served = wire.and_then(|wire| {
            let response = wire.response_start.max(start).min(end);
            let length = wire.served?.min(response - start);
            // In the middle: the way there is taken to be as long as the way back.
            let from = Micros(start.0 + (response - start - length).0 / 2.0);
            let to = (from + length).min(response);
            let (track, kind) = (Track::Server(chunk), SpanKind::Serving);
            (length > Micros::ZERO).then(|| span(track, kind, from.min(to), to))
        });
        let on_its_way = span(waiting, SpanKind::InFlight, start, end);
        [queued, Some(on_its_way), served].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wait(asked: f64, begun: f64, answered: f64) -> Wait {
        Wait {
            chunk: 3,
            url: String::new(),
            asked: Micros(asked),
            begun: Micros(begun),
            answered: Micros(answered),
        }
    }

    fn wire(start: f64, response: f64, end: f64, served: Option<f64>) -> Wire {
        Wire {
            request_start: Micros(start),
            response_start: Micros(response),
            response_end: Micros(end),
            served: served.map(Micros),
        }
    }

    fn spans(wait: &Wait, wire: Option<Wire>) -> Vec<(SpanKind, f64, f64)> {
        let plain = |span: Span| (span.kind, span.start.0, span.end.0);
        wait.spans(wire).map(plain).collect()
    }

    #[test]
    fn queued_then_on_its_way_and_the_server_in_the_middle() {
        let noted = wire(1_000.0, 9_000.0, 9_500.0, Some(6_000.0));
        let wanted = [
            (SpanKind::Queued, 0.0, 1_000.0),
            (SpanKind::InFlight, 1_000.0, 9_500.0),
            (SpanKind::Serving, 2_000.0, 8_000.0),
        ];
        assert_eq!(spans(&wait(0.0, 500.0, 9_600.0), Some(noted)), wanted);
        let tracks = wait(0.0, 500.0, 9_600.0).spans(Some(noted));
        let tracks: Vec<_> = tracks.map(|span| (span.track, span.chunk)).collect();
        assert_eq!(tracks[1], (Track::Wait(3), Some(3)));
        assert_eq!(tracks[2], (Track::Server(3), Some(3)));
    }

    #[test]
    fn without_a_note_all_is_on_its_way_from_the_beginning() {
        let wanted = [(SpanKind::InFlight, 100.0, 900.0)];
        assert_eq!(spans(&wait(0.0, 100.0, 900.0), None), wanted);
        let wanted = [
            (SpanKind::Queued, 0.0, 500.0),
            (SpanKind::InFlight, 500.0, 900.0),
        ];
        assert_eq!(spans(&wait(0.0, 500.0, 900.0), None), wanted);
    }

    proptest! {
        #[test]
        fn whatever_the_clocks_say_spans_are_in_order(
            asked in -9e3..9e3_f64, queued in 0.0..9e3_f64, took in 0.0..9e3_f64,
            start in -2e4..3e4_f64, response in -2e4..3e4_f64, end in -2e4..3e4_f64,
            served in prop::option::of(-1e3..3e4_f64),
        ) {
            let wait = wait(asked, asked + queued, asked + queued + took);
            let spans: Vec<_> = wait.spans(Some(wire(start, response, end, served))).collect();
            let of = |kind| spans.iter().find(|span| span.kind == kind);
            let way = of(SpanKind::InFlight).unwrap();
            prop_assert!(wait.begun <= way.start && way.start <= way.end && way.end <= wait.answered);
            if let Some(queued) = of(SpanKind::Queued) {
                prop_assert_eq!((queued.start, queued.end), (wait.asked, way.start));
            }
            if let Some(serving) = of(SpanKind::Serving) {
                prop_assert!(way.start <= serving.start && serving.start <= serving.end);
                prop_assert!(serving.end <= way.end);
            }
        }
    }
}
