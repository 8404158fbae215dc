//! Plain promises, with nothing of ours around them: what a turn of theirs costs.

use js_sys::{Array, Promise};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// So many chains of so many turns each, all of them begun before the first turn; how many turns were taken.
pub async fn in_turns(tasks: u32, turns: u32) -> u64 {
    let taken = Rc::new(Cell::new(0));
    let turn = Closure::<dyn FnMut(JsValue)>::new({
        let taken = Rc::clone(&taken);
        move |_| taken.set(taken.get() + 1)
    });
    let all = Array::new();
    for _ in 0..tasks {
        let begun = Promise::resolve(&JsValue::UNDEFINED);
        let chain = (0..turns).fold(begun, |chain, _| chain.then(&turn));
        all.push(&chain);
    }
    // A turn that only counts breaks no promise.
    let _ = JsFuture::from(Promise::all(&all)).await;
    taken.get()
}
