//! The caller, as a strategy sees it: what "I" can do with a chunk. Everything leaves its spans.

use super::recorder::Recorder;
use super::world::{Observer, World};
use crate::comparison::Fault;
use crate::job::{Job, Outcome, Reply};
use crate::pool::{Batch, Pool, RequestTerms, Ticket};
use crate::trace::{SpanKind, Track};
use crate::units::{Micros, Millis};
use futures_util::future::{Either, select, try_join_all};
use futures_util::stream::{self, Stream, StreamExt};
use std::pin::pin;

/// How often a watched run tells its news: thirty times a second.
const TELL_EVERY: Millis = Millis(33.0);

/// A wait for a connection that is shorter than this was none.
const WORTH_A_SPAN: Micros = Micros(200.0);

/// The caller of one run.
pub struct Caller<'a, W: World, O: Observer> {
    /// What is to be done.
    pub job: &'a Job,
    /// Threads for strategies that use many.
    pub threads: u16,
    /// Requests that may be on their way at once.
    pub connections: u16,
    pub(super) world: &'a W,
    pub(super) observer: &'a O,
    pub(super) recorder: &'a Recorder,
    pub(super) terms: RequestTerms,
    pub(super) watched: bool,
    pub(super) last_told: std::cell::Cell<Micros>,
}

impl<W: World, O: Observer> Caller<'_, W, O> {
    /// The numbers of the job's chunks.
    pub fn chunks(&self) -> impl Iterator<Item = u32> + 'static {
        0..self.job.chunk_count
    }

    /// Makes a chunk's request and stands still until the answer is here. (Nobody should write
    /// this; it shows waiting undisguised.)
    ///
    /// # Errors
    /// The fault that ended it.
    pub fn stand_still_for(&self, chunk: u32) -> Result<(), Fault> {
        let Some(url) = self.url(chunk) else {
            return self.go_on();
        };
        let start = self.world.now();
        let limit = self.terms.limit;
        let body = self.world.request_standing_still(&url, limit, chunk)?;
        let end = self.world.now();
        let (caller, wait) = (Track::Caller, Track::Wait(chunk));
        self.recorder
            .span(caller, SpanKind::Blocked, start, end, Some(chunk));
        self.recorder
            .span(wait, SpanKind::InFlight, start, end, Some(chunk));
        self.replied(chunk, &body);
        self.go_on()
    }

    /// Makes a chunk's request and awaits the answer.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn answer_to(&self, chunk: u32) -> Result<u32, Fault> {
        if let Some(url) = self.url(chunk) {
            let start = self.world.now();
            let body = self.world.request(&url, self.terms.limit, chunk).await?;
            let (track, end) = (Track::Wait(chunk), self.world.now());
            self.recorder
                .span(track, SpanKind::InFlight, start, end, Some(chunk));
            self.replied(chunk, &body);
        }
        self.go_on()?;
        Ok(chunk)
    }

    /// Asks for all chunks at once, with so many on their way as there are connections; they come
    /// as their answers come. Chunks that wait for nothing come at once.
    pub fn answers(&self) -> impl Stream<Item = Result<u32, Fault>> + '_ {
        let asked = self.world.now();
        let wanted = self.chunks().map(move |chunk| async move {
            self.queued(chunk, asked);
            self.answer_to(chunk).await
        });
        stream::iter(wanted).buffer_unordered(usize::from(self.connections.max(1)))
    }

    fn queued(&self, chunk: u32, asked: Micros) {
        let now = self.world.now();
        if self.job.request.is_some() && now - asked >= WORTH_A_SPAN {
            self.recorder.span(
                Track::Wait(chunk),
                SpanKind::Queued,
                asked,
                now,
                Some(chunk),
            );
        }
    }

    /// Computes a chunk on this thread.
    ///
    /// # Errors
    /// The fault that ended it.
    pub fn compute(&self, chunk: u32) -> Result<(), Fault> {
        if self.job.kernel.is_some() {
            let start = self.world.now();
            let computed = self.world.compute(self.job, chunk);
            let computed = computed.map_err(|_| Fault::Stopped)?;
            let end = self.world.now();
            self.recorder
                .span(Track::Caller, SpanKind::Work, start, end, Some(chunk));
            let outcome = Outcome {
                reply: None,
                computed: Some(computed),
            };
            self.recorder.outcome(chunk, outcome);
        }
        self.go_on()
    }

    /// Lets everything else that is due on this thread run first.
    pub async fn give_way(&self) {
        self.world.give_way().await;
    }

    /// Has the pool compute chunks, and awaits it.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn computed_by_pool(&self, chunks: Vec<u32>, threads: u16) -> Result<(), Fault> {
        if self.job.kernel.is_none() {
            return Ok(());
        }
        self.awaited(self.batch(chunks, threads, None)).await
    }

    /// Has the pool carry chunks out, requests and all, and awaits it.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn carried_out_by_pool(&self, threads: u16) -> Result<(), Fault> {
        let requests = Some(self.terms.clone());
        self.awaited(self.batch(self.chunks().collect(), threads, requests))
            .await
    }

    /// Has the pool carry all chunks out, requests and all, and sleeps until it is done.
    ///
    /// # Errors
    /// The fault that ended it.
    pub fn sleep_until_carried_out(&self, threads: u16) -> Result<(), Fault> {
        let requests = Some(self.terms.clone());
        let batch = self.batch(self.chunks().collect(), threads, requests);
        let start = self.world.now();
        let ticket = self.world.pool().start(batch)?;
        let ended = loop {
            let slept = ticket.sleep(TELL_EVERY);
            if self.watched {
                self.recorder.taken(ticket.collect());
                self.tell();
            }
            match slept {
                Ok(false) => {}
                Ok(true) => break Ok(()),
                Err(fault) => break Err(fault),
            }
        };
        self.recorder.taken(ticket.collect());
        let end = self.world.now();
        self.recorder
            .span(Track::Caller, SpanKind::Blocked, start, end, None);
        ended
    }

    /// Has each of the threads carry out the whole job by itself, and awaits them all: nothing is shared
    /// but the machine.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn carried_out_in_copies(&self) -> Result<(), Fault> {
        let copies = (0..self.threads).map(|_| self.carried_out_by_pool(1));
        try_join_all(copies).await.map(|_| ())
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
            chunks,
            takers,
            requests,
        }
    }

    async fn awaited(&self, batch: Batch) -> Result<(), Fault> {
        let ticket = self.world.pool().start(batch)?;
        let mut done = pin!(ticket.done());
        let ended = loop {
            if !self.watched {
                break done.await;
            }
            match select(done.as_mut(), pin!(self.world.sleep(TELL_EVERY))).await {
                Either::Left((ended, _)) => break ended,
                Either::Right(_) => {
                    self.recorder.taken(ticket.collect());
                    self.tell();
                }
            }
        };
        self.recorder.taken(ticket.collect());
        ended?;
        self.go_on()
    }

    fn url(&self, chunk: u32) -> Option<String> {
        let path = self.job.request_path(chunk, self.terms.nonce)?;
        Some(format!("{}{path}", self.terms.site))
    }

    fn replied(&self, chunk: u32, body: &[u8]) {
        let outcome = Outcome {
            reply: Some(Reply::of_body(body)),
            computed: None,
        };
        self.recorder.outcome(chunk, outcome);
    }

    /// Between two steps: tells the news of a watched run, and ends a stopped one.
    fn go_on(&self) -> Result<(), Fault> {
        if self.watched && self.world.now() - self.last_told.get() >= TELL_EVERY.to_micros() {
            self.tell();
        }
        match self.world.stop() {
            true => Err(Fault::Stopped),
            false => Ok(()),
        }
    }

    fn tell(&self) {
        let now = self.world.now();
        self.last_told.set(now);
        self.observer.progress(self.recorder.news(self.job, now));
    }
}
