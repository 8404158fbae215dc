//! Takers over shared memory: they draw chunk numbers from one counter and keep their own books.
//! Used with web workers (`threads.rs`) and with plain threads (`host.rs`).

use super::taker::{Hands, carry_out};
use super::{Batch, Taken};
use crate::comparison::Fault;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A batch and how far it is.
pub struct Shared {
    /// What is carried out.
    pub batch: Batch,
    next: AtomicUsize,
    stop: AtomicBool,
    takers_left: AtomicUsize,
    /// One a taker, so that nobody waits for a lock to record: only `collect` looks into it as well.
    books: Vec<Mutex<Taken>>,
    fault: Mutex<Option<Fault>>,
}

impl Shared {
    /// A batch that nobody has begun.
    pub fn new(batch: Batch) -> Self {
        let takers = usize::from(batch.takers.max(1));
        Self {
            batch,
            next: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            takers_left: AtomicUsize::new(takers),
            books: (0..takers).map(|_| Mutex::default()).collect(),
            fault: Mutex::new(None),
        }
    }

    /// How many takers are to be sent.
    pub fn takers(&self) -> usize {
        self.books.len()
    }

    /// One taker's whole life, on the thread of number `worker`. `at` is told each chunk before it
    /// begins. The last taker out returns true.
    pub fn take(&self, taker: usize, worker: u16, hands: &impl Hands, at: impl Fn(u32)) -> bool {
        while !self.stopped() && hands.stop().load(Ordering::Relaxed) == 0 {
            let Some(&chunk) = self
                .batch
                .chunks
                .get(self.next.fetch_add(1, Ordering::Relaxed))
            else {
                break;
            };
            at(chunk);
            let mut spans = Vec::with_capacity(3);
            let outcome = carry_out(hands, &self.batch, chunk, worker, &mut spans);
            let mut book = unpoisoned(&self.books[taker]);
            book.spans.append(&mut spans);
            match outcome {
                Ok(outcome) => book.finished.push((chunk, outcome)),
                Err(fault) => self.fail(fault),
            }
        }
        self.takers_left.fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// Ends the batch early.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Ends the batch with a fault; the first one counts.
    pub fn fail(&self, fault: Fault) {
        self.stop();
        unpoisoned(&self.fault).get_or_insert(fault);
    }

    /// Whether every taker is out, and the fault if there was one.
    pub fn ended(&self) -> Option<Result<(), Fault>> {
        (self.takers_left.load(Ordering::Acquire) == 0).then(|| {
            match unpoisoned(&self.fault).clone() {
                Some(fault) => Err(fault),
                None if self.next.load(Ordering::Relaxed) < self.batch.chunks.len() => {
                    Err(Fault::Stopped)
                }
                None => Ok(()),
            }
        })
    }

    /// What was done since last asked.
    pub fn collect(&self) -> Taken {
        let mut all = Taken::default();
        for book in &self.books {
            all.append(&mut unpoisoned(book));
        }
        all
    }
}

/// A lock whose holder panicked is as good as any: the batch fails anyway.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
