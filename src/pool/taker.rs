//! One taker's work on one chunk: the request, standing still, then the kernel; a span for each.
//! The same in every kind of pool.

use super::{Batch, BatchOutput, Recording};
use crate::comparison::Fault;
use crate::input::Source;
use crate::job::{Outcome, Reply};
use crate::kernel::Stop;
use crate::trace::wait::{Wait, Wire};
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};
#[cfg(target_arch = "wasm32")]
use crate::work::FindWork;
use crate::work::{Compute, Work};

/// What a taker needs of its thread.
pub trait WorkerContext {
    /// The caller's clock.
    fn now(&self) -> Micros;

    /// Makes a request and stands still until its answer is here.
    ///
    /// # Errors
    /// The fault, for this chunk.
    fn request(&self, url: &str, limit: Millis, chunk: u32) -> Result<Vec<u8>, Fault>;

    /// The flag that ends the batch.
    fn stop(&self) -> &Stop;

    /// Finds the code of work.
    fn find(&self, work: &Work) -> Option<Compute>;

    /// What the browser noted of requests of this thread, in their order.
    fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>>;
}

/// A browser's worker, with the flag that ends its batches, and what finds the code of work.
#[cfg(target_arch = "wasm32")]
pub struct BrowserContext(pub &'static Stop, pub FindWork);

#[cfg(target_arch = "wasm32")]
impl WorkerContext for BrowserContext {
    fn now(&self) -> Micros {
        crate::browser::clock::now()
    }

    fn request(&self, url: &str, limit: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        crate::browser::request::fetch_blocking(url, limit)
            .map_err(|error| request_fault(error, chunk, limit))
    }

    fn stop(&self) -> &Stop {
        self.0
    }

    fn find(&self, work: &Work) -> Option<Compute> {
        (self.1)(work)
    }

    fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>> {
        crate::browser::resource_timing::wires(waits)
    }
}

/// What a taker has written down and not handed over. No lock is held for it.
pub struct Notes {
    recording: Recording,
    track: Track,
    /// The code of the batch's work, once it was looked for: finding it takes as long as a small chunk.
    compute: Option<Compute>,
    /// What is ready.
    pub output: BatchOutput,
    /// Requests of which is not known yet how they went.
    pub waits: Vec<Wait>,
}

impl Notes {
    /// Nothing written down yet, by the taker of that track.
    pub fn new(recording: Recording, track: Track) -> Self {
        Self {
            recording,
            track,
            compute: None,
            output: BatchOutput::default(),
            waits: Vec::new(),
        }
    }

    /// Whether they are looked at while the batch goes on.
    pub fn live(&self) -> bool {
        self.recording == Recording::Live
    }

    /// A step begins; when. Nobody looks at the clock where nothing is recorded.
    fn begin(&mut self, context: &impl WorkerContext, kind: SpanKind, chunk: u32) -> Micros {
        if self.recording == Recording::Nothing {
            return Micros::ZERO;
        }
        let now = context.now();
        if self.live() {
            self.output.open = vec![self.span(kind, now, now, chunk)];
        }
        now
    }

    /// A step that began at `start` ends; when.
    fn end(
        &mut self,
        context: &impl WorkerContext,
        kind: SpanKind,
        start: Micros,
        chunk: u32,
    ) -> Micros {
        if self.recording == Recording::Nothing {
            return Micros::ZERO;
        }
        let now = context.now();
        self.output.spans.push(self.span(kind, start, now, chunk));
        self.output.open.clear();
        now
    }

    fn span(&self, kind: SpanKind, start: Micros, end: Micros, chunk: u32) -> Span {
        Span {
            track: self.track,
            kind,
            start,
            end,
            chunk: Some(chunk),
        }
    }

    /// Finds out how the requests went; those of which nothing is known are kept for later.
    pub fn learn(&mut self, context: &impl WorkerContext) {
        let wires = context.wires(&self.waits);
        for (wait, wire) in std::mem::take(&mut self.waits).into_iter().zip(wires) {
            match wire {
                Some(_) => self.output.spans.extend(wait.spans(wire)),
                None => self.waits.push(wait),
            }
        }
    }

    /// The same, for the last time: what is not known now never will be.
    pub fn learn_at_last(&mut self, context: &impl WorkerContext) {
        self.learn(context);
        let unknown = self.waits.drain(..).flat_map(|wait| wait.spans(None));
        self.output.spans.extend(unknown);
    }
}

/// Carries out one chunk. `at_step` is called whenever a step has begun or ended.
///
/// # Errors
/// The fault that ended it; `Fault::Stopped` when told to stop.
pub fn carry_out(
    context: &impl WorkerContext,
    batch: &Batch,
    chunk: u32,
    notes: &mut Notes,
    at_step: impl Fn(&mut Notes),
) -> Result<Outcome, Fault> {
    let mut outcome = Outcome::default();
    let mut body = Vec::new();
    if let Some(terms) = &batch.requests
        && let Some(url) = terms.url(&batch.job, chunk)
    {
        body = block_on_request(context, (url, terms.limit), chunk, notes, &at_step)?;
        outcome.reply = Some(Reply::of_body(&body));
    }
    if let Some(work) = &batch.job.work {
        let compute = notes.compute.or_else(|| context.find(work));
        let compute = compute.ok_or_else(no_such_work)?;
        notes.compute = Some(compute);
        let start = notes.begin(context, SpanKind::Work, chunk);
        at_step(notes);
        let units = batch.job.chunk(chunk).units;
        let bytes = match work.of {
            Some(Source::Answer) if outcome.reply.is_some() => &body,
            _ => batch.inputs.of(chunk),
        };
        let computed = compute(&work.input(bytes), units, &batch.cells, context.stop());
        outcome.computed = Some(computed.map_err(|why| Fault::of(why, chunk))?);
        notes.end(context, SpanKind::Work, start, chunk);
    }
    at_step(notes);
    Ok(outcome)
}

/// The fault of work that has no code here: it comes from another build.
pub fn no_such_work() -> Fault {
    Fault::PoolFailed("there is no such work".to_owned())
}

fn block_on_request(
    context: &impl WorkerContext,
    (url, limit): (String, Millis),
    chunk: u32,
    notes: &mut Notes,
    at_step: impl Fn(&mut Notes),
) -> Result<Vec<u8>, Fault> {
    let begun = notes.begin(context, SpanKind::Blocked, chunk);
    at_step(notes);
    let body = context.request(&url, limit, chunk)?;
    let answered = notes.end(context, SpanKind::Blocked, begun, chunk);
    if notes.recording != Recording::Nothing {
        let wait = Wait {
            chunk,
            url,
            asked: begun,
            begun,
            answered,
        };
        match wait.is_timed() {
            true => notes.output.spans.extend(wait.spans(None)),
            false => notes.waits.push(wait),
        }
    }
    if notes.live() {
        notes.learn(context);
    }
    Ok(body)
}

/// A failed request of a chunk as the run's fault.
#[cfg(target_arch = "wasm32")]
pub fn request_fault(
    error: crate::browser::request::RequestError,
    chunk: u32,
    limit: Millis,
) -> Fault {
    use crate::browser::request::RequestError;
    match error {
        RequestError::TimedOut => Fault::RequestTimedOut {
            chunk,
            limit_ms: limit.0 as u32,
        },
        RequestError::Failed(message) => Fault::RequestFailed { chunk, message },
        RequestError::Refused(status) => Fault::RequestRefused { chunk, status },
    }
}
