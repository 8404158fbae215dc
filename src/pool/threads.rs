//! Tier `threads`: the pool of wasm-bindgen-rayon, whose workers share the engine's memory.

use super::patience::until_nobody_comes;
use super::shared::Shared;
use super::taker::BrowserContext;
use super::{Batch, BatchHandle, BatchOutput, Pool, shared_flags};
use crate::browser::{clock, resource_timing, words_of};
use crate::comparison::Fault;
use crate::units::Millis;
use crate::work::FindWork;
use futures_util::future::{Either, select};
use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use wasm_bindgen_futures::JsFuture;

/// More threads than a pool may have.
const MOST_THREADS: usize = 64;

/// Threads that run in this memory: the caller's own, and those of the pool that are up.
static UP: AtomicU32 = AtomicU32::new(0);

/// Takers at work, over all batches.
static ACTIVE: AtomicUsize = AtomicUsize::new(0);

/// For each thread of the pool the chunk it is at, plus 1; 0 for none.
static AT: [AtomicU32; MOST_THREADS] = [const { AtomicU32::new(0) }; MOST_THREADS];

thread_local! {
    static REPORTS_CRASHES: Cell<bool> = const { Cell::new(false) };
}

/// Why there is no pool of threads.
pub enum NoThreads {
    /// The browser does not share memory with workers; its own words.
    MemoryRefused(String),
    /// It does, but a worker could not be started; its own words.
    ThreadsRefused(String),
    /// It did not come up in time; this instance can't try again.
    TimedOut,
}

/// The pool.
pub struct ThreadPool(FindWork);

impl ThreadPool {
    /// Starts so many workers, who find the code of work by `find`. To be called once an instance.
    ///
    /// # Errors
    /// `NoThreads`.
    pub async fn start(threads: u16, find: FindWork) -> Result<Self, NoThreads> {
        may_share().map_err(NoThreads::MemoryRefused)?;
        let workers = JsFuture::from(wasm_bindgen_rayon::init_thread_pool(usize::from(threads)));
        match select(
            workers,
            pin!(until_nobody_comes(threads, || UP.load(Ordering::Relaxed))),
        )
        .await
        {
            Either::Left((Ok(_), _)) => Ok(Self(find)),
            Either::Left((Err(error), _)) => Err(NoThreads::ThreadsRefused(words_of(&error))),
            Either::Right(_) => Err(NoThreads::TimedOut),
        }
    }
}

/// To be called by each thread that starts in this memory.
pub fn is_up() {
    UP.fetch_add(1, Ordering::Relaxed);
}

/// Tries to hand the memory on, for `crossOriginIsolated` promises more than some browsers keep.
fn may_share() -> Result<(), String> {
    let channel = web_sys::MessageChannel::new().map_err(|error| words_of(&error))?;
    let posted = channel.port1().post_message(&wasm_bindgen::memory());
    channel.port1().close();
    posted.map_err(|error| words_of(&error))
}

/// A batch on the pool's workers.
pub struct ThreadBatchHandle(Arc<Shared>);

impl Pool for ThreadPool {
    type Handle = ThreadBatchHandle;

    fn start(&self, batch: Batch) -> Result<ThreadBatchHandle, Fault> {
        let shared = Arc::new(Shared::new(batch));
        ACTIVE.fetch_add(shared.takers(), Ordering::AcqRel);
        for taker in 0..shared.takers() {
            let (shared, find) = (Arc::clone(&shared), self.0);
            rayon::spawn(move || take(&shared, taker, find));
        }
        Ok(ThreadBatchHandle(shared))
    }

    async fn drain(&self) {
        all_out().await;
    }
}

fn take(shared: &Shared, taker: usize, find: FindWork) {
    let thread = rayon::current_thread_index()
        .unwrap_or(0)
        .min(MOST_THREADS - 1);
    if !REPORTS_CRASHES.replace(true) {
        shared_flags::report_crashes_here(thread as u32);
        resource_timing::clear();
    }
    let at = |chunk: Option<u32>| {
        AT[thread].store(chunk.map_or(0, |chunk| chunk + 1), Ordering::Relaxed);
        if chunk.is_some() {
            shared_flags::progress();
        }
    };
    let context = BrowserContext(shared_flags::stop_flag(), find);
    let out = shared.take(taker, &context, at);
    // The last one out, of this batch or of all, has somebody waiting.
    if out.is_last {
        shared_flags::wake();
    }
    if shared.batch.notes_requests() {
        shared.gather_request_timings(taker, &context, out);
        resource_timing::clear();
    }
    if ACTIVE.fetch_sub(1, Ordering::AcqRel) == 1 {
        shared_flags::wake();
    }
}

/// Ends when no taker works any more.
async fn all_out() {
    loop {
        let seen = shared_flags::wake_count();
        if ACTIVE.load(Ordering::Acquire) == 0 {
            return;
        }
        shared_flags::woken(seen).await;
    }
}

impl ThreadBatchHandle {
    fn ended(&self) -> Option<Result<(), Fault>> {
        if let Some(thread) = shared_flags::broken() {
            self.0.stop();
            let at = AT
                .get(thread as usize)
                .map_or(0, |at| at.load(Ordering::Relaxed));
            return Some(Err(Fault::ChunkBroke {
                chunk: at.checked_sub(1),
                message: shared_flags::broke_with(),
            }));
        }
        self.0.ended()
    }
}

impl BatchHandle for ThreadBatchHandle {
    fn collect(&self) -> BatchOutput {
        self.0.collect()
    }

    async fn done(&self) -> Result<(), Fault> {
        loop {
            let seen = shared_flags::wake_count();
            if let Some(ended) = self.ended() {
                return ended;
            }
            shared_flags::woken(seen).await;
        }
    }

    async fn gather_request_timings(&self) {
        if self.0.batch.notes_requests() {
            all_out().await;
        }
    }

    fn sleep(&self, limit: Millis) -> Result<bool, Fault> {
        let end = clock::now() + limit.to_micros();
        loop {
            let seen = shared_flags::wake_count();
            if let Some(ended) = self.ended() {
                return ended.map(|()| true);
            }
            let left = (end - clock::now()).to_millis();
            if left.0 <= 0.0 {
                return Ok(false);
            }
            shared_flags::sleep(seen, left);
        }
    }
}

impl Drop for ThreadBatchHandle {
    fn drop(&mut self) {
        self.0.stop();
    }
}
