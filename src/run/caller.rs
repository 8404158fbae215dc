//! The caller, as a strategy sees it: what "I" can do with a chunk. Everything leaves its spans.

use super::answer::Answer;
use super::platform::{Observer, Platform};
use super::recorder::Recorder;
use super::taker_numbers::TakerNumbers;
use crate::comparison::Fault;
use crate::comparison::script::Script;
use crate::input::{Bytes, Inputs, Source};
use crate::job::{Job, Outcome, Reply};
use crate::pool::{BatchHandle, Pool, Recording};
use crate::strategy::Meanwhile;
use crate::trace::wait::Wait;
use crate::trace::{SpanKind, Track};
use crate::units::{Micros, Millis};
use crate::values::Values;
use futures_util::future::FutureExt;
use futures_util::stream::{self, FuturesUnordered, Stream, StreamExt};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// How often a watched run tells its news: thirty times a second.
pub(super) const TELL_EVERY: Millis = Millis(33.0);

/// A browser that has not noted a request when the run is over gets so long to do it.
const LATE_NOTES: Millis = Millis(20.0);

/// The caller of one run.
pub struct Caller<'a, W: Platform> {
    /// What is to be done.
    pub job: &'a Job,
    /// The values of the lesson's parameters.
    pub values: &'a Values,
    /// Threads for programs that use many.
    pub threads: u16,
    /// Requests that may be on their way at once.
    pub connections: u16,
    /// The reader's own programs, where the lesson is made of them.
    pub scripts: &'a [Script],
    pub(super) platform: &'a W,
    pub(super) observer: &'a dyn Observer,
    pub(super) recorder: &'a Rc<Recorder>,
    pub(super) watched: bool,
    /// What all chunks are computed of, where it is the same for all,
    for_all: Bytes,
    /// and what has been fetched for those of which each has its own.
    fetched: RefCell<Vec<(u32, Bytes)>>,
    last_told: Cell<Micros>,
    /// Batches whose takers may know of requests what is told when the run is over.
    pub(super) with_requests: RefCell<Vec<HandleOf<W>>>,
    pub(super) takers: TakerNumbers,
    /// Threads that were asked for apart from the job, at most.
    pub(super) apart: Cell<u16>,
}

/// A handle of the platform's pool.
pub(super) type HandleOf<W> = <<W as Platform>::Pool as Pool>::Handle;

impl<'a, W: Platform> Caller<'a, W> {
    /// A caller whose run begins now, with the bytes of which all chunks of the job are computed.
    pub fn new(
        (job, values, for_all): (&'a Job, &'a Values, Bytes),
        (platform, observer): (&'a W, &'a dyn Observer),
        recorder: &'a Rc<Recorder>,
    ) -> Self {
        Self {
            job,
            values,
            threads: values.threads(),
            connections: values.connections(),
            scripts: &[],
            platform,
            observer,
            recorder,
            watched: recorder.watched(),
            for_all,
            fetched: RefCell::default(),
            last_told: Cell::new(platform.now()),
            with_requests: RefCell::default(),
            takers: TakerNumbers::default(),
            apart: Cell::new(0),
        }
    }

    /// The same with the reader's own programs.
    pub fn with_scripts(self, scripts: &'a [Script]) -> Self {
        Self { scripts, ..self }
    }

    /// What it stands on.
    pub const fn platform(&self) -> &'a W {
        self.platform
    }

    /// The run's notes.
    pub const fn recorder(&self) -> &'a Rc<Recorder> {
        self.recorder
    }

    /// Whether somebody watches.
    pub(super) fn is_watched(&self) -> bool {
        self.watched
    }

    /// The numbers of the job's chunks. Those of a part that can't be split are done by then.
    pub fn chunks(&self) -> impl Iterator<Item = u32> + use<W> {
        let is_serial = self.values.serial();
        (0..self.job.chunk_count).filter(move |chunk| !is_serial(*chunk))
    }

    /// Computes the part that can't be split on this thread, and gives way after each chunk, unless I wait. How long it
    /// took; nothing where all can be split.
    ///
    /// # Errors
    /// The fault that ended it.
    pub(super) async fn compute_serial(
        &self,
        meanwhile: Meanwhile,
    ) -> Result<Option<Millis>, Fault> {
        let is_serial = self.values.serial();
        let mut serial = (0..self.job.chunk_count)
            .filter(|chunk| is_serial(*chunk))
            .peekable();
        if serial.peek().is_none() {
            return Ok(None);
        }
        let start = self.platform.now();
        for chunk in serial {
            self.compute(chunk)?;
            if meanwhile == Meanwhile::GoesOn {
                self.yield_now().await;
            }
        }
        Ok(Some((self.platform.now() - start).to_millis()))
    }

    /// The job's answer by what its chunks have given.
    pub fn answer(&self) -> Answer {
        self.answer_of(self.job.chunk_count)
    }

    /// The answer by what its first so many chunks have given.
    pub fn answer_of(&self, chunks: u32) -> Answer {
        Answer {
            text: self.recorder.answer(chunks),
            measures: Vec::new(),
            output: String::new(),
            lines: Vec::new(),
            checks: Vec::new(),
        }
    }

    /// The first request's failure since this was last asked, whoever heard of it, and how many requests were begun
    /// after it.
    pub fn take_failure(&self) -> Option<(Fault, u32)> {
        self.recorder.take_failure()
    }

    /// What the chunks' parts of the answer add up to.
    pub fn total(&self) -> u64 {
        self.recorder.total()
    }

    /// Makes a chunk's request and stands still until the answer is here. (Nobody should write
    /// this; it shows waiting undisguised.)
    ///
    /// # Errors
    /// The fault that ended it.
    pub fn block_on(&self, chunk: u32) -> Result<(), Fault> {
        let Some((url, limit)) = self.request(chunk) else {
            return self.go_on();
        };
        let (caller, blocked) = (Track::Caller, SpanKind::Blocked);
        let begun = self.clock();
        if self.watched {
            self.recorder.begins(caller, blocked, begun, Some(chunk));
        }
        self.recorder.asks(chunk, begun);
        if self.watched {
            // The last chance for a while.
            self.tell();
        }
        let body = self.platform.request_blocking(&url, limit, chunk);
        let answered = self.clock();
        self.recorder.ends(caller);
        self.recorder
            .span(caller, blocked, begun, answered, Some(chunk));
        let wait = Wait {
            chunk,
            url,
            asked: begun,
            begun,
            answered,
        };
        self.recorder.answered(wait, reply_of(&body));
        self.keep(chunk, body?);
        self.go_on()
    }

    /// Makes a chunk's request and awaits the answer.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn answer_to(&self, chunk: u32) -> Result<u32, Fault> {
        let asked = self.clock();
        self.recording_polls(Some(chunk), self.answered(chunk, asked))
            .await
    }

    /// Makes a chunk's request and goes on at once; the answer is awaited later. (A Rust future does nothing until it
    /// is polled; here it is polled once, as a promise would have begun by itself.)
    pub fn start(&self, chunk: u32) -> impl Future<Output = Result<u32, Fault>> + '_ {
        let mut answer = Box::pin(self.answer_to(chunk));
        let early = answer.as_mut().now_or_never();
        async move {
            match early {
                Some(early) => early,
                None => answer.await,
            }
        }
    }

    /// Asks for all chunks at once, with so many on their way as there are connections; they come
    /// as their answers come. Chunks that wait for nothing come at once.
    ///
    /// All answers that are here are taken before the first is handed on, so that the next requests are on their way
    /// while somebody computes what these brought. (`buffer_unordered` begins them only when all of these were handed on.)
    pub fn answers(&self) -> impl Stream<Item = Result<u32, Fault>> + '_ {
        let asked = self.clock();
        if self.watched && self.job.request.is_some() {
            let queue = |chunk| self.under_way(chunk, SpanKind::Queued, asked);
            self.chunks().for_each(queue);
        }
        let mut wanted = self
            .chunks()
            .map(move |chunk| self.recording_polls(Some(chunk), self.answered(chunk, asked)));
        let most = usize::from(self.connections.max(1));
        let (mut on_their_way, mut here) = (FuturesUnordered::new(), VecDeque::new());
        stream::poll_fn(move |context| {
            loop {
                let free = most - on_their_way.len();
                on_their_way.extend(wanted.by_ref().take(free));
                match on_their_way.poll_next_unpin(context) {
                    Poll::Ready(Some(answer)) => here.push_back(answer),
                    Poll::Ready(None) | Poll::Pending => break,
                }
            }
            match here.pop_front() {
                None if !on_their_way.is_empty() => Poll::Pending,
                next => Poll::Ready(next),
            }
        })
    }

    async fn answered(&self, chunk: u32, asked: Micros) -> Result<u32, Fault> {
        if let Some((url, limit)) = self.request(chunk) {
            let begun = self.clock();
            self.recorder.asks(chunk, begun);
            let body = self.platform.request(&url, limit, chunk).await;
            let answered = self.clock();
            let wait = Wait {
                chunk,
                url,
                asked,
                begun,
                answered,
            };
            self.recorder.answered(wait, reply_of(&body));
            self.keep(chunk, body?);
        }
        self.go_on()?;
        Ok(chunk)
    }

    fn under_way(&self, chunk: u32, kind: SpanKind, from: Micros) {
        let track = Track::Wait(chunk);
        self.recorder.begins(track, kind, from, Some(chunk));
    }

    /// Computes a chunk on this thread.
    ///
    /// # Errors
    /// The fault that ended it.
    pub fn compute(&self, chunk: u32) -> Result<(), Fault> {
        if let Some(work) = &self.job.work {
            let bytes = self.inputs(&[chunk]);
            let start = self.clock();
            let computed = self
                .platform
                .compute(self.job, work, chunk, bytes.of(chunk))?;
            let end = self.clock();
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

    /// Keeps what a chunk's request was answered, if it is computed of it.
    fn keep(&self, chunk: u32, body: Vec<u8>) {
        if self.job.is_of(Source::Answer) {
            self.fetched.borrow_mut().push((chunk, body.into()));
        }
    }

    /// What these chunks are computed of. Their own bytes are given away: nobody computes a chunk twice.
    pub(super) fn inputs(&self, chunks: &[u32]) -> Inputs {
        if self.job.is_of(Source::Picture) {
            return Inputs::One(self.for_all.clone());
        }
        if !self.job.is_of(Source::Answer) {
            return Inputs::None;
        }
        let all = self.fetched.take();
        let (own, left) = all
            .into_iter()
            .partition(|(chunk, _)| chunks.contains(chunk));
        self.fetched.replace(left);
        Inputs::Each(own)
    }

    /// Lets everything else that is due on this thread run first.
    pub async fn yield_now(&self) {
        self.platform.yield_now().await;
    }

    /// When the run is over: finds out how requests went, which costs the run nothing any more.
    pub(super) async fn gather_request_timings(&self) {
        for handle in self.with_requests.take() {
            handle.gather_request_timings().await;
            self.recorder.take_over(handle.collect());
        }
        self.learn();
        let unknown = self.recorder.take_waits();
        if !unknown.is_empty() {
            self.platform.sleep(LATE_NOTES).await;
            let wires = self.platform.wires(&unknown);
            for (wait, wire) in unknown.iter().zip(wires) {
                self.recorder.went(wait, wire);
            }
        }
    }

    /// Notes how requests went, as far as the browser knows by now.
    fn learn(&self) {
        let waits = self.recorder.take_waits();
        let wires = self.platform.wires(&waits);
        for (wait, wire) in waits.into_iter().zip(wires) {
            match wire {
                Some(_) => self.recorder.went(&wait, wire),
                None => self.recorder.waited(wait),
            }
        }
    }

    /// Carries a program out, and notes each of its turns: each time it is polled. That of a chunk lies
    /// within that of the whole.
    pub(super) async fn recording_polls<T>(
        &self,
        chunk: Option<u32>,
        program: impl Future<Output = T>,
    ) -> T {
        let (caller, turn) = (Track::Caller, SpanKind::Poll);
        let mut program = pin!(program);
        std::future::poll_fn(|context: &mut Context<'_>| {
            let start = self.clock();
            self.recorder.begins(caller, turn, start, chunk);
            let polled = program.as_mut().poll(context);
            self.recorder.ends(caller);
            let end = self.clock();
            self.recorder.span(caller, turn, start, end, chunk);
            polled
        })
        .await
    }

    /// The clock, for what is recorded: nobody looks at it where nothing is.
    pub(super) fn clock(&self) -> Micros {
        match self.recorder.recording() {
            Recording::Nothing => Micros::ZERO,
            Recording::Spans | Recording::Live => self.platform.now(),
        }
    }

    /// The address of a chunk's request, another one each time, and its time limit.
    pub(super) fn request(&self, chunk: u32) -> Option<(String, Millis)> {
        self.job.request?;
        let terms = self.platform.request_terms();
        Some((terms.url(self.job, chunk)?, terms.limit))
    }

    /// Between two steps: tells the news of a watched run, and ends a stopped one.
    ///
    /// # Errors
    /// `Fault::Stopped`.
    pub fn go_on(&self) -> Result<(), Fault> {
        if self.watched && self.platform.now() - self.last_told.get() >= TELL_EVERY.to_micros() {
            self.tell();
        }
        match self.platform.stop() {
            true => Err(Fault::Stopped),
            false => Ok(()),
        }
    }

    /// Tells the news of a watched run again and again, whenever its caller is free.
    pub(super) async fn keep_telling(&self) {
        loop {
            self.platform.sleep(TELL_EVERY).await;
            self.tell();
        }
    }

    pub(super) fn tell(&self) {
        self.learn();
        let now = self.platform.now();
        self.last_told.set(now);
        self.observer.progress(self.recorder.news(now));
    }
}

/// What came of a request, as far as it is kept.
fn reply_of(body: &Result<Vec<u8>, Fault>) -> Result<Reply, Fault> {
    body.as_deref().map(Reply::of_body).map_err(Clone::clone)
}
