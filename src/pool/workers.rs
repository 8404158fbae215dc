//! Tier `workers`: separate instances of the engine, each with a memory of its own, that exchange
//! messages with the caller. One message for many chunks: a message costs as much as a small chunk.

use super::assignment::{Assignment, Returned};
use super::{Batch, BatchHandle, BatchOutput, Pool, Recording, crash_info};
use crate::browser::{clock, own_folder, timer, words_of};
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
struct BatchState {
    batch: Batch,
    left: VecDeque<u32>,
    output: BatchOutput,
    fault: Option<Fault>,
    /// Workers that were given an assignment.
    given: BTreeSet<u16>,
}

/// An assignment that is being carried out.
struct Outstanding {
    since: Micros,
    /// Its chunk, if it is a single one.
    chunk: Option<u32>,
}

#[derive(Default)]
struct Scheduler {
    workers: Vec<Worker>,
    batches: BTreeMap<u32, BatchState>,
    next_batch_id: u32,
    /// WorkerContext outstanding and not returned, over all batches; a worker has one of each at most.
    out: BTreeMap<(u32, u16), Outstanding>,
    broken: Option<Fault>,
}

impl Scheduler {
    /// Posts an assignment of these chunks.
    fn post(&mut self, batch_id: u32, worker: u16, chunks: Vec<u32>) {
        let Some(state) = self.batches.get(&batch_id) else {
            return;
        };
        let chunk = match chunks.as_slice() {
            [chunk] => Some(*chunk),
            _ => None,
        };
        let batch = Batch {
            chunks,
            ..state.batch.clone()
        };
        let assignment = Assignment {
            batch_id,
            worker,
            batch,
        };
        let bytes = postcard::to_allocvec(&assignment).unwrap_or_default();
        let posted = match self.workers.get(usize::from(worker)) {
            Some(to) => to.post_message(&Uint8Array::from(bytes.as_slice())),
            None => Err(JsValue::from_str("there are fewer workers than takers")),
        };
        match posted {
            Ok(()) => {
                // Nobody looks at the clock for what nobody sees.
                let since = match state.batch.recording {
                    Recording::Live => clock::now(),
                    Recording::Nothing | Recording::Spans => Micros::ZERO,
                };
                self.out
                    .insert((batch_id, worker), Outstanding { since, chunk });
            }
            Err(error) => self.broken = Some(Fault::PoolFailed(words_of(&error))),
        }
    }

    /// What the workers of a watched batch are at, as far as it is known from here: since when.
    fn open(&self, batch_id: u32, kind: SpanKind) -> Vec<Span> {
        let posted = self.out.iter().filter(|((of, _), _)| *of == batch_id);
        posted
            .map(|((_, worker), outstanding)| Span {
                track: Track::Worker(*worker),
                kind,
                start: outstanding.since,
                end: outstanding.since,
                chunk: outstanding.chunk,
            })
            .collect()
    }
}

impl Drop for Scheduler {
    /// Workers that nobody listens to any more are ended, not left behind.
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

struct SharedScheduler {
    scheduler: RefCell<Scheduler>,
    /// All who await the next return: one caller, but many tasks of it.
    waiting: RefCell<Vec<Waker>>,
}

/// The pool.
pub struct WorkerPool {
    shared: Rc<SharedScheduler>,
    memory_a_worker: u64,
    _listeners: Vec<Listener>,
}

struct Listener {
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl WorkerPool {
    /// Starts so many workers from the engine's own folder.
    ///
    /// # Errors
    /// The browser's words, or that they did not start in time.
    pub async fn start(threads: u16, origin_ms: f64) -> Result<Self, String> {
        let shared = Rc::new(SharedScheduler {
            scheduler: RefCell::default(),
            waiting: RefCell::default(),
        });
        let (mut listeners, mut ready) = (Vec::new(), Vec::new());
        for _ in 0..threads {
            let (worker, listener, up) = start_worker(origin_ms, &shared)?;
            shared.scheduler.borrow_mut().workers.push(worker);
            listeners.push(listener);
            ready.push(up);
        }
        let all_up = futures_util::future::join_all(ready);
        match select(all_up, pin!(timer::sleep(START_LIMIT))).await {
            Either::Right(_) => Err("the workers did not start in time".to_owned()),
            Either::Left((ups, _)) => {
                let of_all: f64 = ups.into_iter().flatten().sum::<Result<f64, String>>()?;
                Ok(Self {
                    shared,
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
    origin_ms: f64,
    shared: &Rc<SharedScheduler>,
) -> Result<(Worker, Listener, Up), String> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let script = [&own_folder(), "pool-worker.js"].concat();
    let worker = Worker::new_with_options(&script, &options).map_err(|error| words_of(&error))?;
    let (sender, up) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let on_message = Closure::new({
        let (shared, sender) = (Rc::clone(shared), Rc::clone(&sender));
        move |event: MessageEvent| {
            let data = event.data();
            if let Some(bytes) = data.dyn_ref::<Uint8Array>() {
                shared.returned(&bytes.to_vec());
            } else if let Some(memory) = data.as_f64() {
                said_up(&sender, Ok(memory));
            } else {
                let (chunk, message) = crash_info::of_message(&data);
                if !said_up(&sender, Err(message.clone())) {
                    shared.broke(chunk, message);
                }
            }
        }
    });
    let on_error = Closure::new({
        let shared = Rc::clone(shared);
        move |event: ErrorEvent| {
            let text = Reflect::get(&event, &JsValue::from_str("message"))
                .ok()
                .and_then(|message| message.as_string())
                .unwrap_or_else(|| "the worker's script was not loaded".to_owned());
            if !said_up(&sender, Err(text.clone())) {
                shared.broke(None, text);
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

impl SharedScheduler {
    /// Assigns the next chunks of a batch to a worker, if there is anything left. The first assignments are
    /// large, the last ones small, so that all end together.
    fn assign_next(&self, batch_id: u32, worker: u16) {
        let mut scheduler = self.scheduler.borrow_mut();
        let Some(state) = scheduler.batches.get_mut(&batch_id) else {
            return;
        };
        // A slow request alone is worth a message, and Stop must not wait for a handful of them.
        let size = match state.batch.requests {
            Some(_) => 1,
            None => state
                .left
                .len()
                .div_ceil(6 * usize::from(state.batch.takers)),
        };
        let chunks: Vec<u32> = (0..size).filter_map(|_| state.left.pop_front()).collect();
        if !chunks.is_empty() {
            state.given.insert(worker);
            scheduler.post(batch_id, worker, chunks);
        }
    }

    fn returned(&self, bytes: &[u8]) {
        let Ok(mut returned) = postcard::from_bytes::<Returned>(bytes) else {
            return self.broke(None, "a worker's answer could not be read".to_owned());
        };
        let Returned {
            batch_id, worker, ..
        } = returned;
        {
            let mut scheduler = self.scheduler.borrow_mut();
            scheduler.out.remove(&(batch_id, worker));
            if let Some(state) = scheduler.batches.get_mut(&batch_id) {
                state.output.append(&mut returned.output);
                if let Some(fault) = returned.fault {
                    state.left.clear();
                    state.fault.get_or_insert(fault);
                }
            }
        }
        self.assign_next(batch_id, worker);
        self.wake_all();
    }

    fn broke(&self, chunk: Option<u32>, message: String) {
        let fault = Fault::ChunkBroke { chunk, message };
        self.scheduler.borrow_mut().broken.get_or_insert(fault);
        self.wake_all();
    }

    fn wake_all(&self) {
        // Not while it is borrowed: whoever is woken may look in here at once.
        let waiting = self.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Awaits whatever `ready` finds in the scheduler's state.
    async fn until<T>(&self, ready: impl Fn(&mut Scheduler) -> Option<T>) -> T {
        poll_fn(|context| {
            let mut waiting = self.waiting.borrow_mut();
            if !waiting.iter().any(|known| known.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            drop(waiting);
            match ready(&mut self.scheduler.borrow_mut()) {
                Some(found) => Poll::Ready(found),
                None => Poll::Pending,
            }
        })
        .await
    }
}

/// A batch on separate instances.
pub struct WorkerBatchHandle {
    shared: Rc<SharedScheduler>,
    number: u32,
}

impl Pool for WorkerPool {
    type Handle = WorkerBatchHandle;

    fn start(&self, batch: Batch) -> Result<WorkerBatchHandle, Fault> {
        let takers = batch.takers;
        let number = {
            let mut scheduler = self.shared.scheduler.borrow_mut();
            scheduler.next_batch_id += 1;
            let number = scheduler.next_batch_id;
            let state = BatchState {
                left: batch.chunks.iter().copied().collect(),
                batch,
                output: BatchOutput::default(),
                fault: None,
                given: BTreeSet::new(),
            };
            scheduler.batches.insert(number, state);
            number
        };
        for worker in 0..takers {
            self.shared.assign_next(number, worker);
        }
        Ok(WorkerBatchHandle {
            shared: Rc::clone(&self.shared),
            number,
        })
    }

    async fn drain(&self) {
        self.shared
            .until(|scheduler| scheduler.out.is_empty().then_some(()))
            .await;
    }
}

impl BatchHandle for WorkerBatchHandle {
    fn collect(&self) -> BatchOutput {
        let mut scheduler = self.shared.scheduler.borrow_mut();
        let Some(state) = scheduler.batches.get_mut(&self.number) else {
            return BatchOutput::default();
        };
        let mut output = std::mem::take(&mut state.output);
        let kind = match state.batch.requests {
            Some(_) => SpanKind::Blocked,
            None => SpanKind::Work,
        };
        if state.batch.recording == Recording::Live {
            output.open = scheduler.open(self.number, kind);
        }
        output
    }

    async fn done(&self) -> Result<(), Fault> {
        self.shared
            .until(|scheduler| {
                if let Some(fault) = &scheduler.broken {
                    return Some(Err(fault.clone()));
                }
                let out = scheduler
                    .out
                    .keys()
                    .any(|(batch_id, _)| *batch_id == self.number);
                let state = scheduler.batches.get(&self.number)?;
                if out || !state.left.is_empty() {
                    return None;
                }
                Some(state.fault.clone().map_or(Ok(()), Err))
            })
            .await
    }

    async fn gather_request_timings(&self) {
        {
            let mut scheduler = self.shared.scheduler.borrow_mut();
            let Some(state) = scheduler.batches.get(&self.number) else {
                return;
            };
            if !state.batch.notes_requests() {
                return;
            }
            for worker in state.given.clone() {
                scheduler.post(self.number, worker, Vec::new());
            }
        }
        self.shared
            .until(|scheduler| {
                let out = scheduler
                    .out
                    .keys()
                    .any(|(batch_id, _)| *batch_id == self.number);
                (!out || scheduler.broken.is_some()).then_some(())
            })
            .await;
    }

    fn sleep(&self, _: Millis) -> Result<bool, Fault> {
        Err(Fault::Unavailable(Tier::Workers))
    }
}

impl Drop for WorkerBatchHandle {
    fn drop(&mut self) {
        self.shared
            .scheduler
            .borrow_mut()
            .batches
            .remove(&self.number);
    }
}
