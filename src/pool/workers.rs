//! Tier `workers`: separate instances of the engine, each with a memory of its own, that exchange
//! messages with the caller. One message for many chunks: a message costs as much as a small chunk.

use super::assignment::{Assignment, Returned};
use super::hindrance::Hindrance;
use super::patience::until_nobody_comes;
use super::scheduler::{Outstanding, Scheduler};
use super::{Batch, BatchHandle, BatchOutput, Pool, Recording, crash_info};
use crate::browser::{clock, own_folder, words_of};
use crate::comparison::Fault;
use crate::tier::Tier;
use crate::trace::{Span, SpanKind};
use crate::units::{Micros, Millis};
use futures_channel::oneshot;
use futures_util::future::{Either, FutureExt, select};
use js_sys::{Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// What is to be done, and the workers who do it.
struct Workers {
    scheduler: Scheduler,
    workers: Vec<Worker>,
    broken: Option<Fault>,
}

impl Workers {
    /// Posts an assignment that was made.
    fn post(&mut self, number: u32) {
        let inputs = self.scheduler.inputs(number);
        let Some(out) = self.scheduler.assignment(number) else {
            return;
        };
        let Some(of) = self.scheduler.batch(out.batch_id) else {
            return;
        };
        // Nobody looks at the clock for what nobody sees.
        let since = match of.recording {
            Recording::Live => clock::now(),
            Recording::Nothing | Recording::Spans => Micros::ZERO,
        };
        let assignment = Assignment {
            number,
            batch_id: out.batch_id,
            oldest_batch: self.scheduler.oldest_batch(),
            taker: out.taker,
            batch: Batch {
                chunks: out.chunks.clone(),
                inputs,
                ..of.clone()
            },
        };
        let bytes = postcard::to_allocvec(&assignment).unwrap_or_default();
        let posted = match self.workers.get(usize::from(out.worker)) {
            Some(to) => to.post_message(&Uint8Array::from(bytes.as_slice())),
            None => Err(JsValue::from_str("there are no workers")),
        };
        match posted {
            Ok(()) => self.scheduler.posted(number, since),
            // What is left of the batch is given up.
            Err(error) => {
                let fault = Fault::PoolFailed(words_of(&error));
                let nothing = BatchOutput::default();
                self.scheduler.returned(number, nothing, Some(fault));
            }
        }
    }

    /// What the takers of a watched batch are at, as far as it is known from here: since when.
    fn open(&self, batch_id: u32, batch: &Batch) -> Vec<Span> {
        let kind = match batch.requests {
            Some(_) => SpanKind::Blocked,
            None => SpanKind::Work,
        };
        let span = |(_, out): (u32, &Outstanding)| Span {
            track: batch.track(out.taker),
            kind,
            start: out.since,
            end: out.since,
            chunk: match out.chunks.as_slice() {
                [chunk] => Some(*chunk),
                _ => None,
            },
        };
        self.scheduler.out_of(batch_id).map(span).collect()
    }
}

impl Drop for Workers {
    /// Workers that nobody listens to any more are ended, not left behind.
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

struct SharedWorkers {
    workers: RefCell<Workers>,
    /// All who await the next return: one caller, but many tasks of it.
    waiting: RefCell<Vec<Waker>>,
}

/// The pool.
pub struct WorkerPool {
    shared: Rc<SharedWorkers>,
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
    /// Why there are none.
    pub async fn start(threads: u16, origin_ms: f64) -> Result<Self, Hindrance> {
        let shared = Rc::new(SharedWorkers {
            workers: RefCell::new(Workers {
                scheduler: Scheduler::new(threads),
                workers: Vec::new(),
                broken: None,
            }),
            waiting: RefCell::default(),
        });
        // Before the futures that know of them, to outlive those.
        let (come, of_all) = (Cell::new(0_u32), Cell::new(0.0));
        let refused = RefCell::new(None);
        let (mut listeners, mut ready) = (Vec::new(), Vec::new());
        for _ in 0..threads {
            let (worker, listener, up) =
                start_worker(origin_ms, &shared).map_err(Hindrance::WorkersRefused)?;
            shared.workers.borrow_mut().workers.push(worker);
            listeners.push(listener);
            let (come, of_all, refused) = (&come, &of_all, &refused);
            let up = async move {
                match up.await {
                    Ok(Ok(memory)) => of_all.set(of_all.get() + memory),
                    Ok(Err(words)) => drop(refused.replace(Some(words))),
                    // It is gone, and nobody can say why.
                    Err(_) => {}
                }
                come.set(come.get() + 1);
                Ok(())
            };
            ready.push(up.boxed_local());
        }
        let all_up = pin!(super::all_at_once(ready));
        match select(all_up, pin!(until_nobody_comes(threads, || come.get()))).await {
            Either::Right(_) => Err(Hindrance::WorkersDidNotStart),
            Either::Left(_) => match refused.replace(None) {
                Some(words) => Err(Hindrance::WorkersRefused(words)),
                None => Ok(Self {
                    shared,
                    memory_a_worker: (of_all.get() / f64::from(threads.max(1))) as u64,
                    _listeners: listeners,
                }),
            },
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
    shared: &Rc<SharedWorkers>,
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
            // Else the browser takes it for an error of the caller, too.
            event.prevent_default();
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

impl SharedWorkers {
    fn returned(&self, bytes: &[u8]) {
        let Ok(returned) = postcard::from_bytes::<Returned>(bytes) else {
            return self.broke(None, "a worker's answer could not be read".to_owned());
        };
        let mut workers = self.workers.borrow_mut();
        let Returned {
            number,
            output,
            fault,
        } = returned;
        if let Some(next) = workers.scheduler.returned(number, output, fault) {
            workers.post(next);
        }
        drop(workers);
        self.wake_all();
    }

    fn broke(&self, chunk: Option<u32>, message: String) {
        let fault = Fault::ChunkBroke { chunk, message };
        self.workers.borrow_mut().broken.get_or_insert(fault);
        self.wake_all();
    }

    fn wake_all(&self) {
        // Not while it is borrowed: whoever is woken may look in here at once.
        let waiting = self.waiting.take();
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Awaits whatever `ready` finds.
    async fn until<T>(&self, ready: impl Fn(&Workers) -> Option<T>) -> T {
        poll_fn(|context| {
            let mut waiting = self.waiting.borrow_mut();
            if !waiting.iter().any(|known| known.will_wake(context.waker())) {
                waiting.push(context.waker().clone());
            }
            drop(waiting);
            match ready(&self.workers.borrow()) {
                Some(found) => Poll::Ready(found),
                None => Poll::Pending,
            }
        })
        .await
    }
}

/// A batch on separate instances.
pub struct WorkerBatchHandle {
    shared: Rc<SharedWorkers>,
    number: u32,
}

impl Pool for WorkerPool {
    type Handle = WorkerBatchHandle;

    fn start(&self, batch: Batch) -> Result<WorkerBatchHandle, Fault> {
        let mut workers = self.shared.workers.borrow_mut();
        let (number, first) = workers.scheduler.start(batch);
        first.into_iter().for_each(|each| workers.post(each));
        Ok(WorkerBatchHandle {
            shared: Rc::clone(&self.shared),
            number,
        })
    }

    async fn drain(&self) {
        self.shared
            .until(|workers| workers.scheduler.is_idle().then_some(()))
            .await;
    }
}

impl BatchHandle for WorkerBatchHandle {
    fn collect(&self) -> BatchOutput {
        let mut workers = self.shared.workers.borrow_mut();
        let mut output = workers.scheduler.collect(self.number);
        let batch = workers.scheduler.batch(self.number);
        if let Some(batch) = batch.filter(|batch| batch.recording == Recording::Live) {
            output.open = workers.open(self.number, batch);
        }
        output
    }

    async fn done(&self) -> Result<(), Fault> {
        self.shared
            .until(|workers| match &workers.broken {
                Some(fault) => Some(Err(fault.clone())),
                None => workers.scheduler.ended(self.number),
            })
            .await
    }

    async fn gather_request_timings(&self) {
        {
            let mut workers = self.shared.workers.borrow_mut();
            let asked = workers.scheduler.ask_for_timings(self.number);
            asked.into_iter().for_each(|each| workers.post(each));
        }
        self.shared
            .until(|workers| {
                let is_out = workers.scheduler.out_of(self.number).next().is_some();
                (!is_out || workers.broken.is_some()).then_some(())
            })
            .await;
    }

    fn sleep(&self, _: Millis) -> Result<bool, Fault> {
        Err(Fault::Unavailable(Tier::Workers))
    }
}

impl Drop for WorkerBatchHandle {
    fn drop(&mut self) {
        self.shared.workers.borrow_mut().scheduler.end(self.number);
    }
}
