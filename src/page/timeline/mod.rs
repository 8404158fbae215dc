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

pub use crate::view::names::{Say, kind_key, strategy_key, track_name};

use crate::strategy::Strategy;
use crate::trace::Span;
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
