//! The pool: many threads draw the numbers of chunks from one counter. `threads = n` means n takers,
//! whatever the pool's size, so a comparison gets exactly the threads it asked for; the stop flag is
//! looked at between chunks, and each chunk leaves one span. One file a kind of pool.

#[cfg(any(test, all(target_arch = "wasm32", feature = "script")))]
pub mod allocator;
pub mod alone;
pub mod hindrance;
pub mod scheduler;
#[cfg(any(not(target_arch = "wasm32"), feature = "threads"))]
mod shared;
pub mod taker;

#[cfg(not(target_arch = "wasm32"))]
pub mod host;

#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod assignment;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod crash_info;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod patience;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod pools;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod shared_flags;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod threads;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub mod workers;

use crate::comparison::Fault;
use crate::input::Inputs;
use crate::job::{Job, Outcome};
use crate::trace::{Span, Track};
use crate::units::Millis;
use crate::waits::WaitsFrom;
use crate::work::Cells;
use futures_util::future::{LocalBoxFuture, try_join_all};
use serde::{Deserialize, Serialize};

/// What is given to the pool at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// The job.
    pub job: Job,
    /// The numbers of its chunks to carry out, in order.
    pub chunks: Vec<u32>,
    /// How many threads take chunks; at least 1.
    pub takers: u16,
    /// The number of the first of them within the run; the others follow. Each has a track, whichever thread it
    /// happens to be on.
    pub first_taker: u16,
    /// Whether and how the takers make the chunks' requests, standing still for each. `None` where
    /// the caller has made them.
    pub requests: Option<RequestTerms>,
    /// How much the takers write down.
    pub recording: Recording,
    /// The bytes that its chunks are computed of, where they have been fetched.
    pub inputs: Inputs,
    /// What its chunks share. It stays behind where memory can't be shared.
    #[serde(skip)]
    pub cells: Cells,
}

impl Batch {
    /// Where the spans of its taker of that number, from 0, are drawn.
    pub fn track(&self, taker: u16) -> Track {
        Track::Worker(self.first_taker.saturating_add(taker))
    }

    /// Whether takers make requests and write down how they went.
    pub fn notes_requests(&self) -> bool {
        self.requests.is_some()
            && self.job.request.is_some()
            && self.recording != Recording::Nothing
    }
}

/// How much takers write down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recording {
    /// Only what chunks gave. Not even the clock is read.
    Nothing,
    /// Spans, kept to oneself until the end.
    Spans,
    /// Spans, handed over as they end, and what is being done just now: for a watched run.
    Live,
}

/// How requests are made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestTerms {
    /// Where waits come from.
    pub waits: WaitsFrom,
    /// The site's root, ending in a slash,
    pub site: String,
    /// and so the folder with what belongs to the lessons.
    pub lessons: String,
    /// The time limit of each.
    pub limit: Millis,
    /// Makes every address of a run differ from those of all others.
    pub nonce: u64,
}

impl RequestTerms {
    /// The address of a chunk's request, if it makes one.
    pub fn url(&self, job: &Job, chunk: u32) -> Option<String> {
        let path = job.request_path(chunk, self.nonce)?;
        Some(match job.request?.shards_of {
            Some(_) => [&*self.lessons, &*path].concat(),
            None => self.waits.address(&self.site, &path),
        })
    }
}

/// What takers have done since they were last asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BatchOutput {
    /// Chunks and what they gave, in no order.
    pub finished: Vec<(u32, Outcome)>,
    /// Spans on the workers' tracks and on those of their requests, by the caller's clock. (A job has
    /// at most `MAX_CHUNKS` chunks, and each leaves five spans at most: buffers stay small.)
    pub spans: Vec<Span>,
    /// What is being done just now, where that is told.
    pub open: Vec<Span>,
}

impl BatchOutput {
    /// Moves everything out of `other` to the end of this.
    pub fn append(&mut self, other: &mut Self) {
        self.finished.append(&mut other.finished);
        self.spans.append(&mut other.spans);
        self.open.append(&mut other.open);
    }
}

/// Threads that carry out chunks.
pub trait Pool {
    /// A batch that is being carried out.
    type Handle: BatchHandle;

    /// Starts carrying out a batch, and returns at once. A handle that is dropped stops its batch.
    ///
    /// # Errors
    /// `Fault::Unavailable` where there are no threads, `Fault::PoolFailed` where they broke.
    fn start(&self, batch: Batch) -> Result<Self::Handle, Fault>;

    /// Ends when no taker works any more.
    fn drain(&self) -> impl Future<Output = ()>;
}

/// A batch that is being carried out.
pub trait BatchHandle {
    /// What was done since last asked. What is written down of requests comes after `gather_request_timings`.
    fn collect(&self) -> BatchOutput;

    /// Awaits the end of the batch.
    ///
    /// # Errors
    /// The fault that ended it early.
    fn done(&self) -> impl Future<Output = Result<(), Fault>>;

    /// Awaits what takers find out when their batch has ended well, so that it costs the batch nothing:
    /// how their requests went.
    fn gather_request_timings(&self) -> impl Future<Output = ()>;

    /// Sleeps until the batch ends or the limit is over, the whole thread with it. Whether it ended.
    ///
    /// # Errors
    /// The fault that ended it early; `Fault::Unavailable` where a thread can't sleep.
    fn sleep(&self, limit: Millis) -> Result<bool, Fault>;
}

/// Awaits them all, or the first fault. In boxes, so that there is one code for it.
///
/// # Errors
/// That fault.
pub async fn all_at_once(all: Vec<LocalBoxFuture<'_, Result<(), Fault>>>) -> Result<(), Fault> {
    try_join_all(all).await?;
    Ok(())
}
