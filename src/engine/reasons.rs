//! Why there is no better tier, in the page's language. `caller.js` has the texts, where one of them is wanted.

use crate::pool::hindrance::{Hindrance, Standing};
use crate::tier::TierReason;
use crate::waits::WaitsFrom;
use js_sys::{Promise, Reflect, global};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The sentence of that key, and the browser's words after it.
    #[wasm_bindgen(js_namespace = globalThis, js_name = tierReason)]
    fn sentence(key: &str, words: &str) -> Promise;
}

/// The reason for that, in a page that is inside another or not.
pub async fn told(what: Option<Hindrance>, is_framed: bool, waits: WaitsFrom) -> TierReason {
    let Some(what) = what else {
        return TierReason::SharedMemoryWorks;
    };
    let page = Standing {
        is_isolated: is("crossOriginIsolated"),
        is_secure: is("isSecureContext"),
        is_framed,
    };
    let told = JsFuture::from(sentence(what.key(page, waits), what.words())).await;
    TierReason::Hindered(told.unwrap_or_default().as_string().unwrap_or_default())
}

/// What the browser says of this page.
fn is(name: &str) -> bool {
    Reflect::get(&global(), &JsValue::from_str(name)).is_ok_and(|is| is.is_truthy())
}
