//! A platform with a clock of its own: nothing takes time but what is said to, so a whole comparison
//! runs on the host in an instant and always alike.

use super::mock_machines::carried_out;
use super::mock_time::Time;
use super::platform::{Observer, Platform};
use crate::comparison::{Case, Fault, Phase, Progress, Run};
use crate::dispatch::order::Order;
use crate::dispatch::told::Told;
use crate::input::Bytes;
use crate::job::{Job, Outcome, Reply};
use crate::kernel::{NEVER, Part, Stop};
use crate::pool::{Batch, BatchHandle, BatchOutput, Pool, Recording, RequestTerms};
use crate::tier::Tier;
use crate::trace::wait::{Wait, Wire};
use crate::trace::{Span, SpanKind};
use crate::units::{Micros, Millis};
use crate::waits::WaitsFrom;
use crate::work::{Cells, FindWork, Work};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// What things cost on this platform.
#[derive(Clone, Copy)]
pub struct Costs {
    /// One request.
    pub request: Micros,
    /// Computing one chunk.
    pub chunk: Micros,
}

/// When the clock stood at zero.
pub const CLOCK_BEGAN_AT: Millis = Millis(1_000_000.0);

/// On this platform it takes so long until a request has a connection,
pub const CONNECTING: Micros = Micros(700.0);

/// so long for its first byte to come or go,
pub const ON_THE_ROAD: Micros = Micros(1_000.0);

/// and the answer is here so long before the asker has it.
pub const UNNOTICED: Micros = Micros(300.0);

/// Threads of the pool, unless a test wants another number.
const THREADS: usize = 8;

/// How a request went that was made at `begun` and took `length`.
fn wire(begun: f64, length: Micros) -> Wire {
    let end = begun + length.0 - UNNOTICED.0;
    let served = end - begun - CONNECTING.0 - 2.0 * ON_THE_ROAD.0;
    Wire {
        request_start: Micros(begun) + CONNECTING,
        response_start: Micros(end),
        response_end: Micros(end),
        served: Some(Micros(served)),
    }
}

/// A file of a lesson's data.
fn data(file: &str) -> std::io::Result<Vec<u8>> {
    let (lesson, name) = file.split_once('/').unwrap_or_default();
    let lesson = lesson.replace('-', "_");
    std::fs::read(format!(
        "{}/src/lesson/{lesson}/data/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
}

/// What an address is answered: a file where it asks for one of a lesson's.
fn body_of(url: &str, chunk: u32) -> Vec<u8> {
    let file = url.split('?').next().unwrap_or_default();
    data(file).unwrap_or_else(|_| vec![chunk as u8; 10])
}

/// The platform.
pub struct MockPlatform {
    /// Its clock.
    pub time: Rc<Time>,
    /// What things cost on it.
    pub costs: Costs,
    /// How threads may be had.
    pub tier: Tier,
    /// The step that the clock is said to have.
    pub step: Micros,
    /// The clock at which the reader says Stop.
    pub stop_at: f64,
    /// The chunk whose request fails.
    pub broken_request: Option<u32>,
    /// The clock at which the computer goes to sleep, and for how long. The clock stands still then.
    pub sleeps: Option<(f64, Millis)>,
    /// So long after a request the browser has noted it.
    pub notes_after: f64,
    /// Addresses asked for, and what the browser noted.
    pub wires: RefCell<HashMap<String, Wire>>,
    /// Its threads.
    pub pool: MockPool,
    /// How many other machines there are, of one thread each.
    pub machines: u32,
    next_nonce: Cell<u64>,
}

impl MockPlatform {
    /// A platform of that tier and cost, whose clock stands at zero.
    pub fn new(tier: Tier, costs: Costs, find: FindWork) -> Self {
        let time = Rc::<Time>::default();
        Self {
            pool: MockPool {
                time: Rc::clone(&time),
                costs,
                tier,
                find,
                free_at: RefCell::new(vec![0.0; THREADS]),
            },
            time,
            costs,
            tier,
            step: Micros(5.0),
            stop_at: f64::INFINITY,
            broken_request: None,
            sleeps: None,
            notes_after: 0.0,
            wires: RefCell::default(),
            machines: 2,
            next_nonce: Cell::new(0),
        }
    }

    fn asked(&self, url: &str) {
        let wire = wire(self.time.now.get(), self.costs.request);
        let before = self.wires.borrow_mut().insert(url.to_owned(), wire);
        assert_eq!(before, None, "{url} was asked for twice");
    }

    fn reply(&self, url: &str, chunk: u32) -> Result<Vec<u8>, Fault> {
        let is_broken = self.broken_request == Some(chunk);
        // An address may ask to be refused, as the server takes it.
        let asked_for = url
            .split_once("&status=")
            .and_then(|(_, status)| status.parse().ok());
        match asked_for.or(is_broken.then_some(500)) {
            Some(status) => Err(Fault::RequestRefused { chunk, status }),
            None => Ok(body_of(url, chunk)),
        }
    }
}

impl Platform for MockPlatform {
    type Pool = MockPool;

    fn now(&self) -> Micros {
        self.time.now()
    }

    fn clock(&self) -> Rc<dyn Fn() -> Micros> {
        let time = Rc::clone(&self.time);
        Rc::new(move || time.now())
    }

    fn clock_began_at(&self) -> Millis {
        CLOCK_BEGAN_AT
    }

    fn calendar(&self) -> Millis {
        let now = self.time.now.get();
        let slept = self.sleeps.filter(|(at, _)| *at <= now);
        Millis(slept.map_or(0.0, |(_, length)| length.0) + Micros(now).to_millis().0)
    }

    fn clock_step(&self) -> Micros {
        self.step
    }

    async fn sleep(&self, length: Millis) {
        self.time
            .until(self.time.now.get() + length.to_micros().0)
            .await;
    }

    async fn yield_now(&self) {
        self.time.until(self.time.now.get() + 1.0).await;
    }

    async fn next_turn(&self) {
        self.yield_now().await;
    }

    async fn request(&self, url: &str, _: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        self.asked(url);
        self.time
            .until(self.time.now.get() + self.costs.request.0)
            .await;
        self.reply(url, chunk)
    }

    fn request_blocking(&self, url: &str, _: Millis, chunk: u32) -> Result<Vec<u8>, Fault> {
        self.asked(url);
        self.time.pass(self.costs.request);
        self.reply(url, chunk)
    }

    fn forget_wires(&self) {
        self.wires.take();
    }

    fn wires(&self, waits: &[Wait]) -> Vec<Option<Wire>> {
        let known = self.wires.borrow();
        let noted = |wire: &Wire| wire.response_end.0 + self.notes_after <= self.time.now.get();
        let of = |wait: &Wait| known.get(&wait.url).copied().filter(noted);
        waits.iter().map(of).collect()
    }

    fn compute(&self, job: &Job, work: &Work, chunk: u32, bytes: &[u8]) -> Result<Part, Fault> {
        self.time.pass(self.costs.chunk);
        let compute = (self.pool.find)(work).expect("code");
        let part = compute(
            &work.input(bytes),
            job.chunk(chunk).units,
            &Cells::default(),
            &Stop::new(i32::from(self.stop())),
        );
        part.map_err(|why| Fault::of(why, chunk))
    }

    async fn picture(&self, work: &Work) -> Result<Bytes, Fault> {
        let file = format!("{}/{}.pgm", work.lesson.as_str(), work.name.as_str());
        data(&file)
            .map(Bytes::from)
            .map_err(|why| Fault::NoData(why.to_string()))
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

    async fn dispatch(&self, order: &Order, hear: Box<dyn Fn(Told)>) -> Result<(), Fault> {
        let machines = order.machines.unwrap_or(u32::MAX).min(self.machines);
        let (told, end) = carried_out(
            order,
            machines,
            (self.time.now(), ON_THE_ROAD, self.costs.chunk),
            self.pool.find,
        )?;
        self.time.until(end.0).await;
        told.into_iter().for_each(hear);
        Ok(())
    }

    fn request_terms(&self) -> RequestTerms {
        RequestTerms {
            waits: WaitsFrom::Server,
            site: String::new(),
            lessons: String::new(),
            limit: Millis(1_000.0),
            nonce: self.next_nonce.replace(self.next_nonce.get() + 1),
        }
    }
}

/// Threads that exist only on paper. They are the pool's, not a batch's: a batch that is started later queues
/// behind those before it.
pub struct MockPool {
    /// For each thread, when it will have done all that it was given so far.
    pub free_at: RefCell<Vec<f64>>,
    time: Rc<Time>,
    costs: Costs,
    tier: Tier,
    find: FindWork,
}

/// A batch whose end is known from its beginning.
pub struct MockBatchHandle {
    time: Rc<Time>,
    tier: Tier,
    end: f64,
    output: RefCell<BatchOutput>,
    /// What the takers tell when all is over.
    late: RefCell<Vec<Span>>,
}

impl Pool for MockPool {
    type Handle = MockBatchHandle;

    fn start(&self, batch: Batch) -> Result<MockBatchHandle, Fault> {
        let mut threads = self.free_at.borrow_mut();
        threads.sort_unstable_by(f64::total_cmp);
        // Each taker has a thread, those that are free first. A taker more than there are threads would find
        // nothing left.
        let takers = usize::from(batch.takers).min(threads.len());
        let free_at = &mut threads[..takers];
        for free_at in free_at.iter_mut() {
            *free_at = free_at.max(self.time.now.get());
        }
        let (mut output, mut late) = (BatchOutput::default(), Vec::new());
        for &chunk in &batch.chunks {
            let taker = (0..free_at.len())
                .min_by(|a, b| free_at[*a].total_cmp(&free_at[*b]))
                .expect("a taker");
            let mut outcome = Outcome::default();
            let mut note = |kind, length: Micros| {
                let start = Micros(free_at[taker]);
                free_at[taker] += length.0;
                let end = Micros(free_at[taker]);
                if batch.recording != Recording::Nothing {
                    output.spans.push(Span {
                        track: batch.track(taker as u16),
                        kind,
                        start,
                        end,
                        chunk: Some(chunk),
                    });
                }
                (start, end)
            };
            let mut body = batch.inputs.of(chunk).to_vec();
            let terms = batch.requests.as_ref();
            if let Some(url) = terms.and_then(|terms| terms.url(&batch.job, chunk)) {
                let (begun, answered) = note(SpanKind::Blocked, self.costs.request);
                body = body_of(&url, chunk);
                outcome.reply = Some(Reply::of_body(&body));
                let wait = Wait {
                    chunk,
                    url: String::new(),
                    asked: begun,
                    begun,
                    answered,
                };
                if batch.notes_requests() {
                    late.extend(wait.spans(Some(wire(begun.0, self.costs.request))));
                }
            }
            if let Some(work) = &batch.job.work {
                note(SpanKind::Work, self.costs.chunk);
                let units = batch.job.chunk(chunk).units;
                let compute = (self.find)(work).expect("code");
                outcome.computed = compute(&work.input(&body), units, &batch.cells, &NEVER).ok();
            }
            output.finished.push((chunk, outcome));
        }
        Ok(MockBatchHandle {
            time: Rc::clone(&self.time),
            tier: self.tier,
            end: free_at.iter().copied().fold(0.0, f64::max),
            output: RefCell::new(output),
            late: RefCell::new(late),
        })
    }

    async fn drain(&self) {}
}

impl BatchHandle for MockBatchHandle {
    fn collect(&self) -> BatchOutput {
        match self.time.now.get() >= self.end {
            true => self.output.take(),
            false => BatchOutput::default(),
        }
    }

    async fn done(&self) -> Result<(), Fault> {
        self.time.until(self.end).await;
        Ok(())
    }

    async fn gather_request_timings(&self) {
        self.output
            .borrow_mut()
            .spans
            .append(&mut self.late.borrow_mut());
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
pub type Ended = (Case, Phase, Result<Run, Fault>);

/// Writes down all it is told.
#[derive(Default)]
pub struct Book {
    pub begun: RefCell<Vec<(Case, Phase)>>,
    pub ended: RefCell<Vec<Ended>>,
    pub news: RefCell<Vec<Progress>>,
    pub beats: Cell<u32>,
}

impl Observer for Book {
    fn begins(&self, case: &Case, phase: Phase) {
        self.begun.borrow_mut().push((case.clone(), phase));
    }

    fn progress(&self, progress: Progress) {
        self.news.borrow_mut().push(progress);
    }

    fn beat(&self) {
        self.beats.set(self.beats.get() + 1);
    }

    fn ended(&self, case: &Case, phase: Phase, run: Result<Run, Fault>) {
        self.ended.borrow_mut().push((case.clone(), phase, run));
    }
}
