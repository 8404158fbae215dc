//! Which pool there is on this page: found by trying, best first, with the reason kept for the reader.

use crate::browser::clock;
use crate::comparison::Fault;
use crate::pool::threads::{NoThreads, ThreadPool, ThreadTicket};
use crate::pool::workers::{WorkerPool, WorkerTicket};
use crate::pool::{Batch, Pool, Taken, Ticket};
use crate::protocol::engine::Start;
use crate::tier::{Tier, TierReason};
use crate::units::Millis;

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

impl Pools {
    /// Tries the tiers from `start.best_tier` down.
    pub async fn start(start: &Start) -> Result<(Self, TierReason), NoPool> {
        let mut reason = TierReason::PoolDidNotStart;
        if start.best_tier == Tier::Threads {
            match ThreadPool::start(start.pool_threads).await {
                Ok(pool) => return Ok((Self::Threads(pool), TierReason::SharedMemoryWorks)),
                Err(NoThreads::TimedOut) => return Err(NoPool::TimedOut),
                Err(NoThreads::Refused(words)) => reason = TierReason::SharedMemoryRefused(words),
            }
        }
        if start.best_tier >= Tier::Workers {
            let origin_ms = clock::start_here();
            match WorkerPool::start(&start.site, start.pool_threads, origin_ms).await {
                Ok(pool) => return Ok((Self::Workers(pool), reason)),
                Err(words) => reason = TierReason::WorkersRefused(words),
            }
        }
        Ok((Self::Single, reason))
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

/// A ticket of whichever pool it is.
pub enum AnyTicket {
    /// Of threads.
    Threads(ThreadTicket),
    /// Of workers.
    Workers(WorkerTicket),
}

impl Pool for Pools {
    type Ticket = AnyTicket;

    fn start(&self, batch: Batch) -> Result<AnyTicket, Fault> {
        match self {
            Self::Threads(pool) => pool.start(batch).map(AnyTicket::Threads),
            Self::Workers(pool) => pool.start(batch).map(AnyTicket::Workers),
            Self::Single => Err(Fault::Unavailable(Tier::Single)),
        }
    }

    async fn quiet(&self) {
        match self {
            Self::Threads(pool) => pool.quiet().await,
            Self::Workers(pool) => pool.quiet().await,
            Self::Single => {}
        }
    }
}

impl Ticket for AnyTicket {
    fn collect(&self) -> Taken {
        match self {
            Self::Threads(ticket) => ticket.collect(),
            Self::Workers(ticket) => ticket.collect(),
        }
    }

    async fn done(&self) -> Result<(), Fault> {
        match self {
            Self::Threads(ticket) => ticket.done().await,
            Self::Workers(ticket) => ticket.done().await,
        }
    }

    async fn settle(&self) {
        match self {
            Self::Threads(ticket) => ticket.settle().await,
            Self::Workers(ticket) => ticket.settle().await,
        }
    }

    fn sleep(&self, limit: Millis) -> Result<bool, Fault> {
        match self {
            Self::Threads(ticket) => ticket.sleep(limit),
            Self::Workers(ticket) => ticket.sleep(limit),
        }
    }
}
