//! The analysis as a worker: what its module exports to `www/analysis/worker.js`.

use super::blob::File;
use super::load::MOST_BYTES;
use super::{Analyst, Effect, Source};
use crate::browser::parcel::parcel;
use crate::protocol::analysis::{FromAnalysis, ToAnalysis};
use crate::protocol::engine::{OTHER_BUILD, decode, encode};
use crate::view::words::pairs;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

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

/// How many bytes a file may have, unpacked: more are not read.
#[wasm_bindgen(js_name = mostBytes)]
pub fn most_bytes() -> f64 {
    MOST_BYTES as f64
}

/// A message of the page, and what is beside it: a file (cut, where it could not be unpacked to its end), a run's
/// bytes, or undefined.
#[wasm_bindgen]
pub fn receive(bytes: &[u8], beside: &JsValue, is_cut: bool) {
    let blob = beside.dyn_ref::<Blob>().cloned();
    let file = blob.map(|blob| File { blob, is_cut });
    let source = file.as_ref().map(|file| file as &dyn Source);
    let mut message = decode::<ToAnalysis>(bytes);
    if let Some(run) = message.as_mut().and_then(ToAnalysis::run_mut)
        && let Some(packed) = beside.dyn_ref::<Uint8Array>()
    {
        run.bytes = packed.to_vec();
    }
    let effects = match message {
        Some(message) => ANALYST.with_borrow_mut(|analyst| {
            let first = analyst.before_handling(&message, source);
            first.into_iter().for_each(carry_out);
            analyst.hear(message, source)
        }),
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
    let payload = payload.map_or(JsValue::NULL, JsValue::from);
    let (message, moved) = parcel(&encode(message), &payload);
    if let Ok(scope) = crate::browser::worker_scope() {
        // Bytes and texts can always be posted.
        let _ = scope.post_message_with_transfer(&message, &moved);
    }
}
