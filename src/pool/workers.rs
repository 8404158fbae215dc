//! Tier `workers`: separate instances of the engine, each with a memory of its own, that exchange
//! messages with the caller. One message for many chunks: a message costs as much as a small chunk.

use super::hand::{Hand, Returned};
use super::{Batch, Pool, Recording, Taken, Ticket, last_words};
use crate::browser::{clock, timer, words_of};
use crate::comparison::Fault;
use crate::tier::Tier;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Object, Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

const START_LIMIT: Millis = Millis(3_000.0);

/// A batch and how far it is.
struct Deal {
    batch: Batch,
    left: VecDeque<u32>,
    taken: Taken,
    fault: Option<Fault>,
    /// Workers that were given a hand.
    given: BTreeSet<u16>,
}

/// A hand that is being carried out.
struct Dealt {
    since: Micros,
    /// Its chunk, if it is a single one.
    chunk: Option<u32>,
}

#[derive(Default)]
struct Dealer {
    workers: Vec<Worker>,
    deals: BTreeMap<u32, Deal>,
    next_ticket: u32,
    /// Hands dealt and not returned, over all batches; a worker has one of each at most.
    out: BTreeMap<(u32, u16), Dealt>,
    broken: Option<Fault>,
}

impl Dealer {
    /// Posts a hand of these chunks.
    fn post(&mut self, ticket: u32, worker: u16, chunks: Vec<u32>) {
        let Some(deal) = self.deals.get(&ticket) else {
            return;
        };
        let chunk = match chunks.as_slice() {
            [chunk] => Some(*chunk),
            _ => None,
        };
        let batch = Batch {
            chunks,
            ..deal.batch.clone()
        };
        let hand = Hand {
            ticket,
            worker,
            batch,
        };
        let bytes = postcard::to_allocvec(&hand).unwrap_or_default();
        let posted = match self.workers.get(usize::from(worker)) {
            Some(to) => to.post_message(&Uint8Array::from(bytes.as_slice())),
            None => Err(JsValue::from_str("there are fewer workers than takers")),
        };
        match posted {
            Ok(()) => {
                // Nobody looks at the clock for what nobody sees.
                let since = match deal.batch.recording {
                    Recording::Live => clock::now(),
                    Recording::Nothing | Recording::Spans => Micros::ZERO,
                };
                self.out.insert((ticket, worker), Dealt { since, chunk });
            }
            Err(error) => self.broken = Some(Fault::PoolFailed(words_of(&error))),
        }
    }

    /// What the workers of a watched batch are at, as far as it is known from here: since when.
    fn open(&self, ticket: u32, kind: SpanKind) -> Vec<Span> {
        let hands = self.out.iter().filter(|((of, _), _)| *of == ticket);
        hands
            .map(|((_, worker), dealt)| Span {
                track: Track::Worker(*worker),
                kind,
                start: dealt.since,
                end: dealt.since,
                chunk: dealt.chunk,
            })
            .collect()
    }
}

impl Drop for Dealer {
    /// Workers that nobody listens to any more are ended, not left behind.
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

struct Table {
    dealer: RefCell<Dealer>,
    /// All who await the next return: one caller, but many tasks of it.
    waiting: RefCell<Vec<Waker>>,
}

/// The pool.
pub struct WorkerPool {
    table: Rc<Table>,
    memory_a_worker: u64,
    _listeners: Vec<Listener>,
}

struct Listener {
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl WorkerPool {
    /// Starts so many workers from the site's engine folder.
    ///
    /// # Errors
    /// The browser's words, or that they did not start in time.
    pub async fn start(site: &str, threads: u16, origin_ms: f64) -> Result<Self, String> {
        let table = Rc::new(Table {
            dealer: RefCell::default(),
            waiting: RefCell::default(),
        });
        let (mut listeners, mut ready) = (Vec::new(), Vec::new());
        for _ in 0..threads {
            let (worker, listener, up) = start_worker(site, origin_ms, &table)?;
            table.dealer.borrow_mut().workers.push(worker);
            listeners.push(listener);
            ready.push(up);
        }
        let all_up = futures_util::future::join_all(ready);
        match select(all_up, pin!(timer::sleep(START_LIMIT))).await {
            Either::Right(_) => Err("the workers did not start in time".to_owned()),
            Either::Left((ups, _)) => {
                let of_all: f64 = ups.into_iter().flatten().sum::<Result<f64, String>>()?;
                Ok(Self {
                    table,
                    memory_a_worker: (of_all / f64::from(threads.max(1))) as u64,
                    _listeners: listeners,
                })
            }
        }
    }

    /// Bytes of the memory that a worker's own instance had when it was up, on average.
    pub fn memory_a_worker(&self) -> u64 {
        self.memory_a_worker
    }
}

/// The bytes of the memory of a worker that came up, or why it did not.
type Memory = Result<f64, String>;
type UpSender = Rc<RefCell<Option<oneshot::Sender<Memory>>>>;

/// Says whether the worker came up, unless that was said already. Whether it was said now.
fn said_up(sender: &UpSender, up: Memory) -> bool {
    match sender.borrow_mut().take() {
        Some(sender) => {
            // Nobody listens any more once the time limit is over.
            let _ = sender.send(up);
            true
        }
        None => false,
    }
}

type Up = oneshot::Receiver<Memory>;

fn start_worker(
    site: &str,
    origin_ms: f64,
    table: &Rc<Table>,
) -> Result<(Worker, Listener, Up), String> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let script = format!("{site}engine/pool-worker.js");
    let worker = Worker::new_with_options(&script, &options).map_err(|error| words_of(&error))?;
    let (sender, up) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let on_message = Closure::new({
        let (table, sender) = (Rc::clone(table), Rc::clone(&sender));
        move |event: MessageEvent| {
            let data = event.data();
            if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
                table.returned(&bytes.to_vec());
            } else if let Some(memory) = data.as_f64() {
                said_up(&sender, Ok(memory));
            } else {
                let (chunk, message) = last_words::of_message(&data);
                if !said_up(&sender, Err(message.clone())) {
                    table.broke(chunk, message);
                }
            }
        }
    });
    let on_error = Closure::new({
        let table = Rc::clone(table);
        move |event: ErrorEvent| {
            let text = Reflect::get(&event, &JsValue::from_str("message"))
                .ok()
                .and_then(|message| message.as_string())
                .unwrap_or_else(|| "the worker's script was not loaded".to_owned());
            if !said_up(&sender, Err(text.clone())) {
                table.broke(None, text);
            }
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    let beginning = Object::new();
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&beginning, &JsValue::from_str(name), value).map(|_| ())
    };
    set("module", &wasm_bindgen::module())
        .and_then(|()| set("originMs", &origin_ms.into()))
        .and_then(|()| worker.post_message(&beginning))
        .map_err(|error| words_of(&error))?;
    let listener = Listener {
        _on_message: on_message,
        _on_error: on_error,
    };
    Ok((worker, listener, up))
}

impl Table {
    /// Deals the next hand of a batch to a worker, if there is anything left. The first hands are
    /// large, the last ones small, so that all end together.
    fn deal(&self, ticket: u32, worker: u16) {
        let mut dealer = self.dealer.borrow_mut();
        let Some(deal) = dealer.deals.get_mut(&ticket) else {
            return;
        };
        // A slow request alone is worth a message, and Stop must not wait for a handful of them.
        let size = match deal.batch.requests {
            Some(_) => 1,
            None => deal.left.len().div_ceil(6 * usize::from(deal.batch.takers)),
        };
        let chunks: Vec<u32> = (0..size).filter_map(|_| deal.left.pop_front()).collect();
        if !chunks.is_empty() {
            deal.given.insert(worker);
            dealer.post(ticket, worker, chunks);
        }
    }

    fn returned(&self, bytes: &[u8]) {
        let Ok(mut returned) = postcard::from_bytes::<Returned>(bytes) else {
            return self.broke(None, "a worker's answer could not be read".to_owned());
        };
        let Returned { ticket, worker, .. } = returned;
        {
            let mut dealer = self.dealer.borrow_mut();
            dealer.out.remove(&(ticket, worker));
            if let Some(deal) = dealer.deals.get_mut(&ticket) {
                deal.taken.append(&mut returned.taken);
                if let Some(fault) = returned.fault {
                    deal.left.clear();
                    deal.fault.get_or_insert(fault);
                }
            }
        }
        self.deal(ticket, worker);
        self.wake_all();
    }

    fn broke(&self, chunk: Option<u32>, message: String) {
        let fault = Fault::ChunkBroke { chunk, message };
        self.dealer.borrow_mut().broken.get_or_insert(fault);
        self.wake_all();
    }

    fn wake_all(&self) {
        // Not while it is borrowed: whoever is woken may look in here at once.
        let waiting = self.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Awaits whatever `ready` finds in the dealer's books.
    async fn until<T>(&self, ready: impl Fn(&mut Dealer) -> Option<T>) -> T {
        poll_fn(|context| {
            let mut waiting = self.waiting.borrow_mut();
            if !waiting.iter().any(|known| known.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            drop(waiting);
            match ready(&mut self.dealer.borrow_mut()) {
                Some(found) => Poll::Ready(found),
                None => Poll::Pending,
            }
        })
        .await
    }
}

/// A batch on separate instances.
pub struct WorkerTicket {
    table: Rc<Table>,
    number: u32,
}

impl Pool for WorkerPool {
    type Ticket = WorkerTicket;

    fn start(&self, batch: Batch) -> Result<WorkerTicket, Fault> {
        let takers = batch.takers;
        let number = {
            let mut dealer = self.table.dealer.borrow_mut();
            dealer.next_ticket += 1;
            let number = dealer.next_ticket;
            let deal = Deal {
                left: batch.chunks.iter().copied().collect(),
                batch,
                taken: Taken::default(),
                fault: None,
                given: BTreeSet::new(),
            };
            dealer.deals.insert(number, deal);
            number
        };
        for worker in 0..takers {
            self.table.deal(number, worker);
        }
        Ok(WorkerTicket {
            table: Rc::clone(&self.table),
            number,
        })
    }

    async fn quiet(&self) {
        self.table
            .until(|dealer| dealer.out.is_empty().then_some(()))
            .await;
    }
}

impl Ticket for WorkerTicket {
    fn collect(&self) -> Taken {
        let mut dealer = self.table.dealer.borrow_mut();
        let Some(deal) = dealer.deals.get_mut(&self.number) else {
            return Taken::default();
        };
        let mut taken = std::mem::take(&mut deal.taken);
        let kind = match deal.batch.requests {
            Some(_) => SpanKind::Blocked,
            None => SpanKind::Work,
        };
        if deal.batch.recording == Recording::Live {
            taken.open = dealer.open(self.number, kind);
        }
        taken
    }

    async fn done(&self) -> Result<(), Fault> {
        self.table
            .until(|dealer| {
                if let Some(fault) = &dealer.broken {
                    return Some(Err(fault.clone()));
                }
                let out = dealer.out.keys().any(|(ticket, _)| *ticket == self.number);
                let deal = dealer.deals.get(&self.number)?;
                if out || !deal.left.is_empty() {
                    return None;
                }
                Some(deal.fault.clone().map_or(Ok(()), Err))
            })
            .await
    }

    async fn settle(&self) {
        {
            let mut dealer = self.table.dealer.borrow_mut();
            let Some(deal) = dealer.deals.get(&self.number) else {
                return;
            };
            if !deal.batch.notes_requests() {
                return;
            }
            for worker in deal.given.clone() {
                dealer.post(self.number, worker, Vec::new());
            }
        }
        self.table
            .until(|dealer| {
                let out = dealer.out.keys().any(|(ticket, _)| *ticket == self.number);
                (!out || dealer.broken.is_some()).then_some(())
            })
            .await;
    }

    fn sleep(&self, _: Millis) -> Result<bool, Fault> {
        Err(Fault::Unavailable(Tier::Workers))
    }
}

impl Drop for WorkerTicket {
    fn drop(&mut self) {
        self.table.dealer.borrow_mut().deals.remove(&self.number);
    }
}
