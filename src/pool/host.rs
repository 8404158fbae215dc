//! The pool on plain threads: for tests and benchmarks on the host.

use super::shared::Shared;
use super::taker::WorkerContext;
use super::{Batch, BatchHandle, BatchOutput, Pool};
use crate::comparison::Fault;
use crate::kernel::{NEVER, Stop};
use crate::trace::wait::{Wait, Wire};
use crate::units::{Micros, Millis};
use crate::work::{Compute, FindWork, Work};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A rayon pool of its own.
pub struct HostPool {
    threads: rayon::ThreadPool,
    find: FindWork,
    start: Instant,
}

impl HostPool {
    /// A pool of so many threads, and what finds the code of work.
    ///
    /// # Errors
    /// What rayon says if threads can't be started.
    pub fn new(threads: usize, find: FindWork) -> Result<Self, String> {
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            threads,
            find,
            start: Instant::now(),
        })
    }
}

struct HostContext(Instant, FindWork);

impl WorkerContext for HostContext {
    fn now(&self) -> Micros {
        Micros(self.0.elapsed().as_secs_f64() * 1e6)
    }

    fn request(&self, _: &str, _: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        Err(Fault::RequestFailed {
            chunk,
            message: "this pool has no network".to_owned(),
        })
    }

    fn stop(&self) -> &Stop {
        &NEVER
    }

    fn find(&self, work: &Work) -> Option<Compute> {
        (self.1)(work)
    }

    fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>> {
        vec![None; waits.len()]
    }
}

/// A batch on plain threads.
pub struct HostBatchHandle {
    shared: Arc<Shared>,
    out: Arc<(Mutex<()>, Condvar)>,
}

impl Pool for HostPool {
    type Handle = HostBatchHandle;

    fn start(&self, batch: Batch) -> Result<HostBatchHandle, Fault> {
        let shared = Arc::new(Shared::new(batch));
        let out = Arc::new((Mutex::new(()), Condvar::new()));
        for taker in 0..shared.takers() {
            let (shared, out) = (Arc::clone(&shared), Arc::clone(&out));
            let context = HostContext(self.start, self.find);
            self.threads.spawn(move || {
                let worker_out = shared.take(taker, &context, |_| ());
                if worker_out.is_last {
                    let _held = out.0.lock().unwrap_or_else(PoisonError::into_inner);
                    out.1.notify_all();
                }
                shared.gather_request_timings(taker, &context, worker_out);
            });
        }
        Ok(HostBatchHandle { shared, out })
    }

    async fn drain(&self) {}
}

impl BatchHandle for HostBatchHandle {
    fn collect(&self) -> BatchOutput {
        self.shared.collect()
    }

    async fn done(&self) -> Result<(), Fault> {
        while !self.sleep(Millis(1_000.0))? {}
        Ok(())
    }

    async fn gather_request_timings(&self) {}

    fn sleep(&self, limit: Millis) -> Result<bool, Fault> {
        let held = self.out.0.lock().unwrap_or_else(PoisonError::into_inner);
        let limit = Duration::from_secs_f64(limit.0 / 1_000.0);
        let _ = self
            .out
            .1
            .wait_timeout_while(held, limit, |()| self.shared.ended().is_none());
        self.shared.ended().transpose().map(|ended| ended.is_some())
    }
}

impl Drop for HostBatchHandle {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Inputs;
    use crate::job::Job;
    use crate::pool::Recording;
    use crate::work::{Cells, samples};

    #[test]
    fn every_chunk_is_taken_once_by_any_number_of_takers() {
        let pool = HostPool::new(3, samples::FIND).expect("threads");
        for takers in [1, 2, 3, 8] {
            let job = Job {
                request: None,
                work: Some(samples::counting(200_000)),
                chunk_count: 13,
                picture: None,
            };
            let handle = pool
                .start(Batch {
                    job: job.clone(),
                    chunks: (0..13).collect(),
                    takers,
                    first_taker: 0,
                    requests: None,
                    recording: Recording::Spans,
                    inputs: Inputs::None,
                    cells: Cells::default(),
                })
                .expect("a pool");
            while !handle.sleep(Millis(50.0)).expect("no fault") {}
            let mut output = handle.collect();
            output.finished.sort_by_key(|(chunk, _)| *chunk);
            assert!(output.finished.iter().map(|(chunk, _)| *chunk).eq(0..13));
            assert_eq!(output.spans.len(), 13);
            let answer = job.answer(output.finished.iter().map(|(_, outcome)| outcome));
            assert_eq!(answer, "17984");
        }
    }
}
