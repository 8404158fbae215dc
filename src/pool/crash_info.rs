//! What an instance was at when it broke: the chunk and the panic's message. A trapped instance runs
//! no more code of its own, but the script around it can still ask.

use crate::browser::words_of;
use js_sys::Reflect;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI32, Ordering};
use wasm_bindgen::JsValue;

/// The chunk that the instance's own thread is at; −1 for none. (The pool's threads have `threads::AT`.)
static CHUNK: AtomicI32 = AtomicI32::new(-1);

/// The last panic's message: a panic ends in a trap, and the trap's name says less.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Notes the chunk that is begun.
pub fn at_chunk(chunk: u32) {
    CHUNK.store(i32::try_from(chunk).unwrap_or(-1), Ordering::Relaxed);
}

/// Notes that no chunk is being worked on.
pub fn at_none() {
    CHUNK.store(-1, Ordering::Relaxed);
}

/// The chunk that was begun last, or −1.
pub fn chunk() -> i32 {
    CHUNK.load(Ordering::Relaxed)
}

/// Keeps every panic's message from now on.
pub fn keep_panics() {
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = PANIC.try_lock() {
            *last = info.payload_as_str().unwrap_or("a panic").to_owned();
        }
    }));
}

/// The last panic's message; empty if there was none.
pub fn panic() -> String {
    PANIC
        .try_lock()
        .map(|last| last.clone())
        .unwrap_or_default()
}

/// The chunk and the words in the message `{broke, chunk}` that `crash-info.js` sends.
pub fn of_message(message: &JsValue) -> (Option<u32>, String) {
    let field = |name: &str| Reflect::get(message, &JsValue::from_str(name)).unwrap_or_default();
    let chunk = field("chunk").as_f64().filter(|chunk| *chunk >= 0.0);
    let broke = field("broke");
    let text = broke.as_string().unwrap_or_else(|| words_of(&broke));
    (chunk.map(|chunk| chunk as u32), text)
}
