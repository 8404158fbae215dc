//! One clock for all threads. `performance.now()` counts from each worker's own beginning; what is
//! added here moves every reading to the beginning of the caller, so that spans of different
//! threads can be compared.

use crate::units::{Micros, Millis};
use js_sys::Reflect;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// The caller's `performance.timeOrigin`, in milliseconds, as the bits of an f64. One memory has
/// one; a separate instance is told it.
static ORIGIN_MS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static PERFORMANCE: Performance = performance();
    /// This thread's `timeOrigin` minus `ORIGIN_MS`, in milliseconds; NaN until first needed.
    static OFFSET_MS: Cell<f64> = const { Cell::new(f64::NAN) };
}

/// `performance` of the page or worker this thread belongs to; every browser has had it for years.
fn performance() -> Performance {
    Reflect::get(&js_sys::global(), &JsValue::from_str("performance"))
        .unwrap_or_default()
        .unchecked_into()
}

/// Makes this thread's beginning the zero of every thread's clock.
pub fn start_here() -> f64 {
    let origin = PERFORMANCE.with(Performance::time_origin);
    start_at(origin);
    origin
}

/// Takes over the zero that another instance's `start_here` returned.
pub fn start_at(origin_ms: f64) {
    ORIGIN_MS.store(origin_ms.to_bits(), Ordering::Relaxed);
}

/// Time since the caller's beginning.
pub fn now() -> Micros {
    since_the_beginning(PERFORMANCE.with(Performance::now))
}

/// A time by this thread's own `performance`, by everyone's clock.
pub fn since_the_beginning(own_ms: f64) -> Micros {
    let mut offset = OFFSET_MS.get();
    if offset.is_nan() {
        let origin = f64::from_bits(ORIGIN_MS.load(Ordering::Relaxed));
        offset = PERFORMANCE.with(Performance::time_origin) - origin;
        OFFSET_MS.set(offset);
    }
    Micros((own_ms + offset) * 1_000.0)
}

/// What the calendar says, in milliseconds since 1970. It goes on while the computer sleeps, and jumps
/// when somebody sets it: not for measuring.
pub fn calendar() -> Millis {
    Millis(js_sys::Date::now())
}

/// This thread's own `performance`.
pub(super) fn with_performance<T>(act: impl FnOnce(&Performance) -> T) -> T {
    PERFORMANCE.with(act)
}

/// When that beginning was, in milliseconds since 1970.
pub fn began_at() -> Millis {
    Millis(f64::from_bits(ORIGIN_MS.load(Ordering::Relaxed)))
}

/// The clock's step: the smallest change seen in some twenty, since a change may span several steps.
pub fn step() -> Micros {
    let mut smallest = f64::INFINITY;
    for _ in 0..20 {
        let before = now();
        let mut after = now();
        while after == before {
            after = now();
        }
        smallest = smallest.min((after - before).0);
    }
    Micros(smallest)
}
