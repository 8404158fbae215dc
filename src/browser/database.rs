//! The browser's database (IndexedDB) as a lesson uses it, in the worker that measures: one function a transaction. What
//! each does is in the script beside it.

use super::{clock, lessons_folder, request, words_of};
use crate::units::{Micros, Millis};
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/src/browser/database.js")]
extern "C" {
    #[wasm_bindgen(js_name = open)]
    fn js_open() -> Promise;
    #[wasm_bindgen(js_name = remove)]
    fn js_remove() -> Promise;
    #[wasm_bindgen(js_name = sweep)]
    fn js_sweep() -> Promise;
    #[wasm_bindgen(js_name = know, catch)]
    fn js_know(text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = known)]
    fn js_known() -> u32;
    #[wasm_bindgen(js_name = isBusy)]
    fn js_is_busy() -> bool;
    #[wasm_bindgen(js_name = fill)]
    fn js_fill() -> Promise;
    #[wasm_bindgen(js_name = clear)]
    fn js_clear() -> Promise;
    #[wasm_bindgen(js_name = insert)]
    fn js_insert(from: u32, to: u32) -> Promise;
    #[wasm_bindgen(js_name = scan)]
    fn js_scan(airport: &str) -> Promise;
    #[wasm_bindgen(js_name = lookUp)]
    fn js_look_up(airport: &str) -> Promise;
}

/// What a transaction came to, or the browser's words.
pub type Outcome<T = ()> = Result<T, String>;

/// How many flights were found, and their delays in all, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Flights.
    pub flights: u32,
    /// Minutes.
    pub delay: i32,
    /// How many rows were read for it.
    pub read: u32,
}

async fn done(promise: Promise) -> Outcome<JsValue> {
    JsFuture::from(promise)
        .await
        .map_err(|error| words_of(&error))
}

/// Opens it, empty, if it is not open yet.
///
/// # Errors
/// The browser's words.
pub async fn open() -> Outcome {
    done(js_open()).await.map(drop)
}

/// Closes it and has it deleted.
///
/// # Errors
/// The browser's words.
pub async fn remove() -> Outcome {
    done(js_remove()).await.map(drop)
}

/// Has deleted what a page left behind that was closed in mid-run.
pub async fn sweep() {
    // Where nothing may be kept there is nothing left.
    let _ = done(js_sweep()).await;
}

/// Fetches the rows that are written and looked for, once an engine: the file of that name beside the lessons' texts.
///
/// # Errors
/// Why they could not be had.
pub async fn know_rows(file: &str, limit: Millis) -> Outcome {
    if js_known() > 0 {
        return Ok(());
    }
    let body = request::fetch_and_keep(&[&*lessons_folder(), file].concat(), limit).await;
    let body = body.map_err(request::RequestError::words)?;
    js_know(&String::from_utf8_lossy(&body)).map_err(|error| words_of(&error))
}

/// Fills the table that is looked through, once.
///
/// # Errors
/// The browser's words.
pub async fn fill() -> Outcome {
    done(js_fill()).await.map(drop)
}

/// Empties the table that is written to.
///
/// # Errors
/// The browser's words.
pub async fn clear() -> Outcome {
    done(js_clear()).await.map(drop)
}

/// Whether a transaction is under way, behind which another has to wait.
pub fn is_busy() -> bool {
    js_is_busy()
}

/// A transaction on its way that adds rows; it goes on whether it is awaited or not.
pub fn insert(from: u32, to: u32) -> impl Future<Output = Outcome<Ended>> {
    ended(js_insert(from, to))
}

/// A transaction on its way that finds the flights from an airport, by a look at every row.
pub fn scan(airport: &str) -> impl Future<Output = Outcome<Ended>> + use<> {
    ended(js_scan(airport))
}

/// A transaction on its way that finds the flights from an airport, by the index.
pub fn look_up(airport: &str) -> impl Future<Output = Outcome<Ended>> + use<> {
    ended(js_look_up(airport))
}

/// A transaction that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ended {
    /// When it was begun,
    pub begun: Micros,
    /// when it had its turn,
    pub turn: Micros,
    /// and when it ended.
    pub at: Micros,
    /// What it found, if it looked for anything.
    pub found: Found,
}

fn ended(promise: Promise) -> impl Future<Output = Outcome<Ended>> {
    // Not when it is polled first: JavaScript's promise goes on by itself, and its failure has to have a listener.
    let done = JsFuture::from(promise);
    async {
        done.await
            .map(|told| told_of(&told))
            .map_err(|error| words_of(&error))
    }
}

fn told_of(told: &JsValue) -> Ended {
    let told: &Array = told.unchecked_ref();
    let time = |place| clock::since_the_beginning(told.get(place).as_f64().unwrap_or_default());
    let found: Array = told.get(3).dyn_into().unwrap_or_default();
    let number = |place| found.get(place).as_f64().unwrap_or_default();
    Ended {
        begun: time(0),
        turn: time(1),
        at: time(2),
        found: Found {
            flights: number(0) as u32,
            delay: number(1) as i32,
            read: number(2) as u32,
        },
    }
}
