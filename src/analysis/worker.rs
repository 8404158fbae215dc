//! The analysis as a worker: what its module exports to `www/analysis/worker.js`.

use super::{Analyst, Effect};
use crate::browser::parcel::parcel;
use crate::protocol::analysis::{FromAnalysis, ToAnalysis};
use crate::protocol::packed::{Carries, decode_with};
use crate::protocol::wire::{OTHER_BUILD, decode, encode};
use crate::view::words::pairs;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static ANALYST: RefCell<Analyst> = RefCell::default();
}

/// The texts that only the analysis says, before any message: each key, and its text behind it.
#[wasm_bindgen(js_name = learnWords)]
pub fn learn_words(words: &Array) {
    let texts = words
        .iter()
        .map(|text| text.as_string().unwrap_or_default());
    let texts: Vec<String> = texts.collect();
    ANALYST.with_borrow_mut(|analyst| analyst.learn_words(pairs(texts)));
}

/// Before the file beside a message is read, which has so many bytes: whether it is to be.
#[wasm_bindgen(js_name = mayRead)]
pub fn may_read(bytes: &[u8], size: f64) -> bool {
    let message = decode::<ToAnalysis>(bytes);
    let said = message.map(|message| {
        ANALYST.with_borrow(|analyst| analyst.before_reading(&message, size as u64))
    });
    let (may_be_read, effect) = said.unwrap_or((true, None));
    effect.into_iter().for_each(carry_out);
    may_be_read
}

/// A message of the page, and what is beside it: a run's bytes, what was read of a file, or undefined.
#[wasm_bindgen]
pub fn receive(bytes: &[u8], beside: &JsValue) {
    let packed = beside.dyn_ref::<Uint8Array>();
    let packed = packed.map(Uint8Array::to_vec).unwrap_or_default();
    let effects = match decode_with::<ToAnalysis>(bytes, packed) {
        Some(message) => ANALYST.with_borrow_mut(|analyst| analyst.hear(message)),
        // A page of another build can't read this either, and so knows.
        None => vec![Effect::Tell(
            FromAnalysis::Problem(OTHER_BUILD.to_owned()),
            None,
        )],
    };
    effects.into_iter().for_each(carry_out);
}

fn carry_out(effect: Effect) {
    match effect {
        Effect::Tell(message, payload) => tell(&message, payload),
        Effect::Db(request) => wasm_bindgen_futures::spawn_local(async {
            let response = super::history::idb::carry_out(request).await;
            let effects = ANALYST.with_borrow_mut(|analyst| analyst.answered(response));
            effects.into_iter().for_each(carry_out);
        }),
    }
}

fn tell(message: &FromAnalysis, payload: Option<String>) {
    let packed = message.beside().map(|packed| Uint8Array::from(&*packed.0));
    let payload = payload.map_or(JsValue::NULL, JsValue::from);
    let payload = packed.map_or(payload, JsValue::from);
    let (message, moved) = parcel(&encode(message), &payload);
    if let Ok(scope) = crate::browser::worker_scope() {
        // Bytes and texts can always be posted.
        let _ = scope.post_message_with_transfer(&message, &moved);
    }
}
