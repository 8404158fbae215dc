//! What a run may touch of the world outside.

use crate::comparison::{Case, Fault, Phase, Progress, Run};
use crate::dispatch::order::Order;
use crate::dispatch::told::Told;
use crate::input::{Bytes, Source};
use crate::job::Job;
use crate::kernel::Part;
use crate::pool::{Pool, RequestTerms};
use crate::tier::Tier;
use crate::trace::wait::{Wait, Wire};
use crate::units::{Micros, Millis};
use crate::work::Work;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// Looking at the clock costs as much as a letter, so it is not done for each.
const STEPS_A_LOOK: u64 = 32;

/// The caller's surroundings: the browser's, or a mock's.
pub trait Platform {
    /// The threads at hand.
    type Pool: Pool;

    /// The caller's clock.
    fn now(&self) -> Micros;

    /// The same clock, for those who can't hold the platform.
    fn clock(&self) -> Rc<dyn Fn() -> Micros>;

    /// When that clock stood at zero, in milliseconds since 1970.
    fn clock_began_at(&self) -> Millis;

    /// The calendar's time, since 1970. Unlike the clock it goes on while the computer sleeps.
    fn calendar(&self) -> Millis;

    /// The step of that clock.
    fn clock_step(&self) -> Micros;

    /// Ends after `length`, at the earliest.
    fn sleep(&self, length: Millis) -> impl Future<Output = ()>;

    /// Lets everything else that is due on this thread run first.
    fn yield_now(&self) -> impl Future<Output = ()>;

    /// Lets the other tasks of this run have their turns first: pending once, and due again at once.
    fn next_turn(&self) -> impl Future<Output = ()> {
        let mut was_polled = false;
        poll_fn(move |context| {
            if std::mem::replace(&mut was_polled, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
    }

    /// Makes a request without standing still; its body.
    fn request(
        &self,
        url: &str,
        limit: Millis,
        chunk: u32,
    ) -> impl Future<Output = Result<Vec<u8>, Fault>>;

    /// Makes a request and stands still until its answer is here; its body.
    ///
    /// # Errors
    /// The fault, for this chunk.
    fn request_blocking(&self, url: &str, limit: Millis, chunk: u32) -> Result<Vec<u8>, Fault>;

    /// Has the browser note all requests of the caller from now on, and forget the earlier ones.
    fn forget_wires(&self);

    /// What the browser noted of the caller's requests, in their order; `None` where nothing is known
    /// yet.
    fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>>;

    /// Computes a chunk on this thread, of these bytes where it is computed of any.
    ///
    /// # Errors
    /// `Fault::Stopped` when the run was stopped, `Fault::BadInput` where the bytes are not what they should be.
    fn compute(&self, job: &Job, work: &Work, chunk: u32, bytes: &[u8]) -> Result<Part, Fault>;

    /// The picture of which all chunks of the work are computed. It is loaded once.
    fn picture(&self, work: &Work) -> impl Future<Output = Result<Bytes, Fault>>;

    /// What all chunks of a job are computed of; empty where that is nothing, or each chunk's own.
    fn bytes_for_all(&self, job: &Job) -> impl Future<Output = Result<Bytes, Fault>> {
        async {
            match &job.work {
                Some(work) if work.of == Some(Source::Picture) => self.picture(work).await,
                _ => Ok(Bytes::default()),
            }
        }
    }

    /// Repeats a short step on this thread until `length` has passed; how many times.
    fn keep_busy(&self, length: Micros, step: &mut dyn FnMut()) -> u64 {
        let (start, mut steps) = (self.now(), 0);
        while steps % STEPS_A_LOOK != 0 || self.now() - start < length {
            step();
            steps += 1;
        }
        steps
    }

    /// Whether the run is to end.
    fn stop(&self) -> bool;

    /// Ends when the run is to end.
    fn stopped(&self) -> impl Future<Output = ()>;

    /// The threads at hand.
    fn pool(&self) -> &Self::Pool;

    /// How threads may be had.
    fn tier(&self) -> Tier;

    /// Has other machines compute what is ordered, and ends with it. What happens to chunks is told as it happens, by this
    /// platform's clock.
    ///
    /// # Errors
    /// `Fault::NoMachines` where there are none, or why it came to no end.
    fn dispatch(
        &self,
        _order: &Order,
        _hear: Box<dyn Fn(Told)>,
    ) -> impl Future<Output = Result<(), Fault>> {
        async { Err(Fault::NotOffered) }
    }

    /// How requests are made; with a new nonce each time, so that no two addresses are equal.
    fn request_terms(&self) -> RequestTerms;
}

/// Whoever is told how a comparison goes.
pub trait Observer {
    /// A run begins.
    fn begins(&self, case: &Case, phase: Phase);

    /// News from a watched run. Sent at once, even by a caller that gives no way.
    fn progress(&self, progress: Progress);

    /// A watched caller's heart beats.
    fn beat(&self);

    /// A run ended.
    fn ended(&self, case: &Case, phase: Phase, run: Result<Run, Fault>);
}
