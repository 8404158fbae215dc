//! What a machine has of the queue: chunks that wait for a thread, and those being computed. A result is sent first and
//! acknowledged then, so that a chunk is never lost, at worst computed twice.

use super::compute::{Failure, compute};
use super::room::Room;
use crate::dispatch::compressed::Compressed;
use crate::kernel::Stop;
use crate::machines::clock::{OwnClock, OwnMicros};
use crate::machines::console::complain;
use crate::machines::names::{self, Id};
use crate::machines::queue::{Queue, QueueError};
use crate::machines::wire::{self, Chunk, Said, Told};
use crate::work::{FindWork, Work};
use async_nats::jetstream::message::Acker;
use async_nats::jetstream::{AckKind, Message};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// How long what a machine has should keep it busy: then the next are on their way.
const BUSY_FOR_MICROS: f64 = 20_000.0;
/// The most chunks a machine has at once.
const MOST_HELD: usize = 256;
/// A chunk that was given out so often may be one that breaks machines: it is computed alone.
const SUSPECT_FROM: u32 = 3;
/// How long a chunk may go on when its job is over.
const STOP_LIMIT: Duration = Duration::from_secs(5);
/// How long a machine rests at most; no run is longer.
const REST_LIMIT: Duration = Duration::from_secs(150);
/// Results are sent together up to so many bytes.
const TOGETHER: usize = 256 * 1024;

/// A chunk that is here.
struct Held {
    job: Id,
    number: u32,
    chunk: Arc<Chunk>,
    acker: Acker,
    stop: Arc<Stop>,
    /// Whether a thread is at it.
    is_begun: bool,
    /// Since when nobody wants it.
    unwanted: Option<Instant>,
}

/// What a thread says.
enum Deed {
    Begun(u64, OwnMicros),
    Ended(u64, Result<Compressed, Failure>, [OwnMicros; 2]),
}

/// All that a machine has.
pub struct Desk {
    queue: Queue,
    id: Id,
    threads: usize,
    pool: ThreadPool,
    find: FindWork,
    clock: OwnClock,
    room: Room,
    held: HashMap<u64, Held>,
    suspects: VecDeque<u64>,
    next: u64,
    work: Option<Work>,
    /// About how long a chunk of that work takes, in microseconds.
    takes: Option<f64>,
    deeds: mpsc::UnboundedReceiver<Deed>,
    done: mpsc::UnboundedSender<Deed>,
    batch: Vec<Deed>,
    to_tell: Vec<(Id, Said)>,
    to_acknowledge: Vec<(Acker, AckKind)>,
    resting: HashMap<Id, Instant>,
}

impl Desk {
    /// A desk with nothing on it.
    ///
    /// # Errors
    /// When no threads can be started.
    pub fn new(
        queue: Queue,
        id: Id,
        threads: usize,
        find: FindWork,
        clock: OwnClock,
        room: Room,
    ) -> Result<Self, QueueError> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        let pool =
            pool.map_err(|why| QueueError(format!("{threads} threads can't be started: {why}.")))?;
        let (done, deeds) = mpsc::unbounded_channel();
        let desk = Self {
            queue,
            id,
            threads,
            pool,
            find,
            clock,
            room,
            held: HashMap::new(),
            suspects: VecDeque::new(),
            next: 0,
            work: None,
            takes: None,
            deeds,
            done,
            batch: Vec::new(),
            to_tell: Vec::new(),
            to_acknowledge: Vec::new(),
            resting: HashMap::new(),
        };
        desk.make_room();
        Ok(desk)
    }

    /// The queue.
    pub const fn queue(&self) -> &Queue {
        &self.queue
    }

    /// How many threads have nothing to do.
    pub fn free(&self) -> u32 {
        self.threads.saturating_sub(self.held.len()) as u32
    }

    /// A chunk came.
    pub fn take(&mut self, message: Message) {
        self.note(message);
        self.start_suspect();
        self.make_room();
    }

    fn note(&mut self, message: Message) {
        let key = self.next;
        self.next += 1;
        let at = self.clock.now();
        let delivery = message.info().map_or(1, |info| info.delivered);
        let delivery = u32::try_from(delivery).unwrap_or(1);
        let (message, acker) = message.split();
        let own = names::chunk_of(&message.subject);
        let read = wire::decode::<Chunk>(self.queue.build(), &message.payload);
        let (Some((job, chunk)), Ok(read)) = (own, read) else {
            // Of another build, or nothing of ours: nobody here will ever be able to.
            complain(format_args!(
                "A chunk of another build is refused: {}.",
                message.subject
            ));
            return self.to_acknowledge.push((acker, AckKind::Term));
        };
        // Jobs of one work may take turns.
        if self.work.replace(read.work) != Some(read.work) {
            self.takes = None;
        }
        let held = Held {
            job,
            number: chunk,
            chunk: Arc::new(read),
            acker,
            stop: Arc::default(),
            is_begun: false,
            unwanted: None,
        };
        self.held.insert(key, held);
        let said = Said::Taken {
            chunk,
            delivery,
            at,
        };
        self.to_tell.push((job, said));
        if delivery >= SUSPECT_FROM {
            self.suspects.push_back(key);
        } else {
            self.start(key);
        }
    }

    fn start(&self, key: u64) {
        let Some(held) = self.held.get(&key) else {
            return;
        };
        let (find, clock, done) = (self.find, self.clock, self.done.clone());
        let (chunk, stop) = (Arc::clone(&held.chunk), Arc::clone(&held.stop));
        // A chunk that panics ends the process: the queue gives what it had to others.
        self.pool.spawn_fifo(move || {
            let begun = clock.now();
            let _ = done.send(Deed::Begun(key, begun));
            let computed = compute(find, &chunk, &stop);
            let times = [begun, clock.now()];
            // Compressing is the first of the way back.
            let small = computed.map(|part| Compressed::of(&part));
            let _ = done.send(Deed::Ended(key, small, times));
        });
    }

    /// A suspect is computed when nothing else is here that it could take along.
    fn start_suspect(&mut self) {
        if self.held.len() == self.suspects.len()
            && let Some(key) = self.suspects.pop_front()
        {
            self.start(key);
        }
    }

    /// Waits until threads have something to say, and notes it.
    pub async fn hear(&mut self) {
        let mut batch = std::mem::take(&mut self.batch);
        self.deeds.recv_many(&mut batch, MOST_HELD).await;
        for deed in batch.drain(..) {
            match deed {
                Deed::Begun(key, at) => {
                    if let Some(held) = self.held.get_mut(&key) {
                        held.is_begun = true;
                        let chunk = held.number;
                        if held.unwanted.is_none() {
                            self.to_tell.push((held.job, Said::Begun { chunk, at }));
                        }
                    }
                }
                Deed::Ended(key, computed, times) => self.ended(key, computed, times),
            }
        }
        self.batch = batch;
        self.start_suspect();
        self.make_room();
    }

    fn ended(&mut self, key: u64, computed: Result<Compressed, Failure>, times: [OwnMicros; 2]) {
        let Some(held) = self.held.remove(&key) else {
            return;
        };
        let [begun, ended] = times;
        let (job, chunk) = (held.job, held.number);
        if self.work == Some(held.chunk.work) {
            let took = (ended - begun).max(1) as f64;
            let takes = self
                .takes
                .map_or(took, |takes| takes.mul_add(0.8, took * 0.2));
            self.takes = Some(takes);
        }
        let kind = match computed {
            Ok(part) if held.unwanted.is_none() => {
                let said = Said::Computed {
                    chunk,
                    part,
                    begun,
                    ended,
                };
                self.to_tell.push((job, said));
                AckKind::Ack
            }
            Err(Failure::Broken(why)) => {
                self.to_tell.push((job, Said::Broken { chunk, why }));
                AckKind::Term
            }
            // Nobody wants it any more, here or elsewhere.
            Ok(_) | Err(Failure::Stopped) => AckKind::Term,
        };
        self.to_acknowledge.push((held.acker, kind));
    }

    fn make_room(&self) {
        let least = self.threads * 2;
        let target = match self.takes {
            Some(takes) => (self.threads as f64 * BUSY_FOR_MICROS / takes) as usize,
            None => 0,
        };
        let target = target.clamp(least.min(MOST_HELD), MOST_HELD.max(least));
        let held = self.held.len();
        // Asking for few at a time would cost as much as asking for many.
        let more = if held * 2 <= target { target - held } else { 0 };
        self.room.want(more, self.next);
    }

    /// Sends what there is to tell, and acknowledges what was told.
    pub async fn tell(&mut self) {
        let mut to_tell = std::mem::take(&mut self.to_tell).into_iter().peekable();
        while let Some((job, said)) = to_tell.next() {
            let mut weight = weight_of(&said);
            let mut together = vec![said];
            while let Some((_, said)) = to_tell
                .next_if(|(other, said)| *other == job && weight + weight_of(said) <= TOGETHER)
            {
                weight += weight_of(&said);
                together.push(said);
            }
            self.send(job, Told(together)).await;
        }
        for (acker, kind) in self.to_acknowledge.drain(..) {
            // One that gets lost costs a second result, which does not count.
            let _ = acker.ack_with(kind).await;
        }
    }

    async fn send(&self, job: Id, told: Told) {
        let client = self.queue.client();
        let most = client.max_payload().min(wire::MOST_MESSAGE_BYTES);
        let mut message = wire::encode(self.queue.build(), &told);
        if message.len() > most {
            let why = |bytes: usize| {
                format!(
                    "it gives {bytes} bytes, more than the queue carries at once ({most}): cut the job into more chunks"
                )
            };
            let broken = told.0.into_iter().filter_map(|said| match said {
                Said::Computed { chunk, part, .. } => Some(Said::Broken {
                    chunk,
                    why: why(part.bytes.len()),
                }),
                _ => None,
            });
            message = wire::encode(self.queue.build(), &Told(broken.collect()));
        }
        let _ = client
            .publish(names::told(job, self.id), message.into())
            .await;
    }

    /// Tells the queue that all that is here is still worked on; ends the process if a chunk can't be ended otherwise.
    pub async fn go_on_about(&mut self) {
        for held in self.held.values() {
            let _ = held.acker.ack_with(AckKind::Progress).await;
            if held
                .unwanted
                .is_some_and(|since| since.elapsed() > STOP_LIMIT)
            {
                complain(format_args!(
                    "Chunk {} goes on though its job is over; this process ends, since nothing else ends it.",
                    held.number
                ));
                std::process::exit(3);
            }
        }
        let before = self.resting.len();
        self.resting.retain(|_, since| since.elapsed() < REST_LIMIT);
        if before > 0 && self.resting.is_empty() {
            drop(self.room.rest(false));
        }
    }

    /// A job is over: nobody wants its chunks any more. What no thread has begun is gone at once; a thread that comes to it
    /// later finds it stopped, and is not waited for.
    pub fn over(&mut self, job: Id) {
        for held in self.held.values_mut().filter(|held| held.job == job) {
            held.stop.store(1, Ordering::Relaxed);
            held.unwanted.get_or_insert_with(Instant::now);
        }
        let is_waiting = |held: &Held| held.job == job && !held.is_begun;
        for (_, held) in self.held.extract_if(|_, held| is_waiting(held)) {
            self.to_acknowledge.push((held.acker, AckKind::Term));
        }
        self.suspects.retain(|key| self.held.contains_key(key));
        if self.resting.remove(&job).is_some() && self.resting.is_empty() {
            drop(self.room.rest(false));
        }
    }

    /// Takes nothing until a job is over. Ends when nothing is being pulled any more.
    pub fn rest(&mut self, job: Id) -> impl Future<Output = ()> + use<> {
        self.resting.insert(job, Instant::now());
        self.room.rest(true)
    }

    /// Gives everything back, for the machine leaves.
    pub async fn give_back(&mut self) {
        for (_, held) in self.held.drain() {
            held.stop.store(1, Ordering::Relaxed);
            let chunk = held.number;
            self.to_tell.push((held.job, Said::GivenBack { chunk }));
            self.to_acknowledge.push((held.acker, AckKind::Nak(None)));
        }
        self.tell().await;
    }
}

fn weight_of(said: &Said) -> usize {
    match said {
        Said::Computed { part, .. } => part.bytes.len() + 64,
        _ => 64,
    }
}
