//! What happened in one run, as plain data: spans on tracks, with times from the start of the run.

#[cfg(any(
    feature = "page",
    feature = "analysis",
    feature = "reader",
    not(target_arch = "wasm32")
))]
pub mod export;
pub mod names;
pub mod wait;

use crate::program::Program;
use crate::units::{Micros, Millis};
use serde::{Deserialize, Serialize};

/// Whose line a span is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Track {
    /// The thread whose program we look at.
    Caller,
    /// A thread of the pool as the run sees it: a taker, numbered from 0.
    Worker(u16),
    /// A wait in flight, by the number of its chunk. Waits take no thread.
    Wait(u32),
    /// What the server did for the request of that chunk, as far as it tells.
    Server(u32),
    /// Parts of the program that it gave a name: the name's place in `Trace::named`.
    Named(u16),
    /// Another machine, by its name's place in `Trace::named`: chunks that are on their way there and back, and are computed
    /// by it, several at a time. What lies in the queue is a wait.
    Machine(u16),
}

/// What was going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SpanKind {
    /// The caller ran one turn of a task (one poll of a future). Computing lies inside it.
    Poll,
    /// A thread computed a chunk.
    Work,
    /// A thread stood still: a synchronous request, or asleep until the others were done.
    Blocked,
    /// A wait had been asked for and had no connection yet.
    Queued,
    /// A wait was on its way: request sent, answer not here.
    InFlight,
    /// The caller did other things: it sorted letters.
    Meanwhile,
    /// The server was at it. It tells for how long, not when: the span lies in the middle between the
    /// request and the answer.
    Serving,
    /// A part of the program that it gave a name; whatever it did in it has spans of its own.
    Named,
}

/// One thing that took time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Whose line it is on.
    pub track: Track,
    /// What it was.
    pub kind: SpanKind,
    /// When it began.
    pub start: Micros,
    /// When it ended; never before `start`.
    pub end: Micros,
    /// The chunk it served, where it served one.
    pub chunk: Option<u32>,
}

impl Span {
    /// How long it took.
    pub fn length(&self) -> Micros {
        self.end - self.start
    }
}

/// All that was recorded of one run of one program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Which program ran.
    pub program: Program,
    /// When the run began, in milliseconds since 1970; 0 where that is not known.
    pub began_at: Millis,
    /// The run's length: from the call to the answer.
    pub wall: Micros,
    /// How many times on end the job was carried out in it; more than once where a single time would be
    /// short against the clock's step.
    pub iterations: u32,
    /// Threads of the pool that were asked for; 0 where the strategy uses none.
    pub threads: u16,
    /// What happened, in order of collection, not of time. Within a track spans nest or are apart, but for waits,
    /// machines, and what the program named.
    pub spans: Vec<Span>,
    /// The names that the program gave to parts of itself, and those of machines, each once.
    pub named: Vec<String>,
    /// How many more spans there were than were kept.
    pub thinned: u64,
    /// When the caller's event loop came round, in order: its heartbeat, due every `beat_every`.
    pub beats: Vec<Micros>,
    /// The heartbeat's period.
    pub beat_every: Micros,
    /// Letters the caller sorted meanwhile; only a watched run has any.
    pub letters_sorted: u64,
}

impl Trace {
    /// Forgets its spans and beats; how many there were is still known.
    pub fn forget_spans(&mut self) {
        self.thinned += self.spans.len() as u64;
        self.spans = Vec::new();
        self.beats = Vec::new();
    }

    /// How long the job took: the run's length, or the mean over the iterations in it.
    pub fn per_iteration(&self) -> Micros {
        Micros(self.wall.0 / f64::from(self.iterations.max(1)))
    }
}
