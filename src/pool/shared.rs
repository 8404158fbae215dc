//! Takers over shared memory: they draw chunk numbers from one counter and keep their output in buffers of their own.
//! Used with web workers (`threads.rs`) and with plain threads (`host.rs`).

use super::taker::{Notes, WorkerContext, carry_out};
use super::{Batch, BatchOutput};
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
    buffers: Vec<Mutex<BatchOutput>>,
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
            buffers: (0..takers).map(|_| Mutex::default()).collect(),
            fault: Mutex::new(None),
        }
    }

    /// How many takers are to be sent.
    pub fn takers(&self) -> usize {
        self.buffers.len()
    }

    /// One taker's work. `at` is told each chunk before it begins, and when
    /// it is over: a crash between chunks is no chunk's.
    pub fn take(
        &self,
        taker: usize,
        context: &impl WorkerContext,
        at: impl Fn(Option<u32>),
    ) -> Out {
        let mut notes = Notes::new(self.batch.recording, self.batch.track(taker as u16));
        let hand_over = |notes: &mut Notes| {
            if notes.live() {
                self.hand_over(taker, notes);
            }
        };
        while !self.stopped() && context.stop().load(Ordering::Relaxed) == 0 {
            let Some(&chunk) = self
                .batch
                .chunks
                .get(self.next.fetch_add(1, Ordering::Relaxed))
            else {
                break;
            };
            at(Some(chunk));
            let outcome = carry_out(context, &self.batch, chunk, &mut notes, hand_over);
            at(None);
            match outcome {
                Ok(outcome) => notes.output.finished.push((chunk, outcome)),
                Err(fault) => self.fail(fault),
            }
        }
        self.hand_over(taker, &mut notes);
        let is_last = self.takers_left.fetch_sub(1, Ordering::AcqRel) == 1;
        Out { is_last, notes }
    }

    /// What a taker does when it is out, and nobody waits for it: finds out how its requests went.
    pub fn gather_request_timings(&self, taker: usize, context: &impl WorkerContext, mut out: Out) {
        if !out.notes.waits.is_empty() {
            out.notes.learn_at_last(context);
            self.hand_over(taker, &mut out.notes);
        }
    }

    fn hand_over(&self, taker: usize, notes: &mut Notes) {
        let mut buffer = unpoisoned(&self.buffers[taker]);
        let open = notes.output.open.clone();
        buffer.open.clear();
        buffer.append(&mut notes.output);
        notes.output.open = open;
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
    pub fn collect(&self) -> BatchOutput {
        let mut all = BatchOutput::default();
        for buffer in &self.buffers {
            let mut buffer = unpoisoned(buffer);
            let open = buffer.open.clone();
            all.append(&mut buffer);
            buffer.open = open;
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
    use crate::input::Inputs;
    use crate::job::{Job, RequestPlan};
    use crate::kernel::{NEVER, Stop};
    use crate::pool::{Recording, RequestTerms};
    use crate::trace::wait::{Wait, Wire};
    use crate::trace::{SpanKind, Track};
    use crate::units::{Micros, Millis};
    use crate::waits::WaitsFrom;
    use crate::work::{Cells, Compute, Work, samples};
    use std::cell::Cell;

    /// A context whose clock moves on by one whenever it is looked at, and by 100 for a request.
    struct Fake<'a> {
        shared: &'a Shared,
        clock: Cell<f64>,
        /// What can be seen from outside while a request is on its way.
        seen: Cell<BatchOutput>,
        notes_asked_for: Cell<usize>,
    }

    impl WorkerContext for Fake<'_> {
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

        fn find(&self, work: &Work) -> Option<Compute> {
            samples::FIND(work)
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
                    refused: None,
                    shards_of: None,
                }),
                work: Some(samples::counting(100_000)),
                chunk_count: 4,
                picture: None,
            },
            chunks: (0..4).collect(),
            takers: 1,
            first_taker: 5,
            requests: Some(RequestTerms {
                waits: WaitsFrom::Server,
                site: String::new(),
                lessons: String::new(),
                limit: Millis(1_000.0),
                nonce: 1,
            }),
            recording,
            inputs: Inputs::None,
            cells: Cells::default(),
        })
    }

    fn fake_context(shared: &Shared) -> Fake<'_> {
        Fake {
            shared,
            clock: Cell::new(0.0),
            seen: Cell::default(),
            notes_asked_for: Cell::new(0),
        }
    }

    fn count(output: &BatchOutput, kind: SpanKind) -> usize {
        output.spans.iter().filter(|span| span.kind == kind).count()
    }

    #[test]
    fn how_requests_went_is_found_out_when_nobody_waits_any_more() {
        let shared = shared(Recording::Spans);
        let context = fake_context(&shared);
        let out = shared.take(0, &context, |_| ());
        assert!(out.is_last && shared.ended() == Some(Ok(())));
        assert_eq!(context.notes_asked_for.get(), 0);
        let output = shared.collect();
        assert_eq!(output.finished.len(), 4);
        assert_eq!((output.spans.len(), count(&output, SpanKind::Work)), (8, 4));
        let own = |span: &crate::trace::Span| span.track == Track::Worker(5);
        assert!(output.spans.iter().all(own));
        shared.gather_request_timings(0, &context, out);
        let late = shared.collect();
        assert_eq!((late.spans.len(), count(&late, SpanKind::Serving)), (8, 4));
        assert_eq!(
            context.seen.take().finished,
            [],
            "kept to oneself until the end"
        );
    }

    #[test]
    fn a_watched_taker_shows_what_it_is_at() {
        let shared = shared(Recording::Live);
        let context = fake_context(&shared);
        let out = shared.take(0, &context, |_| ());
        let seen = context.seen.take();
        let open = seen.open.first().map(|span| (span.kind, span.chunk));
        assert_eq!(open, Some((SpanKind::Blocked, Some(3))));
        assert_eq!(seen.finished.last().map(|(chunk, _)| *chunk), Some(2));
        assert_eq!(count(&seen, SpanKind::Serving), 1, "the third, just before");
        assert_eq!(shared.collect().open, []);
        shared.gather_request_timings(0, &context, out);
        assert_eq!(shared.collect(), BatchOutput::default());
    }

    #[test]
    fn a_taker_says_which_chunk_it_is_at_and_when_it_is_at_none() {
        let shared = shared(Recording::Nothing);
        let context = fake_context(&shared);
        let told = std::cell::RefCell::new(Vec::new());
        shared.take(0, &context, |at| told.borrow_mut().push(at));
        let each = (0..4).flat_map(|chunk| [Some(chunk), None]);
        assert!(told.into_inner().into_iter().eq(each));
    }

    #[test]
    fn where_nothing_is_recorded_nobody_looks_at_the_clock() {
        let shared = shared(Recording::Nothing);
        let context = fake_context(&shared);
        let out = shared.take(0, &context, |_| ());
        shared.gather_request_timings(0, &context, out);
        assert_eq!(context.clock.get(), 400.0, "only the requests took time");
        assert_eq!(context.notes_asked_for.get(), 0);
        let output = shared.collect();
        assert_eq!((output.finished.len(), output.spans.len()), (4, 0));
    }
}
