//! One taker's work on one chunk: the request, standing still, then the kernel; a span for each.
//! The same in every kind of pool.

use super::{Batch, RequestTerms};
use crate::comparison::Fault;
use crate::job::{Job, Outcome, Reply};
use crate::kernel::Stop;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};

/// What a taker needs of its thread.
pub trait Hands {
    /// The caller's clock.
    fn now(&self) -> Micros;

    /// Makes a request and stands still until its answer is here.
    ///
    /// # Errors
    /// The fault, for this chunk.
    fn request(&self, url: &str, limit: Millis, chunk: u32) -> Result<Vec<u8>, Fault>;

    /// The flag that ends the batch.
    fn stop(&self) -> &Stop;
}

/// A browser's worker, with the flag that ends its batches.
#[cfg(target_arch = "wasm32")]
pub struct BrowserHands(pub &'static Stop);

#[cfg(target_arch = "wasm32")]
impl Hands for BrowserHands {
    fn now(&self) -> Micros {
        crate::browser::clock::now()
    }

    fn request(&self, url: &str, limit: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        crate::browser::request::fetch_standing_still(url, limit)
            .map_err(|error| request_fault(error, chunk, limit))
    }

    fn stop(&self) -> &Stop {
        self.0
    }
}

/// Carries out one chunk on the thread of that number. Spans go to `spans`.
///
/// # Errors
/// The fault that ended it; `Fault::Stopped` when told to stop.
pub fn carry_out(
    hands: &impl Hands,
    batch: &Batch,
    chunk: u32,
    worker: u16,
    spans: &mut Vec<Span>,
) -> Result<Outcome, Fault> {
    let mut outcome = Outcome::default();
    if let Some(terms) = &batch.requests {
        outcome.reply = stand_still(hands, &batch.job, terms, chunk, worker, spans)?;
    }
    if let Some(kernel) = batch.job.kernel {
        let start = hands.now();
        let units = batch.job.chunk(chunk).units;
        let computed = kernel.compute(units, hands.stop());
        outcome.computed = Some(computed.map_err(|_| Fault::Stopped)?);
        spans.push(Span {
            track: Track::Worker(worker),
            kind: SpanKind::Work,
            start,
            end: hands.now(),
            chunk: Some(chunk),
        });
    }
    Ok(outcome)
}

fn stand_still(
    hands: &impl Hands,
    job: &Job,
    terms: &RequestTerms,
    chunk: u32,
    worker: u16,
    spans: &mut Vec<Span>,
) -> Result<Option<Reply>, Fault> {
    let Some(path) = job.request_path(chunk, terms.nonce) else {
        return Ok(None);
    };
    let start = hands.now();
    let body = hands.request(&format!("{}{path}", terms.site), terms.limit, chunk)?;
    let end = hands.now();
    for (track, kind) in [
        (Track::Worker(worker), SpanKind::Blocked),
        (Track::Wait(chunk), SpanKind::InFlight),
    ] {
        spans.push(Span {
            track,
            kind,
            start,
            end,
            chunk: Some(chunk),
        });
    }
    Ok(Some(Reply::of_body(&body)))
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
