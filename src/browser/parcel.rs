//! Messages between threads: bytes, and what goes beside them. Bytes are moved to whoever gets them and not
//! copied; they lie outside the memory of the instance, which can't be moved.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// What is to be posted, and what of it is to be moved: the bytes, and what is beside them if it is bytes
/// too. Those can be posted once; a text or a file is shared or copied as the browser likes.
pub fn parcel(bytes: &[u8], beside: &JsValue) -> (Array, Array) {
    let bytes = Uint8Array::from(bytes);
    let moved = Array::of1(&bytes.buffer());
    if let Some(beside) = beside.dyn_ref::<Uint8Array>() {
        moved.push(&beside.buffer());
    }
    (Array::of2(&bytes, beside), moved)
}

/// What a parcel brought: the bytes, and what was beside them or undefined. Nothing if it is none.
pub fn open(data: &JsValue) -> Option<(Vec<u8>, JsValue)> {
    let both = data.dyn_ref::<Array>()?;
    let bytes = both.get(0).dyn_into::<Uint8Array>().ok()?;
    Some((bytes.to_vec(), both.get(1)))
}
