//! A run: the coordinator between the queue and whoever asked. What it is told, it tells; when nobody listens any more,
//! the queue is cleared.

use super::coordinator::{Coordinator, Effect, Teller};
use super::crew::{Crew, Part};
use super::hub::{Hub, MEETING_LIMIT, News};
use super::line::Line;
use super::names::{self, Id};
use super::publisher::{Published, Publisher};
use super::register::Machine;
use super::wire::{self, Chunk, MOST_MESSAGE_BYTES, Question, Said, Told, Unreadable};
use crate::dispatch::order::Order;
use crate::units::Micros;
use async_nats::{Message, Subscriber};
use futures_util::StreamExt;
use futures_util::future::join_all;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};

/// The longest a run may take.
const LIMIT: Duration = Duration::from_secs(120);
/// How long a run goes on while there is no machine.
const ALONE_LIMIT: Duration = Duration::from_secs(15);
/// After how long without a word it is looked what the queue still has.
const SILENCE: Duration = Duration::from_millis(1_000);
/// How often the two above are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// The shortest and the longest time that a machine may give no sign.
const ACK_WAITS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(30)];
/// After so many results, and each time there are four times as many, it is set anew.
const FIRST_MEDIAN: usize = 5;
/// How long it may take to clear the queue.
const CLEAR_LIMIT: Duration = Duration::from_secs(3);

/// What a run has to deal with.
enum Happened {
    /// A machine told something.
    Heard(Message),
    /// Something came of chunks that were published.
    Published(Published),
    /// These lay in the queue when it was asked.
    Found(Micros, BTreeSet<u32>),
}

/// A run that goes on.
struct Run {
    hub: Arc<Hub>,
    order: Order,
    job: Id,
    came: Instant,
    began: Instant,
    /// The same by the server's clock.
    began_at: i64,
    coordinator: Coordinator,
    publisher: Publisher,
    effects: Vec<Effect>,
    told: mpsc::Sender<String>,
    took: Vec<i64>,
    next_median: usize,
    heard_at: Instant,
    with_company_at: Instant,
    /// Those who take part; others rest until this is over.
    crew: Crew,
    happened: mpsc::UnboundedSender<Happened>,
}

/// Carries an order out and tells the lines of it, several at once where several happened. Nothing of it is left in the
/// queue when this ends, whyever it does. It began when it `came`, and is told from when its chunks are given out.
pub async fn run(hub: Arc<Hub>, order: Order, came: Instant, told: mpsc::Sender<String>) {
    let mut news = hub.news();
    let Ok(job) = Id::new() else {
        return say_failed(&told, "This computer has no random numbers.").await;
    };
    let client = hub.queue().client().clone();
    let heard = client.subscribe(names::all_told(job)).await;
    let exhausted = hub.queue().exhausted().await;
    let (Ok(heard), Ok(mut exhausted)) = (heard, exhausted) else {
        return say_failed(&told, "The queue is gone.").await;
    };
    hub.ask_clocks_for_a_run().await;
    let mut crew = Crew::new(order.machines);
    let machines = hub.able();
    let (taking, resting): (Vec<_>, Vec<_>) = machines
        .into_iter()
        .partition(|machine| crew.comes(machine.id) == Part::Takes);
    rest(&hub, job, &resting).await;

    let (happened, mut happens) = mpsc::unbounded_channel();
    let distance = Duration::from_millis(order.distance_ms.into());
    let mut tasks = JoinSet::new();
    let publisher = Publisher::start(&mut tasks, hub.queue().clone(), job, {
        let happened = happened.clone();
        move |published| drop(happened.send(Happened::Published(published)))
    });
    let hearing = Arc::clone(&hub);
    listen(&mut tasks, hearing, heard, distance, happened.clone());
    let now = Instant::now();
    let mut run = Run {
        came,
        began: now,
        began_at: hub.clock().now(),
        coordinator: Coordinator::new(order.chunks, order.in_flight),
        publisher,
        effects: Vec::new(),
        took: Vec::new(),
        next_median: FIRST_MEDIAN,
        heard_at: now,
        with_company_at: now,
        crew,
        hub,
        order,
        job,
        told,
        happened,
    };
    run.begin(&taking);
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut batch = Vec::new();
    while run.tell().await {
        let told = run.told.clone();
        tokio::select! {
            biased;
            () = told.closed() => break,
            // Many things at once: lines of a burst leave together.
            _ = happens.recv_many(&mut batch, 512) => {
                for happened in batch.drain(..) {
                    run.take(happened);
                }
            }
            Some((of, chunk)) = exhausted.next() => run.exhausted(of, chunk),
            got = news.recv() => match got {
                Ok(news) => run.hear_news(news, &mut tasks),
                // Some may have gone unheard.
                Err(RecvError::Lagged(_)) => run.forget_the_gone(),
                Err(RecvError::Closed) => break,
            },
            _ = looks.tick() => run.look(&mut tasks),
        }
        run.adapt(&mut tasks);
    }
    // Whoever asked is told before the queue is cleared, and nothing is published after it.
    tasks.shutdown().await;
    let _ = timeout(CLEAR_LIMIT, run.hub.queue().clear(run.job)).await;
}

async fn say_failed(told: &mpsc::Sender<String>, why: &str) {
    let line = Line::Failed {
        at: Micros::ZERO,
        why: why.to_owned(),
    };
    let _ = told.send(line.write() + "\n").await;
}

async fn rest(hub: &Hub, job: Id, machines: &[Machine]) {
    let question = Question::Rest(job.to_string());
    join_all(machines.iter().map(|one| hub.ask(one.id, &question))).await;
}

/// Passes on what machines tell, after the distance that was added.
fn listen(
    tasks: &mut JoinSet<()>,
    hub: Arc<Hub>,
    mut heard: Subscriber,
    distance: Duration,
    happened: mpsc::UnboundedSender<Happened>,
) {
    // Two tasks: one notes when something came while the other waits until it may be known.
    let (noted, mut notes) = mpsc::unbounded_channel();
    tasks.spawn(async move {
        while let Some(message) = heard.next().await {
            let _ = noted.send((Instant::now() + distance, message));
        }
    });
    tasks.spawn(async move {
        let mut met = HashSet::new();
        while let Some((due, message)) = notes.recv().await {
            if let Some(id) = names::teller_of(&message.subject)
                && met.insert(id)
            {
                hub.meet(id).await;
            }
            if due > Instant::now() {
                sleep_until(due).await;
            }
            let _ = happened.send(Happened::Heard(message));
        }
    });
}

impl Run {
    fn now(&self) -> Micros {
        Micros(self.began.elapsed().as_micros() as f64)
    }

    fn distance(&self) -> Duration {
        Duration::from_millis(self.order.distance_ms.into())
    }

    fn begin(&mut self, machines: &[Machine]) {
        let micros = |length: Duration| Micros(length.as_micros() as f64);
        self.effects.push(Effect::Say(Line::Begins {
            job: self.job.to_string(),
            chunks: self.order.chunks,
            ack_wait: micros(self.hub.ack_wait()),
            after: micros(self.began - self.came),
            clock: Micros(self.began_at as f64),
            distance: micros(self.distance()),
        }));
        for machine in machines {
            self.introduce(machine);
        }
        let now = self.now();
        self.coordinator.begin(now, &mut self.effects);
    }

    fn introduce(&mut self, machine: &Machine) {
        let clock = machine.clock();
        let micros = |part: fn(&super::clock::Alignment) -> i64| {
            Micros(clock.as_ref().map_or(0, part) as f64)
        };
        self.effects.push(Effect::Say(Line::Machine {
            machine: machine.name.clone(),
            threads: machine.threads,
            round_trip: micros(|clock| clock.round_trip),
            offset: micros(|clock| clock.offset),
            error: micros(|clock| clock.error),
            is_here: machine.is_own,
        }));
    }

    /// Carries effects out. Whether anything is still to come.
    async fn tell(&mut self) -> bool {
        let mut lines = String::new();
        for effect in std::mem::take(&mut self.effects) {
            match effect {
                Effect::Say(line) => {
                    lines.push_str(&line.write());
                    lines.push('\n');
                }
                Effect::Publish(chunk) => {
                    let message = Chunk {
                        work: self.order.as_work(),
                        units: self.order.units(chunk),
                    };
                    let build = self.hub.queue().build();
                    let due = Instant::now() + self.distance();
                    self.publisher
                        .publish(due, chunk, wire::encode(build, &message));
                }
            }
        }
        // Who reads too slowly is waited for as long as a run may take, and no longer.
        let left = LIMIT.saturating_sub(self.began.elapsed());
        let is_heard =
            lines.is_empty() || matches!(timeout(left, self.told.send(lines)).await, Ok(Ok(())));
        is_heard && !self.coordinator.is_over()
    }

    fn take(&mut self, happened: Happened) {
        let now = self.now();
        match happened {
            Happened::Heard(message) => self.hear(&message),
            Happened::Published(Published::Stored { chunk, sent }) => {
                let at = sent.saturating_duration_since(self.began);
                let at = Micros(at.as_micros() as f64);
                self.coordinator.stored(chunk, at, &mut self.effects);
            }
            Happened::Published(Published::Full) => {
                let why = "The queue is full: try again when other jobs are done, or with fewer chunks in flight.";
                self.coordinator.fail(why.into(), now, &mut self.effects);
            }
            Happened::Found(asked, present) => {
                self.coordinator
                    .found(&present, asked, now, &mut self.effects);
            }
        }
    }

    fn hear(&mut self, message: &Message) {
        let now = self.now();
        let Some(id) = names::teller_of(&message.subject) else {
            return;
        };
        let (name, clock) = match self.hub.register().get(id) {
            Some(machine) => (machine.name.clone(), machine.clock()),
            None => (format!("unknown-{}", &id.to_string()[..4]), None),
        };
        let teller = Teller {
            id,
            name,
            clock,
            run_began: self.began_at,
        };
        let build = self.hub.queue().build();
        match wire::decode::<Told>(build, &message.payload) {
            Ok(Told(all)) => {
                self.heard_at = Instant::now();
                for said in all {
                    if let Said::Computed { begun, ended, .. } = &said {
                        self.took.push(ended.saturating_sub(*begun));
                    }
                    self.coordinator.told(&teller, said, now, &mut self.effects);
                }
            }
            Err(why) => {
                let why = match why {
                    Unreadable::OtherBuild(_) => "it is of another build".to_owned(),
                    Unreadable::TooLong(bytes) => {
                        format!("it sent {bytes} bytes, more than {MOST_MESSAGE_BYTES}")
                    }
                    Unreadable::Garbage => "it sent what nobody can read".to_owned(),
                };
                self.coordinator
                    .refuse(&teller, why, now, &mut self.effects);
            }
        }
    }

    /// A chunk was given out as often as it may be: of ours, perhaps.
    fn exhausted(&mut self, of: Id, chunk: u32) {
        if of == self.job {
            let now = self.now();
            self.coordinator.exhausted(chunk, now, &mut self.effects);
        }
    }

    fn hear_news(&mut self, news: News, tasks: &mut JoinSet<()>) {
        let now = self.now();
        match news {
            // Of those that rest, and of other builds, nothing is told.
            News::Gone(id, name) => {
                if self.crew.goes(id) {
                    self.coordinator.gone(name, now, &mut self.effects);
                }
            }
            News::Came(id) => {
                let came = self.hub.register().get(id).cloned();
                let Some(machine) = came.filter(|one| one.is_of(names::SOURCES)) else {
                    return;
                };
                match self.crew.comes(id) {
                    Part::Takes => self.introduce(&machine),
                    Part::Rests => {
                        let (hub, job) = (Arc::clone(&self.hub), self.job);
                        tasks.spawn(async move { rest(&hub, job, &[machine]).await });
                    }
                    Part::Known => {}
                }
            }
            News::Again => self.search(tasks),
            News::Closing => {
                let why = "The server is being stopped.".to_owned();
                self.coordinator.fail(why, now, &mut self.effects);
            }
        }
    }

    /// Who is not there any more takes no part.
    fn forget_the_gone(&mut self) {
        let register = self.hub.register();
        self.crew.keep(|id| register.get(id).is_some());
    }

    /// Looks whether the run goes on at all.
    fn look(&mut self, tasks: &mut JoinSet<()>) {
        let (now, instant) = (self.now(), Instant::now());
        if !self.crew.is_empty() {
            self.with_company_at = instant;
        }
        let mut fail = |why: &str| {
            self.coordinator
                .fail(why.to_owned(), now, &mut self.effects);
        };
        if instant.duration_since(self.began) > LIMIT {
            return fail("It was not done after two minutes, which is the longest a run may take.");
        }
        if instant.duration_since(self.with_company_at) > ALONE_LIMIT {
            return fail("No machine is left to compute what remains.");
        }
        if instant.duration_since(self.heard_at) > SILENCE + self.distance() * 2 {
            self.heard_at = instant;
            self.search(tasks);
        }
    }

    /// Asks the queue what it has, so that what is neither there nor done can be given out anew.
    fn search(&self, tasks: &mut JoinSet<()>) {
        let (hub, job, happened) = (Arc::clone(&self.hub), self.job, self.happened.clone());
        let distance = self.distance();
        // What was published later than this may not have got there.
        let asked = Micros(self.now().0 - self.distance().as_micros() as f64);
        tasks.spawn(async move {
            match hub.queue().present(job).await {
                Ok(present) => {
                    // What was told before that is heard before it, however long that was on its way: a chunk that was
                    // acknowledged is done, and not lost.
                    sleep(distance + MEETING_LIMIT).await;
                    drop(happened.send(Happened::Found(asked, present)));
                }
                // There is no stream, or nobody to ask; the next look asks again.
                Err(_) => drop(hub.queue().ensure(hub.ack_wait()).await),
            }
        });
    }

    /// Has the queue wait about three times as long for a sign as a chunk takes.
    fn adapt(&mut self, tasks: &mut JoinSet<()>) {
        if self.took.len() < self.next_median {
            return;
        }
        self.next_median *= 4;
        self.took.sort_unstable();
        let median = self.took[self.took.len() / 2].clamp(0, i64::from(u32::MAX));
        let wanted = Duration::from_micros(median as u64 * 3);
        let wanted = wanted.clamp(ACK_WAITS[0], ACK_WAITS[1]);
        let (now, hub) = (self.hub.ack_wait(), Arc::clone(&self.hub));
        if wanted.mul_f64(0.8) > now || wanted.mul_f64(1.25) < now {
            tasks.spawn(async move { hub.set_ack_wait(wanted).await });
        }
    }
}
