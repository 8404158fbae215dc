//! Others on the machine: threads of the pool that compute something else while a program runs, and so take cores
//! away from it. They really compute, are seen in the timeline, and go no further than the program.

use super::caller::{Caller, HandleOf, TELL_EVERY};
use super::platform::Platform;
use super::taker_numbers::Given;
use crate::comparison::Fault;
use crate::input::Inputs;
use crate::job::Job;
use crate::key::Key;
use crate::pool::{Batch, BatchHandle, BatchOutput, Pool, Recording, all_at_once};
use crate::trace::{Span, SpanKind};
use crate::work::Cells;
use futures_util::future::{Either, FutureExt, select};
use std::cell::Cell;
use std::pin::pin;

/// Chunks that one of the others is given at once. They are short and few, so that it stops soon after it was told to,
/// wherever it can hear that only between them.
const AT_ONCE: u32 = 24;

impl<W: Platform> Caller<'_, W> {
    /// Carries a part of a program out while so many other threads compute something else, over and over: work of the
    /// lesson's by that name, a unit a chunk. They begin with it and end with it. How many chunks they got done.
    ///
    /// # Errors
    /// The fault that ended either.
    pub async fn while_others_compute(
        &self,
        others: u16,
        name: Key,
        program: impl Future<Output = Result<(), Fault>>,
    ) -> Result<u64, Fault> {
        let done = Cell::new(0);
        let busy = (0..others).map(|_| self.keep_busy(name, &done).boxed_local());
        let busy = all_at_once(busy.collect());
        // The program comes first: it has the first of the tracks.
        let ended = match select(pin!(program), Box::pin(busy)).await {
            Either::Left((ended, busy)) => {
                // What they did until now counts.
                drop(busy);
                ended
            }
            Either::Right((Err(fault), _)) => Err(fault),
            // Nobody is there to be waited for.
            Either::Right((Ok(_), program)) => program.await,
        };
        ended.map(|()| done.get())
    }

    /// Keeps one other thread computing until this is dropped; it ends by a fault alone.
    async fn keep_busy(&self, name: Key, done: &Cell<u64>) -> Result<(), Fault> {
        loop {
            let other = Other::start(self, name, done)?;
            other.until_done().await?;
        }
    }
}

/// One of the others, at some chunks. When it is dropped it stops, and what it did is noted.
struct Other<'a, W: Platform> {
    caller: &'a Caller<'a, W>,
    handle: HandleOf<W>,
    done: &'a Cell<u64>,
    _number: Given<'a>,
}

impl<'a, W: Platform> Other<'a, W> {
    fn start(caller: &'a Caller<'_, W>, name: Key, done: &'a Cell<u64>) -> Result<Self, Fault> {
        let number = caller.takers.give(1);
        let work = caller.job.work.map(|work| crate::work::Work {
            name,
            units: AT_ONCE.into(),
            ..work
        });
        let batch = Batch {
            job: Job {
                request: None,
                work,
                chunk_count: AT_ONCE,
                picture: None,
            },
            chunks: (0..AT_ONCE).collect(),
            takers: 1,
            first_taker: number.first(),
            requests: None,
            // What it has done is wanted when it is stopped, and not when it has noticed that.
            recording: match caller.recorder.recording() {
                Recording::Spans => Recording::Live,
                other => other,
            },
            inputs: Inputs::None,
            cells: Cells::default(),
        };
        let handle = caller.platform.pool().start(batch)?;
        Ok(Self {
            caller,
            handle,
            done,
            _number: number,
        })
    }

    async fn until_done(&self) -> Result<(), Fault> {
        let mut done = pin!(self.handle.done());
        loop {
            if !self.caller.is_watched() {
                return done.await;
            }
            match select(done.as_mut(), pin!(self.caller.platform.sleep(TELL_EVERY))).await {
                Either::Left((ended, _)) => return ended,
                Either::Right(_) => {
                    let open = self.note();
                    self.caller.recorder.take_over(BatchOutput {
                        open,
                        ..BatchOutput::default()
                    });
                }
            }
        }
    }

    /// Notes what it did since it was last asked: something else. What it is at just now is returned.
    fn note(&self) -> Vec<Span> {
        let BatchOutput {
            finished,
            spans,
            open,
        } = self.handle.collect();
        self.done.set(self.done.get() + finished.len() as u64);
        self.caller.recorder.take_over(BatchOutput {
            spans: spans.into_iter().map(something_else).collect(),
            ..BatchOutput::default()
        });
        open.into_iter().map(something_else).collect()
    }
}

impl<W: Platform> Drop for Other<'_, W> {
    fn drop(&mut self) {
        let now = self.caller.clock();
        let cut_off = self
            .note()
            .into_iter()
            .map(|open| Span { end: now, ..open });
        self.caller.recorder.take_over(BatchOutput {
            spans: cut_off.collect(),
            ..BatchOutput::default()
        });
    }
}

/// The span of a chunk that is none of the job's.
fn something_else(span: Span) -> Span {
    Span {
        kind: SpanKind::Meanwhile,
        chunk: None,
        ..span
    }
}
