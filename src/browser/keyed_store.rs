//! What readers' programs keep in the browser's database (IndexedDB): bytes by a key. What each function does is in the
//! script beside it.

use super::words_of;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/browser/keyed_store.js")]
extern "C" {
    #[wasm_bindgen(js_name = put)]
    fn js_put(key: &str, bytes: &Uint8Array) -> Promise;
    #[wasm_bindgen(js_name = get)]
    fn js_get(key: &str) -> Promise;
    #[wasm_bindgen(js_name = query)]
    fn js_query(from: &str, to: &str, most: u32) -> Promise;
    #[wasm_bindgen(js_name = clear)]
    fn js_clear() -> Promise;
}

/// What came of it, or the browser's words.
pub type Outcome<T = ()> = Result<T, String>;

async fn done(promise: Promise) -> Outcome<JsValue> {
    JsFuture::from(promise)
        .await
        .map_err(|error| words_of(&error))
}

/// Keeps bytes under a key, in place of any that were there.
///
/// # Errors
/// The browser's words.
pub async fn put(key: &str, bytes: &[u8]) -> Outcome {
    // A copy: memory that is shared can't be kept.
    done(js_put(key, &Uint8Array::from(bytes))).await.map(drop)
}

/// What is kept under a key.
///
/// # Errors
/// The browser's words.
pub async fn get(key: &str) -> Outcome<Option<Vec<u8>>> {
    let found = done(js_get(key)).await?;
    Ok(found
        .dyn_into()
        .ok()
        .map(|bytes: Uint8Array| bytes.to_vec()))
}

/// What is kept under the keys from one to before another, so many at most, in their order.
///
/// # Errors
/// The browser's words.
pub async fn query(from: &str, to: &str, most: u32) -> Outcome<Vec<(String, Vec<u8>)>> {
    let found: Array = done(js_query(from, to, most)).await?.unchecked_into();
    let pair = |place: u32| {
        let bytes: Uint8Array = found.get(place + 1).dyn_into().ok()?;
        Some((found.get(place).as_string()?, bytes.to_vec()))
    };
    Ok((0..found.length()).step_by(2).filter_map(pair).collect())
}

/// Forgets everything.
///
/// # Errors
/// The browser's words.
pub async fn clear() -> Outcome {
    done(js_clear()).await.map(drop)
}
