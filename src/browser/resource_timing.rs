//! What the browser noted of requests (Resource Timing), in the thread that made them.
//!
//! Tried in Chromium 156 and Firefox ESR 153, isolated and not, with `fetch` and synchronous
//! XMLHttpRequest, in workers and in workers of workers: each has one entry of its own in the worker
//! that asked, with connection, first and last byte, and the server's own words. The entry of a
//! synchronous request is there when it returns; that of a `fetch` mostly is when the body is, but in
//! Firefox one of twenty came a moment later. 250 entries are kept unless more are asked for.

use super::clock;
use crate::trace::wait::{SERVED_AS, Wait, Wire};
use crate::units::{Micros, Millis};
use js_sys::{Array, Map, Reflect};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};

/// Entries kept: more than a run makes requests (a job has 10,000 chunks at most).
const MOST_ENTRIES: u32 = 20_000;

thread_local! {
    static HAS_ROOM: Cell<bool> = const { Cell::new(false) };
}

/// Has the browser note all requests of this thread, and forget what it has noted so far.
pub fn clear() {
    clock::with_performance(|performance| {
        if !HAS_ROOM.replace(true) {
            performance.set_resource_timing_buffer_size(MOST_ENTRIES);
        }
        performance.clear_resource_timings();
    });
}

/// What was noted of this thread's requests, in their order; `None` where nothing is known yet.
pub fn wires(waits: &[Wait]) -> Vec<Option<Wire>> {
    let entries = |of: &dyn Fn(&web_sys::Performance) -> Array| clock::with_performance(of);
    match waits {
        [] => Vec::new(),
        [wait] => {
            let found =
                entries(&|all| all.get_entries_by_name_with_entry_type(&wait.url, "resource"));
            vec![found.iter().next().and_then(|entry| wire(&entry))]
        }
        // One look at each entry, rather than a search for each wait.
        _ => {
            let by_url = Map::new();
            for entry in entries(&|all| all.get_entries_by_type("resource")).iter() {
                by_url.set(&field(&entry, "name"), &entry);
            }
            let of = |wait: &Wait| wire(&by_url.get(&JsValue::from_str(&wait.url)));
            waits.iter().map(of).collect()
        }
    }
}

/// An entry's times; nothing if there is no entry. A browser that may not tell them says 0.
fn wire(entry: &JsValue) -> Option<Wire> {
    let time = |name| {
        let own_ms = field(entry, name).as_f64().filter(|own_ms| *own_ms > 0.0)?;
        Some(clock::since_the_beginning(own_ms))
    };
    Some(Wire {
        request_start: time("requestStart")?,
        response_start: time("responseStart")?,
        response_end: time("responseEnd")?,
        served: served(entry),
    })
}

/// For how long the server was at it, if it says.
fn served(entry: &JsValue) -> Option<Micros> {
    let told: Array = field(entry, "serverTiming").dyn_into().ok()?;
    let own = told.iter().find(|one| field(one, "name") == SERVED_AS)?;
    field(&own, "duration")
        .as_f64()
        .map(|ms| Millis(ms).to_micros())
}

fn field(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default()
}
