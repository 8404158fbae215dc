//! A world with a clock of its own: nothing takes time but what is said to, so a whole comparison
//! runs on the host in an instant and always alike.

use super::world::{Observer, World};
use crate::comparison::{Contender, Fault, Phase, Progress, Run};
use crate::job::Job;
use crate::kernel::{Computed, Interrupted, NEVER, Stop};
use crate::pool::{Batch, Pool, RequestTerms, Taken, Ticket};
use crate::tier::Tier;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};
use futures_util::task::noop_waker;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// The clock and everyone who waits for it.
#[derive(Default)]
pub struct Time {
    now: Cell<f64>,
    alarms: RefCell<BTreeMap<(u64, u64), Waker>>,
    next_alarm: Cell<u64>,
}

impl Time {
    /// Reading the clock takes a twentieth of a microsecond, so that loops over it end.
    fn now(&self) -> Micros {
        self.now.set(self.now.get() + 0.05);
        Micros(self.now.get())
    }

    fn pass(&self, length: Micros) {
        self.now.set(self.now.get() + length.0);
    }

    async fn until(&self, end: f64) {
        let number = self.next_alarm.get();
        self.next_alarm.set(number + 1);
        std::future::poll_fn(|context| {
            // In order of time, and of asking where times are equal. Positive f64 order as their bits.
            let key = (end.to_bits(), number);
            if self.now.get() >= end {
                self.alarms.borrow_mut().remove(&key);
                return Poll::Ready(());
            }
            self.alarms
                .borrow_mut()
                .insert(key, context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Runs a program to its end, moving the clock on whenever nobody has anything to do.
    pub fn live_through<T>(&self, program: impl Future<Output = T>) -> T {
        let mut program = pin!(program);
        let waker = noop_waker();
        loop {
            if let Poll::Ready(result) = program.as_mut().poll(&mut Context::from_waker(&waker)) {
                return result;
            }
            let next = self.alarms.borrow_mut().pop_first();
            let ((bits, _), waiting) = next.expect("something to wait for");
            self.now.set(self.now.get().max(f64::from_bits(bits)));
            waiting.wake();
        }
    }
}

/// What things take in this world.
#[derive(Clone, Copy)]
pub struct Costs {
    /// One request.
    pub request: Micros,
    /// Computing one chunk.
    pub chunk: Micros,
}

/// When the clock stood at zero.
pub const CLOCK_BEGAN_AT: Millis = Millis(1_000_000.0);

/// The world.
pub struct Mock {
    pub time: Rc<Time>,
    pub costs: Costs,
    pub tier: Tier,
    /// The step that the clock is said to have.
    pub step: Micros,
    /// The clock at which the reader says Stop.
    pub stop_at: f64,
    /// The chunk whose request fails.
    pub broken_request: Option<u32>,
    pub pool: MockPool,
}

impl Mock {
    pub fn new(tier: Tier, costs: Costs) -> Self {
        let time = Rc::<Time>::default();
        Self {
            pool: MockPool {
                time: Rc::clone(&time),
                costs,
                tier,
            },
            time,
            costs,
            tier,
            step: Micros(5.0),
            stop_at: f64::INFINITY,
            broken_request: None,
        }
    }

    fn reply(&self, chunk: u32) -> Result<Vec<u8>, Fault> {
        match self.broken_request {
            Some(broken) if broken == chunk => Err(Fault::RequestRefused { chunk, status: 500 }),
            _ => Ok(vec![chunk as u8; 10]),
        }
    }
}

impl World for Mock {
    type Pool = MockPool;

    fn now(&self) -> Micros {
        self.time.now()
    }

    fn clock_began_at(&self) -> Millis {
        CLOCK_BEGAN_AT
    }

    fn clock_step(&self) -> Micros {
        self.step
    }

    async fn sleep(&self, length: Millis) {
        self.time
            .until(self.time.now.get() + length.to_micros().0)
            .await;
    }

    async fn give_way(&self) {
        self.time.until(self.time.now.get() + 1.0).await;
    }

    async fn request(&self, _: &str, _: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        self.time
            .until(self.time.now.get() + self.costs.request.0)
            .await;
        self.reply(chunk)
    }

    fn request_standing_still(&self, _: &str, _: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        self.time.pass(self.costs.request);
        self.reply(chunk)
    }

    fn compute(&self, job: &Job, chunk: u32) -> Result<Computed, Interrupted> {
        self.time.pass(self.costs.chunk);
        let kernel = job.kernel.expect("a kernel");
        kernel.compute(job.chunk(chunk).units, &Stop::new(i32::from(self.stop())))
    }

    fn keep_busy(&self, length: Micros, step: &mut dyn FnMut()) -> u64 {
        self.time.pass(length);
        (0..10).for_each(|_| step());
        10
    }

    fn stop(&self) -> bool {
        self.time.now.get() >= self.stop_at
    }

    async fn stopped(&self) {
        if self.stop_at.is_finite() {
            self.time.until(self.stop_at).await;
        } else {
            std::future::pending::<()>().await;
        }
    }

    fn pool(&self) -> &MockPool {
        &self.pool
    }

    fn tier(&self) -> Tier {
        self.tier
    }

    fn request_terms(&self) -> RequestTerms {
        RequestTerms {
            site: String::new(),
            limit: Millis(1_000.0),
            nonce: 0,
        }
    }
}

/// Threads that exist only in the books: the next chunk goes to whoever is free first.
pub struct MockPool {
    time: Rc<Time>,
    costs: Costs,
    tier: Tier,
}

/// A batch whose end is known from its beginning.
pub struct MockTicket {
    time: Rc<Time>,
    tier: Tier,
    end: f64,
    taken: RefCell<Taken>,
}

impl Pool for MockPool {
    type Ticket = MockTicket;

    fn start(&self, batch: Batch) -> Result<MockTicket, Fault> {
        let mut free_at = vec![self.time.now.get(); usize::from(batch.takers)];
        let mut taken = Taken::default();
        for &chunk in &batch.chunks {
            let worker = (0..free_at.len())
                .min_by(|a, b| free_at[*a].total_cmp(&free_at[*b]))
                .expect("a taker");
            let mut outcome = crate::job::Outcome::default();
            let mut note = |kind, length: Micros| {
                let start = Micros(free_at[worker]);
                free_at[worker] += length.0;
                taken.spans.push(Span {
                    track: Track::Worker(worker as u16),
                    kind,
                    start,
                    end: Micros(free_at[worker]),
                    chunk: Some(chunk),
                });
            };
            if batch.requests.is_some() && batch.job.request.is_some() {
                note(SpanKind::Blocked, self.costs.request);
                outcome.reply = Some(crate::job::Reply::of_body(&[chunk as u8; 10]));
            }
            if let Some(kernel) = batch.job.kernel {
                note(SpanKind::Work, self.costs.chunk);
                let units = batch.job.chunk(chunk).units;
                outcome.computed = kernel.compute(units, &NEVER).ok();
            }
            taken.finished.push((chunk, outcome));
        }
        Ok(MockTicket {
            time: Rc::clone(&self.time),
            tier: self.tier,
            end: free_at.into_iter().fold(0.0, f64::max),
            taken: RefCell::new(taken),
        })
    }

    async fn quiet(&self) {}
}

impl Ticket for MockTicket {
    fn collect(&self) -> Taken {
        match self.time.now.get() >= self.end {
            true => self.taken.take(),
            false => Taken::default(),
        }
    }

    async fn done(&self) -> Result<(), Fault> {
        self.time.until(self.end).await;
        Ok(())
    }

    fn sleep(&self, limit: Millis) -> Result<bool, Fault> {
        if self.tier != Tier::Threads {
            return Err(Fault::Unavailable(self.tier));
        }
        let wake = self.end.min(self.time.now.get() + limit.to_micros().0);
        self.time.now.set(self.time.now.get().max(wake));
        Ok(self.time.now.get() >= self.end)
    }
}

/// The end of a run.
pub type Ended = (Contender, Phase, Result<Run, Fault>);

/// Writes down all it is told.
#[derive(Default)]
pub struct Book {
    pub begun: RefCell<Vec<(Contender, Phase)>>,
    pub ended: RefCell<Vec<Ended>>,
    pub news: RefCell<Vec<Progress>>,
    pub beats: Cell<u32>,
}

impl Observer for Book {
    fn begins(&self, contender: Contender, phase: Phase) {
        self.begun.borrow_mut().push((contender, phase));
    }

    fn progress(&self, progress: Progress) {
        self.news.borrow_mut().push(progress);
    }

    fn beat(&self) {
        self.beats.set(self.beats.get() + 1);
    }

    fn ended(&self, contender: Contender, phase: Phase, run: Result<Run, Fault>) {
        self.ended.borrow_mut().push((contender, phase, run));
    }
}
