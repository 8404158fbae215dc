//! Which pool there is on this page: found by trying, best first, with the reason kept for the reader.

use super::hindrance::Hindrance;
use super::threads::{NoThreads, ThreadBatchHandle, ThreadPool};
use super::workers::{WorkerBatchHandle, WorkerPool};
use super::{Batch, BatchHandle, BatchOutput, Pool};
use crate::browser::{clock, timer};
use crate::comparison::Fault;
use crate::tier::Tier;
use crate::units::Millis;
use crate::work::FindWork;
use js_sys::{Reflect, WebAssembly};
use wasm_bindgen::{JsCast, JsValue};

/// So long after a pool of workers that did not come up another is tried, and so long after that once more.
const TRY_AGAIN_AFTER: [Millis; 2] = [Millis(500.0), Millis(2_000.0)];

/// The pool of the tier that was found.
pub enum Pools {
    /// Shared memory.
    Threads(ThreadPool),
    /// Messages.
    Workers(WorkerPool),
    /// The caller alone.
    Single,
}

/// This instance can't have a pool; a new one may.
pub enum NoPool {
    /// The threads did not come up in time.
    TimedOut,
}

/// Bytes of this instance's memory, used or not; it never shrinks.
pub fn own_memory() -> f64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let length = Reflect::get(&memory.buffer(), &JsValue::from_str("byteLength"));
    length.unwrap_or_default().as_f64().unwrap_or_default()
}

impl Pools {
    /// Tries the tiers from the best that may be tried down, with so many threads, which find the code of work by
    /// `find`. With it come what keeps it from a better tier, and the memory, in bytes, that each thread of the pool took.
    pub async fn start(
        best_tier: Tier,
        threads: u16,
        find: FindWork,
    ) -> Result<(Self, Option<Hindrance>, Option<u64>), NoPool> {
        let mut hindrance = Hindrance::PoolDidNotStart;
        if best_tier == Tier::Threads {
            let before = own_memory();
            match ThreadPool::start(threads, find).await {
                Ok(pool) => {
                    // Each thread has its stack and its own copy of what is thread-local in here.
                    let grown = (own_memory() - before) / f64::from(threads.max(1));
                    return Ok((Self::Threads(pool), None, Some(grown as u64)));
                }
                Err(NoThreads::TimedOut) => return Err(NoPool::TimedOut),
                Err(NoThreads::MemoryRefused(words)) => {
                    hindrance = Hindrance::SharedMemoryRefused(words);
                }
                Err(NoThreads::ThreadsRefused(words)) => {
                    hindrance = Hindrance::ThreadsRefused(words);
                }
            }
        }
        if best_tier >= Tier::Workers {
            let origin_ms = clock::start_here();
            let mut pool = WorkerPool::start(threads, origin_ms).await;
            for later in TRY_AGAIN_AFTER {
                if pool.is_err() {
                    // Firefox now and then aborts the load of a worker's script, and a browser takes its time to give
                    // back what many workers had; the same once more, a little later, succeeds.
                    timer::sleep(later).await;
                    pool = WorkerPool::start(threads, origin_ms).await;
                }
            }
            match pool {
                Ok(pool) => {
                    let memory = pool.memory_a_worker();
                    return Ok((Self::Workers(pool), Some(hindrance), Some(memory)));
                }
                Err(why) => hindrance = why,
            }
        }
        Ok((Self::Single, Some(hindrance), None))
    }

    /// The tier that this is.
    pub fn tier(&self) -> Tier {
        match self {
            Self::Threads(_) => Tier::Threads,
            Self::Workers(_) => Tier::Workers,
            Self::Single => Tier::Single,
        }
    }
}

/// A handle of whichever pool it is.
pub enum AnyBatchHandle {
    /// Of threads.
    Threads(ThreadBatchHandle),
    /// Of workers.
    Workers(WorkerBatchHandle),
}

impl Pool for Pools {
    type Handle = AnyBatchHandle;

    fn start(&self, batch: Batch) -> Result<AnyBatchHandle, Fault> {
        match self {
            Self::Threads(pool) => pool.start(batch).map(AnyBatchHandle::Threads),
            Self::Workers(pool) => pool.start(batch).map(AnyBatchHandle::Workers),
            Self::Single => Err(Fault::Unavailable(Tier::Single)),
        }
    }

    async fn drain(&self) {
        match self {
            Self::Threads(pool) => pool.drain().await,
            Self::Workers(pool) => pool.drain().await,
            Self::Single => {}
        }
    }
}

impl BatchHandle for AnyBatchHandle {
    fn collect(&self) -> BatchOutput {
        match self {
            Self::Threads(handle) => handle.collect(),
            Self::Workers(handle) => handle.collect(),
        }
    }

    async fn done(&self) -> Result<(), Fault> {
        match self {
            Self::Threads(handle) => handle.done().await,
            Self::Workers(handle) => handle.done().await,
        }
    }

    async fn gather_request_timings(&self) {
        match self {
            Self::Threads(handle) => handle.gather_request_timings().await,
            Self::Workers(handle) => handle.gather_request_timings().await,
        }
    }

    fn sleep(&self, limit: Millis) -> Result<bool, Fault> {
        match self {
            Self::Threads(handle) => handle.sleep(limit),
            Self::Workers(handle) => handle.sleep(limit),
        }
    }
}
