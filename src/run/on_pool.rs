//! What a caller has the pool do: chunks computed, carried out, or the whole job in copies. It awaits the end, or
//! sleeps until then.

use super::answer::Answer;
use super::caller::{Caller, HandleOf, TELL_EVERY};
use super::platform::Platform;
use crate::comparison::Fault;
use crate::input::{Bytes, Inputs};
use crate::job::Job;
use crate::kernel::Part;
use crate::key::Key;
use crate::pool::{Batch, BatchHandle, Pool, RequestTerms, all_at_once};
use crate::tier::Tier;
use crate::trace::{SpanKind, Track};
use crate::work::{Cells, Work};
use futures_util::future::{Either, FutureExt, select};
use std::pin::pin;

impl<W: Platform> Caller<'_, W> {
    /// Has the pool compute chunks, and awaits it.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn computed_by_pool(&self, chunks: Vec<u32>, threads: u16) -> Result<(), Fault> {
        if self.job.work.is_none() {
            return Ok(());
        }
        // A single chunk has turns of its own.
        let single = match chunks.as_slice() {
            [chunk] => Some(*chunk),
            _ => None,
        };
        let done = self.awaited(self.batch(chunks, threads, None));
        match single {
            Some(_) => self.recording_polls(single, done).await,
            None => done.await,
        }
    }

    /// Has the pool compute piles of chunks, each by a thread of its own, all at once, and awaits them. Who has an empty
    /// pile has nothing to do; the others' tracks are the same all the same.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn computed_in_piles(&self, piles: Vec<Vec<u32>>) -> Result<(), Fault> {
        let numbers = self.takers.give(piles.len() as u16);
        let batches = piles.into_iter().zip(numbers.first()..);
        let batches = batches.filter(|(pile, _)| !pile.is_empty());
        let done = batches.map(|(pile, taker)| {
            let mut batch = self.batch(pile, 1, None);
            batch.first_taker = taker;
            self.handed_over(batch).boxed_local()
        });
        all_at_once(done.collect()).await
    }

    /// Has a thread of the pool compute a chunk for the helper of that number, from 0. The track is the helper's, whichever
    /// thread that is: so the program alone numbers whom it gives something, and gives each one chunk at a time.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn computed_by(&self, helper: u16, chunk: u32) -> Result<(), Fault> {
        let mut batch = self.batch(vec![chunk], 1, None);
        batch.first_taker = helper;
        self.handed_over(batch).await
    }

    /// Has the pool compute work of its own, apart from the job's, cut into so many chunks, of these bytes, and awaits it:
    /// what each chunk gave. Where there is no pool I compute it myself, and give way after each chunk.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn computed_apart(
        &self,
        work: Work,
        bytes: Bytes,
        chunks: u32,
    ) -> Result<Vec<Part>, Fault> {
        let job = Job {
            request: None,
            work: Some(work),
            chunk_count: chunks,
            picture: None,
        };
        if self.platform.tier() == Tier::Single {
            return self.computed_here(&job, &work, &bytes).await;
        }
        let takers = self.threads.max(1).min(chunks.min(u16::MAX.into()) as u16);
        let numbers = self.takers.give(takers);
        self.apart.set(self.apart.get().max(takers));
        let batch = Batch {
            job,
            inputs: Inputs::One(bytes),
            chunks: (0..chunks).collect(),
            takers,
            first_taker: numbers.first(),
            requests: None,
            recording: self.recorder.recording(),
            cells: Cells::default(),
        };
        let handle = self.platform.pool().start(batch)?;
        let mut parts = vec![Part::default(); chunks as usize];
        let mut done = pin!(handle.done());
        let ended = loop {
            let ended = match self.watched {
                false => Some(done.as_mut().await),
                true => match select(done.as_mut(), pin!(self.platform.sleep(TELL_EVERY))).await {
                    Either::Left((ended, _)) => Some(ended),
                    Either::Right(_) => None,
                },
            };
            let mut output = handle.collect();
            for (chunk, outcome) in output.finished.drain(..) {
                if let (Some(place), Some(computed)) =
                    (parts.get_mut(chunk as usize), outcome.computed)
                {
                    *place = computed;
                }
            }
            self.recorder.take_over(output);
            match ended {
                Some(ended) => break ended,
                None => self.tell(),
            }
        };
        ended?;
        self.go_on()?;
        Ok(parts)
    }

    async fn computed_here(
        &self,
        job: &Job,
        work: &Work,
        bytes: &[u8],
    ) -> Result<Vec<Part>, Fault> {
        let mut parts = Vec::new();
        for chunk in 0..job.chunk_count {
            let start = self.clock();
            parts.push(self.platform.compute(job, work, chunk, bytes)?);
            let (track, end) = (Track::Caller, self.clock());
            self.recorder
                .span(track, SpanKind::Work, start, end, Some(chunk));
            self.yield_now().await;
            self.go_on()?;
        }
        Ok(parts)
    }

    /// Has the pool compute all chunks, by other work of the lesson than the job's own and over these cells, and
    /// awaits it.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn computed_over(&self, name: Key, cells: &Cells) -> Result<(), Fault> {
        let mut batch = self.batch(self.chunks().collect(), self.threads, None);
        batch.cells = cells.clone();
        if let Some(work) = &mut batch.job.work {
            work.name = name;
        }
        self.awaited(batch).await
    }

    /// Has the pool carry chunks out, requests and all, and awaits it.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn carried_out_by_pool(&self, threads: u16) -> Result<(), Fault> {
        let requests = Some(self.platform.request_terms());
        self.awaited(self.batch(self.chunks().collect(), threads, requests))
            .await
    }

    /// Has the pool carry all chunks out, requests and all, and sleeps until it is done.
    ///
    /// # Errors
    /// The fault that ended it.
    pub fn sleep_until_carried_out(&self, threads: u16) -> Result<(), Fault> {
        let requests = Some(self.platform.request_terms());
        let mut batch = self.batch(self.chunks().collect(), threads, requests);
        let numbers = self.takers.give(batch.takers);
        batch.first_taker = numbers.first();
        let start = self.clock();
        let (caller, blocked) = (Track::Caller, SpanKind::Blocked);
        self.recorder.begins(caller, blocked, start, None);
        let handle = self.platform.pool().start(batch)?;
        let ended = loop {
            let slept = handle.sleep(TELL_EVERY);
            if self.watched {
                self.recorder.take_over(handle.collect());
                self.tell();
            }
            match slept {
                Ok(false) => {}
                Ok(true) => break Ok(()),
                Err(fault) => break Err(fault),
            }
        };
        self.recorder.take_over(handle.collect());
        drop(numbers);
        let end = self.clock();
        self.recorder.ends(caller);
        self.recorder.span(caller, blocked, start, end, None);
        self.with_requests.borrow_mut().push(handle);
        ended
    }

    /// Has each of the threads carry out the whole job by itself, and awaits them all: nothing is shared
    /// but the machine.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn carried_out_in_copies(&self) -> Result<Answer, Fault> {
        let all = || (0..self.job.chunk_count).collect();
        let requests = || Some(self.platform.request_terms());
        let copy = |_| self.awaited(self.batch(all(), 1, requests())).boxed_local();
        all_at_once((0..self.threads).map(copy).collect()).await?;
        Ok(self.answer())
    }

    fn batch(&self, chunks: Vec<u32>, threads: u16, requests: Option<RequestTerms>) -> Batch {
        let most = chunks.len().clamp(1, usize::from(threads.max(1))) as u16;
        let takers = match self.job.request {
            // Each taker holds one connection; no strategy gets more than another.
            Some(_) if requests.is_some() => most.min(self.connections.max(1)),
            _ => most,
        };
        Batch {
            job: self.job.clone(),
            inputs: self.inputs(&chunks),
            chunks,
            takers,
            first_taker: 0,
            requests,
            recording: self.recorder.recording(),
            cells: Cells::default(),
        }
    }

    async fn awaited(&self, mut batch: Batch) -> Result<(), Fault> {
        let numbers = self.takers.give(batch.takers);
        batch.first_taker = numbers.first();
        self.handed_over(batch).await
    }

    /// Gives the pool a batch whose takers have their numbers, and awaits it.
    async fn handed_over(&self, batch: Batch) -> Result<(), Fault> {
        let notes_requests = batch.notes_requests();
        let handle = self.platform.pool().start(batch)?;
        let ended = self.watching(&handle).await;
        self.recorder.take_over(handle.collect());
        if notes_requests {
            self.with_requests.borrow_mut().push(handle);
        }
        ended?;
        self.go_on()
    }

    async fn watching(&self, handle: &HandleOf<W>) -> Result<(), Fault> {
        let mut done = pin!(handle.done());
        loop {
            if !self.watched {
                return done.await;
            }
            match select(done.as_mut(), pin!(self.platform.sleep(TELL_EVERY))).await {
                Either::Left((ended, _)) => return ended,
                Either::Right(_) => {
                    self.recorder.take_over(handle.collect());
                    self.tell();
                }
            }
        }
    }
}
