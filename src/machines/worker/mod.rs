//! `meanwhile work`: makes this computer a machine. It pulls chunks from a queue, computes them on threads of its own by
//! the code that the page uses, and sends back what they gave.

mod compute;
mod desk;
mod guard;
mod pull;
mod room;

use super::access::Access;
use super::clock::OwnClock;
use super::console::{self, end_of_stdin};
use super::names::{self, Id};
use super::queue::{self, Queue, QueueError};
use super::wire::{Clocked, Hello, Question};
use crate::work::FindWork;
use async_nats::{Event, Message};
use desk::Desk;
use futures_util::StreamExt;
use room::Room;
use std::io::Write;
use std::num::NonZero;
use std::time::Duration;
use std::{env, fs, process, thread};
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// How often the queue is told that chunks are still worked on; well below the shortest time that it waits for a sign.
const PROGRESS_EVERY: Duration = Duration::from_millis(150);
/// How often a machine says that it is there.
const HELLO_EVERY: Duration = Duration::from_millis(1_000);
/// The variable in which a server tells the processes that it starts whose they are.
pub const OWNER: &str = "MEANWHILE_OWNER";
/// The variable in which a process is told its place by whoever starts another in it when it ends.
const SEAT: &str = "MEANWHILE_SEAT";

/// What `meanwhile work` can be told.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    access: Access,

    /// The name by which this machine is shown; by default the computer's and this process's number.
    #[arg(long)]
    name: Option<String>,

    /// How many threads compute; by default as many as there are cores.
    #[arg(long)]
    threads: Option<NonZero<u16>>,

    /// Work in this very process, and end when standard input does: whoever started it may be killed.
    #[arg(long, hide = true)]
    while_stdin: bool,
}

/// Works until it is stopped: in a process that is started for it, or in this one if that is what it was started for.
///
/// # Errors
/// When the queue can't be used.
pub async fn work(options: Options, find: FindWork) -> Result<(), QueueError> {
    if !options.while_stdin {
        return guard::guard(&options).await;
    }
    let stop =
        stop_asked().map_err(|why| QueueError(format!("The operating system refused: {why}.")))?;
    let threads = match options.threads {
        Some(threads) => threads.get().into(),
        None => thread::available_parallelism().map_or(1, NonZero::get),
    };
    let name = names::shown(&options.name.unwrap_or_else(default_name));
    let id = new_id()?;
    let address = options.access.address()?;
    let (again, reconnected) = watch::channel(0_u32);
    let heard = move |event| {
        if matches!(event, Event::Connected) {
            again.send_modify(|times| *times += 1);
        }
    };
    let client = queue::connect(&address, &name, heard).await?;
    let queue = Queue::new(client, names::build());
    // A closed stdout must not stop a machine.
    let _ = writeln!(
        std::io::stdout(),
        "{name} is at the queue {address:?} with {threads} threads; it computes for servers of the build {}.",
        names::SOURCES
    );
    let (room, puller) = Room::new();
    let (taken, takes) = mpsc::unbounded_channel();
    let clock = OwnClock::start();
    let desk = Desk::new(queue.clone(), id, threads, find, clock, room)?;
    let mut worker = Worker {
        hello: Hello {
            id: id.to_string(),
            name,
            threads: threads as u32,
            free: threads as u32,
            build: names::SOURCES.to_owned(),
            owner: env::var(OWNER).ok(),
            seat: env::var(SEAT).ok(),
        },
        id,
        clock,
        desk,
    };
    // Whoever hears of a chunk from here should know by then who that is.
    worker.say_hello().await;
    let _ = worker.desk.queue().client().flush().await;
    let pulling = tokio::spawn(pull::pull(queue, puller, reconnected, taken));
    let worked = worker.go_on(takes, stop).await;
    pulling.abort();
    worked
}

fn new_id() -> Result<Id, QueueError> {
    Id::new().map_err(|why| QueueError(format!("There are no random numbers: {why}.")))
}

fn default_name() -> String {
    let host = fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| env::var("HOSTNAME").ok())
        .or_else(|| env::var("COMPUTERNAME").ok());
    let host = host.as_deref().map_or("machine", str::trim);
    format!("{host}-{}", process::id())
}

struct Worker {
    hello: Hello,
    id: Id,
    clock: OwnClock,
    desk: Desk,
}

impl Worker {
    async fn go_on(
        mut self,
        mut takes: mpsc::UnboundedReceiver<async_nats::jetstream::Message>,
        stop: impl Future<Output = ()>,
    ) -> Result<(), QueueError> {
        let client = self.desk.queue().client().clone();
        let gone =
            |why: async_nats::SubscribeError| QueueError(format!("The queue is gone: {why}."));
        let mut questions = client.subscribe(names::to(self.id)).await.map_err(gone)?;
        let mut overs = client
            .subscribe(names::over(names::build()))
            .await
            .map_err(gone)?;
        let mut rolls = client.subscribe(names::ROLL).await.map_err(gone)?;
        let mut hellos = interval(HELLO_EVERY);
        let mut progress = interval(PROGRESS_EVERY);
        progress.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                Some(message) = takes.recv() => {
                    self.desk.take(message);
                    // What came with it is one message to the coordinator, too.
                    while let Ok(message) = takes.try_recv() {
                        self.desk.take(message);
                    }
                }
                () = self.desk.hear() => {}
                Some(question) = questions.next() => self.answer(question).await,
                Some(over) = overs.next() => {
                    let job = std::str::from_utf8(&over.payload);
                    if let Some(job) = job.ok().and_then(Id::parse) {
                        self.desk.over(job);
                    }
                }
                Some(_) = rolls.next() => self.say_hello().await,
                _ = hellos.tick() => self.say_hello().await,
                _ = progress.tick() => self.desk.go_on_about().await,
                () = &mut stop => break,
                else => break,
            }
            self.desk.tell().await;
        }
        self.desk.give_back().await;
        let _ = client.publish(names::BYE, self.hello.id.into()).await;
        let _ = timeout(Duration::from_secs(1), client.flush()).await;
        Ok(())
    }

    async fn say_hello(&mut self) {
        self.hello.free = self.desk.free();
        let Ok(hello) = serde_json::to_vec(&self.hello) else {
            return;
        };
        let client = self.desk.queue().client();
        let _ = client.publish(names::HELLO, hello.into()).await;
    }

    async fn answer(&mut self, asked: Message) {
        let received = self.clock.now();
        let client = self.desk.queue().client().clone();
        let Some(reply) = asked.reply else {
            return;
        };
        match serde_json::from_slice(&asked.payload) {
            Ok(Question::Clock) => {
                let clocked = Clocked {
                    received,
                    answered: self.clock.now(),
                };
                let answer = serde_json::to_vec(&clocked).unwrap_or_default();
                let _ = client.publish(reply, answer.into()).await;
            }
            Ok(Question::Rest(job)) => {
                let Some(job) = Id::parse(&job) else { return };
                let rests = self.desk.rest(job);
                tokio::spawn(async move {
                    rests.await;
                    let _ = client.flush().await;
                    let _ = client.publish(reply, "resting".into()).await;
                });
            }
            // A question of a later build.
            Err(_) => {}
        }
    }
}

/// Completes when the user, the system or whoever started this process wants it to stop.
fn stop_asked() -> std::io::Result<impl Future<Output = ()>> {
    let (asked, end) = (console::stop_asked()?, end_of_stdin());
    Ok(async move {
        tokio::select! {
            () = asked => {}
            _ = end => {}
        }
    })
}
