//! Takers over shared memory: they draw chunk numbers from one counter and keep their own books.
//! Used with web workers (`threads.rs`) and with plain threads (`host.rs`).

use super::taker::{Hands, Notes, carry_out};
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
    /// One a taker. It keeps its notes to itself until it is out, unless somebody watches, so that no
    /// lock is taken to record.
    books: Vec<Mutex<Taken>>,
    fault: Mutex<Option<Fault>>,
}

/// A taker that is out.
pub struct Out {
    /// Whether all others were out before.
    pub is_last: bool,
    notes: Notes,
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

    /// One taker's work, on the thread of number `worker`. `at` is told each chunk before it begins.
    pub fn take(&self, taker: usize, worker: u16, hands: &impl Hands, at: impl Fn(u32)) -> Out {
        let mut notes = Notes::new(self.batch.recording, worker);
        let hand_over = |notes: &mut Notes| {
            if notes.live() {
                self.hand_over(taker, notes);
            }
        };
        while !self.stopped() && hands.stop().load(Ordering::Relaxed) == 0 {
            let Some(&chunk) = self
                .batch
                .chunks
                .get(self.next.fetch_add(1, Ordering::Relaxed))
            else {
                break;
            };
            at(chunk);
            match carry_out(hands, &self.batch, chunk, &mut notes, hand_over) {
                Ok(outcome) => notes.taken.finished.push((chunk, outcome)),
                Err(fault) => self.fail(fault),
            }
        }
        self.hand_over(taker, &mut notes);
        let is_last = self.takers_left.fetch_sub(1, Ordering::AcqRel) == 1;
        Out { is_last, notes }
    }

    /// What a taker does when it is out, and nobody waits for it: finds out how its requests went.
    pub fn settle(&self, taker: usize, hands: &impl Hands, mut out: Out) {
        if !out.notes.waits.is_empty() {
            out.notes.learn_at_last(hands);
            self.hand_over(taker, &mut out.notes);
        }
    }

    fn hand_over(&self, taker: usize, notes: &mut Notes) {
        let mut book = unpoisoned(&self.books[taker]);
        let open = notes.taken.open.clone();
        book.open.clear();
        book.append(&mut notes.taken);
        notes.taken.open = open;
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
            let mut book = unpoisoned(book);
            let open = book.open.clone();
            all.append(&mut book);
            book.open = open;
        }
        all
    }
}

/// A lock whose holder panicked is as good as any: the batch fails anyway.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Job, RequestPlan};
    use crate::kernel::primes::Below;
    use crate::kernel::{Kernel, NEVER, Stop};
    use crate::pool::{Recording, RequestTerms};
    use crate::trace::wait::{Wait, Wire};
    use crate::trace::{SpanKind, Track};
    use crate::units::{Micros, Millis};
    use std::cell::Cell;

    /// Hands whose clock moves on by one whenever it is looked at, and by 100 for a request.
    struct Fake<'a> {
        shared: &'a Shared,
        clock: Cell<f64>,
        /// What can be seen from outside while a request is on its way.
        seen: Cell<Taken>,
        notes_asked_for: Cell<usize>,
    }

    impl Hands for Fake<'_> {
        fn now(&self) -> Micros {
            self.clock.set(self.clock.get() + 1.0);
            Micros(self.clock.get())
        }

        fn request(&self, _: &str, _: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
            self.clock.set(self.clock.get() + 100.0);
            self.seen.set(self.shared.collect());
            Ok(vec![chunk as u8])
        }

        fn stop(&self) -> &Stop {
            &NEVER
        }

        fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>> {
            self.notes_asked_for
                .set(self.notes_asked_for.get() + waits.len());
            let wire = |wait: &Wait| Wire {
                request_start: Micros(wait.begun.0 + 10.0),
                response_start: Micros(wait.answered.0 - 20.0),
                response_end: Micros(wait.answered.0 - 10.0),
                served: Some(Micros(30.0)),
            };
            waits.iter().map(|wait| Some(wire(wait))).collect()
        }
    }

    fn shared(recording: Recording) -> Shared {
        Shared::new(Batch {
            job: Job {
                request: Some(RequestPlan {
                    delay: Millis(100.0),
                    bytes: 1,
                    seed: 1,
                }),
                kernel: Some(Kernel::Primes(Below(100_000))),
                chunk_count: 4,
            },
            chunks: (0..4).collect(),
            takers: 1,
            requests: Some(RequestTerms {
                site: String::new(),
                limit: Millis(1_000.0),
                nonce: 1,
            }),
            recording,
        })
    }

    fn hands(shared: &Shared) -> Fake<'_> {
        Fake {
            shared,
            clock: Cell::new(0.0),
            seen: Cell::default(),
            notes_asked_for: Cell::new(0),
        }
    }

    fn count(taken: &Taken, kind: SpanKind) -> usize {
        taken.spans.iter().filter(|span| span.kind == kind).count()
    }

    #[test]
    fn how_requests_went_is_found_out_when_nobody_waits_any_more() {
        let shared = shared(Recording::Spans);
        let hands = hands(&shared);
        let out = shared.take(0, 5, &hands, |_| ());
        assert!(out.is_last && shared.ended() == Some(Ok(())));
        assert_eq!(hands.notes_asked_for.get(), 0);
        let taken = shared.collect();
        assert_eq!(taken.finished.len(), 4);
        assert_eq!((taken.spans.len(), count(&taken, SpanKind::Work)), (8, 4));
        let own = |span: &crate::trace::Span| span.track == Track::Worker(5);
        assert!(taken.spans.iter().all(own));
        shared.settle(0, &hands, out);
        let late = shared.collect();
        assert_eq!((late.spans.len(), count(&late, SpanKind::Serving)), (8, 4));
        assert_eq!(
            hands.seen.take().finished,
            [],
            "kept to oneself until the end"
        );
    }

    #[test]
    fn a_watched_taker_shows_what_it_is_at() {
        let shared = shared(Recording::Live);
        let hands = hands(&shared);
        let out = shared.take(0, 5, &hands, |_| ());
        let seen = hands.seen.take();
        let open = seen.open.first().map(|span| (span.kind, span.chunk));
        assert_eq!(open, Some((SpanKind::Blocked, Some(3))));
        assert_eq!(seen.finished.last().map(|(chunk, _)| *chunk), Some(2));
        assert_eq!(count(&seen, SpanKind::Serving), 1, "the third, just before");
        assert_eq!(shared.collect().open, []);
        shared.settle(0, &hands, out);
        assert_eq!(shared.collect(), Taken::default());
    }

    #[test]
    fn where_nothing_is_recorded_nobody_looks_at_the_clock() {
        let shared = shared(Recording::Nothing);
        let hands = hands(&shared);
        let out = shared.take(0, 5, &hands, |_| ());
        shared.settle(0, &hands, out);
        assert_eq!(hands.clock.get(), 400.0, "only the requests took time");
        assert_eq!(hands.notes_asked_for.get(), 0);
        let taken = shared.collect();
        assert_eq!((taken.finished.len(), taken.spans.len()), (4, 0));
    }
}
