//! Requests in JavaScript's own styles: one whose answer a callback is given, and one that is a promise. What is
//! dropped before it is over is taken back.

use super::request::{RequestError, begun};
use super::timer::{Later, later};
use super::words_of;
use crate::waits::{Timed, timed};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, RequestCache, RequestInit, Response, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

#[wasm_bindgen]
extern "C" {
    /// A promise, as far as plain functions are handed to it.
    type Plain;

    #[wasm_bindgen(method)]
    fn then(this: &Plain, next: &JsValue) -> Promise;

    #[wasm_bindgen(method, js_name = then)]
    fn then_or(this: &Plain, next: &JsValue, otherwise: &JsValue) -> Promise;

    #[wasm_bindgen(method)]
    fn catch(this: &Plain, next: &JsValue) -> Promise;
}

/// What a request came to: its body, or why there is none.
pub type Answer = Result<Vec<u8>, RequestError>;

/// A request on its way. Dropped, it is taken back; one that is over does not mind.
pub enum OnItsWay {
    /// One with a callback.
    Called(XmlHttpRequest),
    /// One that is a promise.
    Promised(AbortController),
    /// A wait by a timer.
    Timed(Later),
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        match self {
            // There is nothing to be done about one that can't be taken back.
            Self::Called(request) => drop(request.abort()),
            Self::Promised(controller) => controller.abort(),
            // It ends itself.
            Self::Timed(_) => {}
        }
    }
}

/// Asks for `url`. The browser calls `then` once, when it is over: also when it was taken back.
///
/// # Errors
/// `RequestError` where it could not be begun; `then` is not called.
pub fn call_back(url: &str, then: impl FnOnce(Answer) + 'static) -> Result<OnItsWay, RequestError> {
    if let Some(Timed { length, answer }) = timed(url) {
        let timer = later(length, || then(answer.map_err(RequestError::Refused)));
        return Ok(OnItsWay::Timed(timer));
    }
    let request = XmlHttpRequest::new()?;
    request.open("GET", url)?;
    request.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    let own = request.clone();
    let over = Closure::once(move || then(answer_of(&own))).into_js_value();
    let target: &web_sys::EventTarget = request.unchecked_ref();
    target.add_event_listener_with_callback("loadend", over.unchecked_ref())?;
    request.send()?;
    Ok(OnItsWay::Called(request))
}

fn answer_of(request: &XmlHttpRequest) -> Answer {
    match request.status()? {
        200..=299 => Ok(Uint8Array::new(&request.response()?).to_vec()),
        // The browser says no more of it.
        0 => Err(RequestError::Failed("NetworkError".to_owned())),
        status => Err(RequestError::Refused(status)),
    }
}

/// Asks for `url`: a promise that is kept or broken as `over` says of the answer, which it is given once.
///
/// # Errors
/// `RequestError` where it could not be begun.
pub fn promised(
    url: &str,
    over: impl Fn(Answer) -> Result<(), JsValue> + Clone + 'static,
) -> Result<(Promise, OnItsWay), RequestError> {
    if let Some(Timed { length, answer }) = timed(url) {
        let mut timer = None;
        let mut act = Some(move || over(answer.map_err(RequestError::Refused)));
        let promise = Promise::new(&mut |resolve, reject| {
            let act = act.take();
            timer = Some(later(length, move || {
                let settled = act.map_or(Ok(()), |act| act());
                // The functions of a promise never throw.
                let _ = match settled {
                    Ok(()) => resolve.call0(&JsValue::UNDEFINED),
                    Err(reason) => reject.call1(&JsValue::UNDEFINED, &reason),
                };
            }));
        });
        let timer = timer.ok_or_else(|| RequestError::Failed("no timer".to_owned()))?;
        return Ok((promise, OnItsWay::Timed(timer)));
    }
    let controller = AbortController::new()?;
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoStore);
    options.set_signal(Some(&controller.signal()));
    let body = then(&begun(url, &options)?, |response| {
        let response: Response = response.unchecked_into();
        match response.ok() {
            true => response.array_buffer().map(JsValue::from),
            // A number tells it from the browser's own errors.
            false => Err(response.status().into()),
        }
    });
    let nothing = |()| JsValue::UNDEFINED;
    let failed = over.clone();
    let came = Closure::once(move |body| over(Ok(Uint8Array::new(&body).to_vec())).map(nothing));
    let failed = Closure::once(move |error| failed(Err(error_of(&error))).map(nothing));
    let plain: &Plain = body.unchecked_ref();
    let read = plain.then_or(&came.into_js_value(), &failed.into_js_value());
    Ok((read, OnItsWay::Promised(controller)))
}

fn error_of(error: &JsValue) -> RequestError {
    let status = error
        .as_f64()
        .map(|status| RequestError::Refused(status as u16));
    status.unwrap_or_else(|| RequestError::Failed(words_of(error)))
}

/// What comes next when a promise is kept; it gives a value, or the promise that is waited for then.
pub fn then(
    promise: &Promise,
    next: impl FnOnce(JsValue) -> Result<JsValue, JsValue> + 'static,
) -> Promise {
    let next = Closure::once(next).into_js_value();
    promise.unchecked_ref::<Plain>().then(&next)
}

/// What comes next when a promise, or any before it, is broken.
pub fn catch(promise: &Promise, next: impl FnOnce(JsValue) + 'static) -> Promise {
    let next = Closure::once(next).into_js_value();
    promise.unchecked_ref::<Plain>().catch(&next)
}
