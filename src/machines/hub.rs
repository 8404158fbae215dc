//! The server's place in the queue: it hears who is there, asks their clocks, and lets runs be told of what matters to
//! them.

use super::clock::{Exchange, OwnClock};
use super::names::{self, Id};
use super::queue::{self, Address, Queue, QueueError};
use super::register::{Machine, Register};
use super::wire::{Clocked, Hello, Question};
use async_nats::{Event, Request};
use futures_util::StreamExt;
use futures_util::future::join_all;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep, timeout};

/// How often clocks are asked.
const ASK_EVERY: Duration = Duration::from_secs(2);
/// How often it is looked who went silent.
const SWEEP_EVERY: Duration = Duration::from_millis(500);
/// How long a machine has to answer a question.
const ANSWER_LIMIT: Duration = Duration::from_millis(1_000);
/// How long is waited for a machine that nobody knows to say who it is.
pub const MEETING_LIMIT: Duration = Duration::from_millis(250);
/// How often a clock is asked before a run, and when a machine comes.
const ASKED_BEFORE_A_RUN: usize = 4;
/// How long the queue waits for a sign before anything is known of how long chunks take.
pub const FIRST_ACK_WAIT: Duration = Duration::from_secs(1);

/// What a run has to know.
#[derive(Debug, Clone)]
pub enum News {
    /// A machine came.
    Came(Id),
    /// That machine is gone, and its name.
    Gone(Id, String),
    /// The connection was lost and is there again; the queue may have forgotten everything.
    Again,
    /// The server ends.
    Closing,
}

/// The server's place in the queue.
#[derive(Debug)]
pub struct Hub {
    queue: Queue,
    clock: OwnClock,
    register: Mutex<Register>,
    news: broadcast::Sender<News>,
    ack_wait_micros: AtomicU64,
    tasks: Mutex<JoinSet<()>>,
}

impl Hub {
    /// Goes there. Machines started by `owner` count as ours.
    ///
    /// # Errors
    /// When the queue can't be used.
    pub async fn join(
        address: &Address,
        owner: Id,
        mut ended: mpsc::UnboundedReceiver<String>,
    ) -> Result<Arc<Self>, QueueError> {
        let (connected, mut reconnected) = mpsc::unbounded_channel();
        let heard = move |event| {
            if matches!(event, Event::Connected) {
                let _ = connected.send(());
            }
        };
        let client = queue::connect(address, "meanwhile serve", heard).await?;
        let queue = Queue::new(client, names::build());
        queue.ensure(FIRST_ACK_WAIT).await?;
        let hub = Arc::new(Self {
            queue,
            clock: OwnClock::start(),
            register: Mutex::new(Register::new(owner)),
            news: broadcast::channel(1_024).0,
            ack_wait_micros: AtomicU64::new(FIRST_ACK_WAIT.as_micros() as u64),
            tasks: Mutex::new(JoinSet::new()),
        });
        let mut tasks = JoinSet::new();
        for subject in [names::HELLO, names::BYE] {
            let told = hub.queue.client().subscribe(subject).await;
            let mut told = told.map_err(|why| QueueError(format!("The queue is gone: {why}.")))?;
            let hub = Arc::clone(&hub);
            tasks.spawn(async move {
                while let Some(message) = told.next().await {
                    hub.hear(&message.subject, &message.payload);
                }
            });
        }
        let roll_called = Arc::clone(&hub);
        tasks.spawn(async move { roll_called.call_the_roll().await });
        let asking = Arc::clone(&hub);
        tasks.spawn(async move {
            let mut ticks = interval(ASK_EVERY);
            loop {
                ticks.tick().await;
                asking.ask_clocks().await;
            }
        });
        let sweeping = Arc::clone(&hub);
        tasks.spawn(async move {
            let mut ticks = interval(SWEEP_EVERY);
            loop {
                tokio::select! {
                    _ = ticks.tick() => sweeping.sweep(),
                    Some(name) = ended.recv() => {
                        let gone = sweeping.register().ended(&name);
                        sweeping.tell_gone(gone);
                    }
                }
            }
        });
        let again = Arc::clone(&hub);
        tasks.spawn(async move {
            // The first is the connection that was just made, or none at all.
            while reconnected.recv().await.is_some() {
                again.come_back().await;
            }
        });
        *hub.tasks.lock().unwrap_or_else(PoisonError::into_inner) = tasks;
        Ok(hub)
    }

    /// The queue.
    pub const fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The server's clock.
    pub const fn clock(&self) -> &OwnClock {
        &self.clock
    }

    /// Who is there.
    pub fn register(&self) -> MutexGuard<'_, Register> {
        // Nothing in it is half done when a holder panics.
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What happens from now on.
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    /// Those that compute from our sources.
    pub fn able(&self) -> Vec<Machine> {
        self.register()
            .of(names::SOURCES)
            .into_iter()
            .cloned()
            .collect()
    }

    /// Waits until so many of our sources are there, or the limit is over.
    pub async fn wait_for(&self, count: usize, limit: Duration) {
        let end = Instant::now() + limit;
        while self.able().len() < count && Instant::now() < end {
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// How long a machine may give no sign, at present.
    pub fn ack_wait(&self) -> Duration {
        Duration::from_micros(self.ack_wait_micros.load(Ordering::Relaxed))
    }

    /// The same, from now on.
    pub async fn set_ack_wait(&self, ack_wait: Duration) {
        if self.queue.set_ack_wait(ack_wait).await.is_ok() {
            let micros = ack_wait.as_micros() as u64;
            self.ack_wait_micros.store(micros, Ordering::Relaxed);
        }
    }

    /// Asks everybody to say who they are.
    async fn call_the_roll(&self) {
        let client = self.queue.client();
        let _ = client.publish(names::ROLL, Vec::new().into()).await;
        let _ = client.flush().await;
    }

    fn hear(self: &Arc<Self>, subject: &str, payload: &[u8]) {
        let now = self.clock.now();
        if subject == names::BYE {
            let id = std::str::from_utf8(payload).ok().and_then(Id::parse);
            let gone = id.and_then(|id| self.register().bye(id));
            return self.tell_gone(gone);
        }
        let Ok(hello) = serde_json::from_slice::<Hello>(payload) else {
            return;
        };
        let relieved = self.register().relieved(&hello);
        self.tell_gone(relieved);
        let came = self.register().hello(&hello, now);
        if let Some(id) = came {
            let hub = Arc::clone(self);
            tokio::spawn(async move {
                hub.ask_clock(id, ASKED_BEFORE_A_RUN).await;
                let _ = hub.news.send(News::Came(id));
            });
        }
    }

    fn sweep(&self) {
        let gone = self.register().sweep(self.clock.now());
        self.tell_gone(gone);
    }

    fn tell_gone(&self, gone: impl IntoIterator<Item = Machine>) {
        for machine in gone {
            // Where nobody runs anything, nobody has to know.
            let _ = self.news.send(News::Gone(machine.id, machine.name));
        }
    }

    /// Asks every machine what its clock says.
    async fn ask_clocks(&self) {
        let ids: Vec<Id> = self.register().all().iter().map(|one| one.id).collect();
        join_all(ids.into_iter().map(|id| self.ask_clock(id, 1))).await;
    }

    /// Asks those whose clock is hardly known yet, before a run, so that its times are as sure as may be. The others are
    /// asked all the time.
    pub async fn ask_clocks_for_a_run(&self) {
        let times = |one: &Machine| ASKED_BEFORE_A_RUN.saturating_sub(one.times_asked());
        let unknown: Vec<(Id, usize)> = self
            .register()
            .all()
            .into_iter()
            .map(|one| (one.id, times(one)))
            .collect();
        join_all(
            unknown
                .into_iter()
                .map(|(id, times)| self.ask_clock(id, times)),
        )
        .await;
    }

    /// Makes sure that a machine is known, if it said who it is a moment ago: what it tells of chunks comes on another way,
    /// and may be faster.
    pub async fn meet(&self, id: Id) {
        let end = Instant::now() + MEETING_LIMIT;
        let is_met = || {
            let register = self.register();
            register.get(id).is_some_and(|one| one.clock().is_some())
        };
        while !is_met() && Instant::now() < end {
            sleep(Duration::from_millis(2)).await;
        }
    }

    async fn ask_clock(&self, id: Id, times: usize) {
        for _ in 0..times {
            self.ask_clock_once(id).await;
        }
    }

    async fn ask_clock_once(&self, id: Id) {
        let asked = self.clock.now();
        let Some(answer) = self.ask(id, &Question::Clock).await else {
            return;
        };
        let heard = self.clock.now();
        if let Ok(Clocked { received, answered }) = serde_json::from_slice(&answer) {
            let exchange = Exchange {
                asked,
                received,
                answered,
                heard,
            };
            self.register().exchange(id, exchange);
        }
    }

    /// Asks a machine something; nothing if it does not answer.
    pub async fn ask(&self, id: Id, question: &Question) -> Option<Vec<u8>> {
        let payload = serde_json::to_vec(question).ok()?;
        let request = Request::new()
            .payload(payload.into())
            .timeout(Some(ANSWER_LIMIT));
        let answer = self.queue.client().send_request(names::to(id), request);
        answer.await.ok().map(|answer| answer.payload.to_vec())
    }

    /// The connection is there again.
    async fn come_back(&self) {
        // Nobody could be heard meanwhile, so nobody was silent.
        self.register().forgive(self.clock.now());
        // A stream in memory is gone if its server was.
        let _ = timeout(Duration::from_secs(5), self.queue.ensure(self.ack_wait())).await;
        self.call_the_roll().await;
        let _ = self.news.send(News::Again);
    }

    /// Ends all runs, with a sentence each.
    pub fn end_runs(&self) {
        let _ = self.news.send(News::Closing);
    }

    /// Ends all runs, and hears nothing any more.
    pub async fn close(&self) {
        self.end_runs();
        let end = Instant::now() + Duration::from_secs(1);
        // Each run clears what it had in the queue, and then lets its receiver go.
        while self.news.receiver_count() > 0 && Instant::now() < end {
            sleep(Duration::from_millis(5)).await;
        }
        let _ = timeout(Duration::from_millis(500), self.queue.client().flush()).await;
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.abort_all();
    }
}
