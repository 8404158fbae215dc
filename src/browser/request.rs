//! Requests: awaited ones on the browser's promises, and synchronous ones that stand still.
//! Every request has a time limit, and one that is dropped is taken back.

use super::words_of;
use crate::units::Millis;
use crate::waits::{Timed, timed};
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use std::pin::pin;
#[cfg(feature = "threads")]
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, RequestCache, RequestInit, Response, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestError {
    /// The time limit was over.
    TimedOut,
    /// It failed on its way; the browser's own words.
    Failed(String),
    /// The server answered with this HTTP status.
    Refused(u16),
}

impl RequestError {
    /// In words, where there is no better sentence for it.
    pub fn words(self) -> String {
        match self {
            Self::TimedOut => "no answer in time".to_owned(),
            Self::Failed(words) => words,
            Self::Refused(status) => {
                ["the server answered with status ", &status.to_string()].concat()
            }
        }
    }
}

impl From<JsValue> for RequestError {
    fn from(value: JsValue) -> Self {
        Self::Failed(words_of(&value))
    }
}

/// Takes the request back when it is dropped; one that is answered does not mind.
struct TakenBackOnDrop(AbortController);

impl Drop for TakenBackOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks for `url` without standing still. The answer's body.
///
/// # Errors
/// `RequestError`.
pub async fn fetch(url: &str, limit: Millis) -> Result<Vec<u8>, RequestError> {
    if let Some(Timed { length, answer }) = timed(url) {
        super::timer::sleep(length).await;
        return answer.map_err(RequestError::Refused);
    }
    within(limit, url, RequestCache::NoStore).await
}

/// The same for what never changes: the browser may have it, and may keep it.
///
/// # Errors
/// `RequestError`.
#[cfg(feature = "threads")]
pub async fn fetch_and_keep(url: &str, limit: Millis) -> Result<Vec<u8>, RequestError> {
    within(limit, url, RequestCache::Default).await
}

async fn within(limit: Millis, url: &str, cache: RequestCache) -> Result<Vec<u8>, RequestError> {
    let request = TakenBackOnDrop(AbortController::new()?);
    let answer = pin!(fetch_body(url, cache, &request));
    match select(answer, pin!(super::timer::sleep(limit))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), _)) => Err(RequestError::TimedOut),
    }
}

async fn fetch_body(
    url: &str,
    cache: RequestCache,
    request: &TakenBackOnDrop,
) -> Result<Vec<u8>, RequestError> {
    let options = RequestInit::new();
    options.set_cache(cache);
    options.set_signal(Some(&request.0.signal()));
    let response = JsFuture::from(begun(url, &options)?).await?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(RequestError::Refused(response.status()));
    }
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&body).to_vec())
}

/// A request on its way, from a worker.
#[cfg(not(feature = "feel"))]
pub(super) fn begun(url: &str, options: &RequestInit) -> Result<js_sys::Promise, RequestError> {
    let scope = super::worker_scope().map_err(RequestError::Failed)?;
    Ok(scope.fetch_with_str_and_init(url, options))
}

/// A request on its way, from a page.
#[cfg(feature = "feel")]
pub(super) fn begun(url: &str, options: &RequestInit) -> Result<js_sys::Promise, RequestError> {
    let window = web_sys::window().ok_or_else(|| RequestError::Failed("no page".to_owned()))?;
    Ok(window.fetch_with_str_and_init(url, options))
}

/// Asks for `url` and stands still until the answer is here. Only in a worker: nobody should write
/// this; it shows waiting undisguised.
///
/// # Errors
/// `RequestError`.
pub fn fetch_blocking(url: &str, limit: Millis) -> Result<Vec<u8>, RequestError> {
    if let Some(Timed { length, answer }) = timed(url) {
        stand_still(length);
        return answer.map_err(RequestError::Refused);
    }
    let request = XmlHttpRequest::new()?;
    request.open_with_async("GET", url, false)?;
    request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    request.set_timeout(limit.0 as u32);
    request.send().map_err(|error| {
        let name = js_sys::Reflect::get(&error, &JsValue::from_str("name"));
        if name.is_ok_and(|name| name == "TimeoutError") {
            RequestError::TimedOut
        } else {
            RequestError::from(error)
        }
    })?;
    match request.status()? {
        200..=299 => Ok(Uint8Array::new(&request.response()?).to_vec()),
        status => Err(RequestError::Refused(status)),
    }
}

/// What a synchronous request does to its thread. A worker of the engine can sleep.
#[cfg(feature = "threads")]
fn stand_still(length: Millis) {
    std::thread::sleep(Duration::from_millis(length.0 as u64));
}

/// A page may not.
#[cfg(not(feature = "threads"))]
fn stand_still(length: Millis) {
    let end = super::clock::now() + length.to_micros();
    while super::clock::now() < end {}
}

/// The same in a page, where browsers allow a synchronous request neither a time limit nor an answer that is not
/// text. So it is asked for as a text each of whose letters is a byte.
///
/// # Errors
/// `RequestError`.
#[cfg(feature = "feel")]
pub fn fetch_blocking_on_page(url: &str) -> Result<Vec<u8>, RequestError> {
    if let Some(Timed { length, answer }) = timed(url) {
        stand_still(length);
        return answer.map_err(RequestError::Refused);
    }
    let request = XmlHttpRequest::new()?;
    request.open_with_async("GET", url, false)?;
    request.override_mime_type("text/plain; charset=x-user-defined")?;
    request.send()?;
    match request.status()? {
        200..=299 => {
            let text = request.response_text()?.unwrap_or_default();
            // A byte above 127 comes as a letter of Unicode's private use, whose low byte it is.
            Ok(text.chars().map(|letter| letter as u32 as u8).collect())
        }
        status => Err(RequestError::Refused(status)),
    }
}
