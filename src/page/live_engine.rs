//! One engine: its worker, what it says, and its shared words. Ended when dropped.

use super::browser_env::language;
use super::engine_link::shapes::{Flavour, FromLive};
use super::tools::{self, OnHeard};
use crate::browser::{own_folder, parcel, words_of};
use crate::protocol::engine::{FromEngine, ToEngine};
use crate::protocol::packed::decode_with;
use crate::protocol::wire::{OTHER_BUILD, encode};
use js_sys::{Atomics, Int32Array, Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Worker;

/// Places of the engine's shared words, as `pool/shared_flags.rs` has them.
const STOP_WORD: u32 = 0;
const PROGRESS_WORD: u32 = 1;

/// A started engine.
pub struct LiveEngine {
    worker: Worker,
    words: Rc<RefCell<Option<Int32Array>>>,
    _on_heard: OnHeard,
}

impl LiveEngine {
    /// Starts that engine of the page's build; `on_news` hears from it.
    ///
    /// # Errors
    /// The browser's words where it lets no worker be started.
    pub fn start(flavour: Flavour, on_news: impl Fn(FromLive) + 'static) -> Result<Self, String> {
        let script = [&own_folder(), flavour.folder(), "caller.js"].concat();
        let words = Rc::new(RefCell::new(None));
        let on_heard = OnHeard::new({
            let words = Rc::clone(&words);
            move |data: JsValue| {
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
        let worker = tools::start_worker(&script, &on_heard, &language())
            .map_err(|error| words_of(&error))?;
        Ok(Self {
            worker,
            words,
            _on_heard: on_heard,
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
        tools::end_worker(&self.worker);
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
