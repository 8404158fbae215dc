//! One engine: its worker, what it says, and its shared words. Ended when dropped.

use super::engine_link::shapes::FromLive;
use crate::browser::{own_folder, parcel, words_of};
use crate::protocol::engine::{FromEngine, ToEngine};
use crate::protocol::packed::decode_with;
use crate::protocol::wire::{OTHER_BUILD, encode};
use js_sys::{Atomics, Int32Array, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Places of the engine's shared words, as `pool/shared_flags.rs` has them.
const STOP_WORD: u32 = 0;
const PROGRESS_WORD: u32 = 1;

/// A started engine.
pub struct LiveEngine {
    worker: Worker,
    words: Rc<RefCell<Option<Int32Array>>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl LiveEngine {
    /// Starts an engine of the page's build; `on_news` hears from it.
    ///
    /// # Errors
    /// The browser's words where it lets no worker be started.
    pub fn start(on_news: impl Fn(FromLive) + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let script = [&own_folder(), "engine/caller.js"].concat();
        let worker =
            Worker::new_with_options(&script, &options).map_err(|error| words_of(&error))?;
        let words = Rc::new(RefCell::new(None));
        let on_news = Rc::new(on_news);
        let on_message = Closure::new({
            let (words, on_news) = (Rc::clone(&words), Rc::clone(&on_news));
            move |event: MessageEvent| {
                let data = event.data();
                if let Some((bytes, beside)) = parcel::open(&data) {
                    on_news(read(&bytes, beside));
                } else if let Some(view) = data.dyn_ref::<Int32Array>() {
                    words.replace(Some(view.clone()));
                } else {
                    let chunk = field(&data, "chunk").as_f64().filter(|chunk| *chunk >= 0.0);
                    let message = field(&data, "broke").as_string().unwrap_or_default();
                    on_news(broke(chunk.map(|chunk| chunk as u32), message));
                }
            }
        });
        let on_error = Closure::new(move |event: Event| {
            let message = field(&event, "message").as_string();
            let message = message.unwrap_or_else(|| "engine/caller.js was not loaded".to_owned());
            on_news(broke(None, message));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            words,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Sends a message.
    pub fn send(&self, message: &ToEngine) {
        // Bytes of our own can always be posted.
        let _ = self
            .worker
            .post_message(&Uint8Array::from(encode(message).as_slice()));
    }

    /// Sets the stop flag, where it can be reached.
    pub fn raise_stop_flag(&self) {
        if let Some(words) = &*self.words.borrow() {
            let _ = Atomics::store(words, STOP_WORD, 1);
        }
    }

    /// How many chunks were begun, where that can be seen.
    pub fn progress(&self) -> Option<i32> {
        let words = self.words.borrow();
        Atomics::load(words.as_ref()?, PROGRESS_WORD).ok()
    }

    /// Ends it, whatever it is doing.
    pub fn end(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Drop for LiveEngine {
    fn drop(&mut self) {
        self.end();
    }
}

/// A message of the engine; what came beside it the page leaves as it is.
fn read(bytes: &[u8], beside: JsValue) -> FromLive {
    match decode_with::<FromEngine>(bytes, beside) {
        Some(message) => FromLive::Said(message),
        None => broke(None, OTHER_BUILD.to_owned()),
    }
}

fn broke(chunk: Option<u32>, message: String) -> FromLive {
    FromLive::Broke { chunk, message }
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default()
}
