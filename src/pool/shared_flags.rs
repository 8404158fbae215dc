//! A few words of the engine's memory that everyone may look at: the stop flag, a counter of
//! progress, who broke, and a wake signal that sleepers wait on. The page holds a view of these words and of
//! nothing else; it is how Stop reaches a caller that sleeps, and how a broken worker, whose own code
//! runs no more, can still be noticed.

use super::crash_info;
use crate::kernel::Stop;
use crate::units::Millis;
use js_sys::{Int32Array, Reflect, Uint8Array, WebAssembly};
use std::sync::atomic::{AtomicI32, AtomicU8, Ordering};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Set to 1 to end the run.
const STOP: usize = 0;
/// Counts chunks begun by takers.
const PROGRESS: usize = 1;
/// Number of the pool's thread that broke, plus 1.
const BROKEN: usize = 2;
/// Changes whenever a sleeper should look again.
const WAKE_SIGNAL: usize = 3;

static SHARED_FLAGS: [AtomicI32; 4] = [const { AtomicI32::new(0) }; 4];

/// The trap's name, as the browser tells it, written by `crash_reporter.js`.
static TRAP: [AtomicU8; 160] = [const { AtomicU8::new(0) }; 160];

#[wasm_bindgen(module = "/src/pool/crash_reporter.js")]
extern "C" {
    /// Has the worker this runs in report its own breaking.
    #[wasm_bindgen(js_name = reportCrashes)]
    fn report_crashes(words: &Int32Array, trap: &Uint8Array, thread: u32);
}

/// The words, as JavaScript sees them. The view stays right when memory grows; it is shared.
pub fn view() -> Int32Array {
    let address = SHARED_FLAGS.as_ptr() as usize as u32;
    Int32Array::new_with_byte_offset_and_length(&buffer(), address, SHARED_FLAGS.len() as u32)
}

fn buffer() -> JsValue {
    wasm_bindgen::memory()
        .unchecked_into::<WebAssembly::Memory>()
        .buffer()
}

/// Sets or clears the stop flag.
pub fn set_stop(stop: bool) {
    SHARED_FLAGS[STOP].store(i32::from(stop), Ordering::Relaxed);
}

/// Whether the run is to end.
pub fn stop() -> bool {
    stop_flag().load(Ordering::Relaxed) != 0
}

/// The stop flag itself.
pub fn stop_flag() -> &'static Stop {
    &SHARED_FLAGS[STOP]
}

/// Counts one chunk begun.
pub fn progress() {
    SHARED_FLAGS[PROGRESS].fetch_add(1, Ordering::Relaxed);
}

/// Wakes every sleeper.
pub fn wake() {
    SHARED_FLAGS[WAKE_SIGNAL].fetch_add(1, Ordering::Release);
    // Notifying fails on nothing but a wrong kind of view.
    let _ = js_sys::Atomics::notify(&view(), WAKE_SIGNAL as u32);
}

/// The wake signal's count, to be read before looking whether there is something to sleep for.
pub fn wake_count() -> i32 {
    SHARED_FLAGS[WAKE_SIGNAL].load(Ordering::Acquire)
}

/// Puts this thread to sleep until it was woken since `seen`, or the limit is over.
pub fn sleep(seen: i32, limit: Millis) {
    // Refused on a page's thread only, and the caller is a worker.
    let _ = js_sys::Atomics::wait_with_timeout(&view(), WAKE_SIGNAL as u32, seen, limit.0);
}

/// Awaits a wake-up since `seen`; this thread goes on meanwhile.
pub async fn woken(seen: i32) {
    let Ok(waiting) = js_sys::Atomics::wait_async(&view(), WAKE_SIGNAL as u32, seen) else {
        return crate::browser::timer::sleep(Millis(4.0)).await;
    };
    let field = |name: &str| Reflect::get(&waiting, &JsValue::from_str(name)).unwrap_or_default();
    if field("async").is_truthy() {
        let _ = JsFuture::from(field("value").unchecked_into::<js_sys::Promise>()).await;
    }
}

/// Has this worker, the pool's thread of that number, report its own breaking.
pub fn report_crashes_here(thread: u32) {
    let trap = TRAP.as_ptr() as usize as u32;
    let trap = Uint8Array::new_with_byte_offset_and_length(&buffer(), trap, TRAP.len() as u32);
    report_crashes(&view(), &trap, thread);
}

/// The thread of the pool that broke, if one did.
pub fn broken() -> Option<u32> {
    u32::try_from(SHARED_FLAGS[BROKEN].load(Ordering::Acquire) - 1).ok()
}

/// What broke, in words: the panic's message, or else the trap's name.
pub fn broke_with() -> String {
    let panic = crash_info::panic();
    if !panic.is_empty() {
        return panic;
    }
    let bytes = TRAP.iter().map(|byte| byte.load(Ordering::Relaxed));
    let text: Vec<u8> = bytes.take_while(|byte| *byte != 0).collect();
    String::from_utf8_lossy(&text).into_owned()
}
