//! The analysis as a worker: what its module exports to `www/analysis/worker.js`.

use super::{Analyst, Effect};
use crate::protocol::analysis::{FromAnalysis, ToAnalysis};
use crate::protocol::engine::{decode, encode};
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static ANALYST: RefCell<Analyst> = RefCell::default();
}

/// A message of the page, and the long text beside it, if there is one.
#[wasm_bindgen]
pub fn receive(bytes: &[u8], payload: Option<String>) {
    let effects = match decode::<ToAnalysis>(bytes) {
        Some(message) => ANALYST.with_borrow_mut(|analyst| analyst.hear(message, payload)),
        None => vec![Effect::Tell(
            FromAnalysis::Problem(
                "the analysis is of another version than the page; reload the page".to_owned(),
            ),
            None,
        )],
    };
    effects.into_iter().for_each(carry_out);
}

fn carry_out(effect: Effect) {
    match effect {
        Effect::Tell(message, payload) => tell(&message, payload),
    }
}

fn tell(message: &FromAnalysis, payload: Option<String>) {
    let bytes = Uint8Array::from(encode(message).as_slice());
    let both = Array::of2(&bytes, &payload.map_or(JsValue::NULL, JsValue::from));
    if let Ok(scope) = crate::browser::worker_scope() {
        // Bytes and texts can always be posted.
        let _ = scope.post_message(&both);
    }
}
