//! What the reader's module exports to `www/reader/open.js`.

use super::content::MOST_BYTES;
use super::file::File;
use super::load::load;
use crate::protocol::wire::encode;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

/// How many bytes a file may have, unpacked: more are not read.
#[wasm_bindgen(js_name = mostBytes)]
pub fn most_bytes() -> f64 {
    MOST_BYTES as f64
}

/// What is in a file (cut, where it could not be unpacked to its end), or why it can't be shown, as bytes for the
/// analysis.
#[wasm_bindgen]
pub fn read(blob: Blob, is_cut: bool) -> Vec<u8> {
    encode(&load(&File { blob, is_cut }))
}
