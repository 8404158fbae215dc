//! The timeline: every strategy's tracks stacked on one time axis. Pure from strips to draw calls
//! (`rows`, `viewport`, `scene`, `moment`); only `paint` and `view` know the browser.

pub mod moment;
pub mod place;
pub mod rows;
pub mod scene;
pub mod viewport;

#[cfg(target_arch = "wasm32")]
mod facts;
#[cfg(target_arch = "wasm32")]
mod input;
#[cfg(target_arch = "wasm32")]
mod paint;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
pub use view::Timeline;

use crate::strategy::Strategy;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};
use std::rc::Rc;

/// One strategy's part of the timeline.
#[derive(Debug, Clone)]
pub struct Strip {
    /// Which.
    pub strategy: Strategy,
    /// What happened so far.
    pub spans: Rc<Vec<Span>>,
    /// The run's length; `None` while it runs.
    pub wall: Option<Micros>,
    /// Time since the run began; after its end, its length.
    pub now: Micros,
    /// Threads of the pool that were asked for.
    pub threads: u16,
}

/// Equal when they share their spans: spans are never changed in place.
impl PartialEq for Strip {
    fn eq(&self, other: &Self) -> bool {
        self.strategy == other.strategy
            && Rc::ptr_eq(&self.spans, &other.spans)
            && self.wall == other.wall
            && self.now == other.now
            && self.threads == other.threads
    }
}

impl Strip {
    /// Until when there is something to draw.
    pub fn end(&self) -> Micros {
        let last = |end: Micros, span: &Span| end.max(span.end);
        self.spans.iter().fold(self.wall.unwrap_or(self.now), last)
    }

    /// The run's length, as far as it is known.
    pub fn length(&self) -> Millis {
        self.wall.unwrap_or(self.now).to_millis()
    }
}

/// Gives the text of a key, `{name}` replaced by its part. Pure code asks for its words this way.
pub type Say<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// The key of a strategy's name.
pub const fn strategy_key(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Blocking => "strategy.blocking",
        Strategy::OneByOne => "strategy.one-by-one",
        Strategy::Async => "strategy.async",
        Strategy::Background => "strategy.background",
        Strategy::Parallel => "strategy.parallel",
        Strategy::AsyncParallel => "strategy.async-parallel",
    }
}

/// The key of what a span was.
pub const fn kind_key(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Turn => "span.turn",
        SpanKind::Work => "span.work",
        SpanKind::Blocked => "span.blocked",
        SpanKind::Queued => "span.queued",
        SpanKind::InFlight => "span.in-flight",
        SpanKind::Meanwhile => "span.meanwhile",
        SpanKind::Serving => "span.serving",
    }
}

/// A track's name; workers and waits are counted from 1 here.
pub fn track_name(track: Track, say: &Say) -> String {
    match track {
        Track::Caller => say("track.caller", &[]),
        Track::Worker(index) => say("track.worker", &[("n", &(index + 1).to_string())]),
        Track::Wait(chunk) => say("track.wait", &[("n", &(u64::from(chunk) + 1).to_string())]),
        Track::Server(chunk) => say(
            "track.server",
            &[("n", &(u64::from(chunk) + 1).to_string())],
        ),
    }
}
