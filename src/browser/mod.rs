//! The browser's side: clock, timer, requests and what is noted of them. The only module that touches the browser's I/O;
//! it works in a page and in a worker, and knows nothing of jobs or strategies.

pub mod clock;
#[cfg(feature = "threads")]
pub mod database;
#[cfg(feature = "script")]
pub mod keyed_store;
#[cfg(feature = "threads")]
pub mod machines;
pub mod parcel;
#[cfg(feature = "engine")]
pub mod promises;
pub mod request;
pub mod resource_timing;
#[cfg(feature = "threads")]
pub mod styles;
pub mod timer;
#[cfg(feature = "engine")]
pub mod waits;
#[cfg(any(feature = "page", feature = "timeline"))]
pub mod width_watch;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static OWN_ADDRESS: String;
}

/// The folder that this module was loaded from, as an absolute address ending in a slash. What belongs
/// to its build is found from there, never by the page's address.
pub fn own_folder() -> String {
    let address = OWN_ADDRESS.with(Clone::clone);
    let end = address.rfind('/').map_or(0, |slash| slash + 1);
    address[..end].to_owned()
}

/// The folder with what belongs to the lessons, as an absolute address ending in a slash.
#[cfg(feature = "engine")]
pub fn lessons_folder() -> String {
    let own = own_folder();
    let build = own.trim_end_matches('/').rfind('/');
    [build.map_or("", |slash| &own[..=slash]), "lessons/"].concat()
}

/// What the browser said, as text: an error's own words rather than "[object …]".
pub fn words_of(value: &JsValue) -> String {
    if let Some(error) = value.dyn_ref::<js_sys::Error>() {
        return String::from(error.to_string());
    }
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}

/// The worker this code runs in.
///
/// # Errors
/// The browser's words where this is no dedicated worker.
pub fn worker_scope() -> Result<web_sys::DedicatedWorkerGlobalScope, String> {
    js_sys::global()
        .dyn_into()
        .map_err(|_| "not in a worker".to_owned())
}
