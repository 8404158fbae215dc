//! Other machines, reached through our own server by a script of their own (`www/dispatch.js`), which is loaded when they
//! are first wanted. What it can do with little, orders and times, is done there: engines are counted in kilobytes.

use super::words_of;
use js_sys::Promise;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    /// What the caller's worker has for it (`www/engine/caller.js`).
    #[wasm_bindgen(js_namespace = globalThis, js_name = dispatchOrder)]
    fn dispatch_order(
        site: &str,
        lesson: &str,
        work: &str,
        numbers: &[u64],
        stop: &AbortController,
        tell: &Tell,
    ) -> Promise;
}

/// Of a chunk its number, who had it, when it was what (by this thread's `performance`) and the two halves of its value,
/// and its bytes. What has no value went back to the queue.
pub type Tell = Closure<dyn FnMut(u32, String, Vec<f64>, Vec<u8>)>;

/// Takes the order back when it is dropped.
struct OnItsWay(AbortController);

impl Drop for OnItsWay {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends an order to the site's server, and ends with it: with nothing, or with a sentence on why it came to no end, before
/// which a space stands if there are no machines at all.
///
/// # Errors
/// The browser's words.
pub async fn dispatch(
    site: &str,
    (lesson, work): (&str, &str),
    numbers: &[u64],
    tell: Tell,
) -> Result<Option<String>, String> {
    let stop = AbortController::new().map_err(|error| words_of(&error))?;
    let on_its_way = OnItsWay(stop);
    let ends = dispatch_order(site, lesson, work, numbers, &on_its_way.0, &tell);
    let said = JsFuture::from(ends).await;
    said.map(|said| said.as_string())
        .map_err(|error| words_of(&error))
}
