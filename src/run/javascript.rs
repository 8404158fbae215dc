//! A job's requests in JavaScript's own styles, callbacks and promises. What the browser calls may outlive the run that
//! asked for it, so it holds the run's notes and nothing else of it; when the run is over, all that is still on its way
//! is taken back, and nobody's code is called any more.

use super::caller::Caller;
use super::platform::Platform;
use super::program::Here;
use super::recorder::Recorder;
use crate::browser::{clock, styles, words_of};
use crate::comparison::Fault;
use crate::job::Reply;
use crate::pool::Recording;
use crate::pool::taker::request_fault;
use crate::trace::wait::Wait;
use crate::trace::{SpanKind, Track};
use crate::units::{Micros, Millis};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Array, Promise};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::{Deref, Range};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What callbacks and promises hold: one that they are given, to go on with.
#[derive(Clone)]
pub struct JavaScript(Rc<Shared>);

struct Shared {
    /// A chunk's address and time limit.
    addresses: Vec<(String, Millis)>,
    recorder: Rc<Recorder>,
    on_their_way: RefCell<BTreeMap<u32, styles::OnItsWay>>,
    /// Requests that are over.
    answers: Cell<u32>,
    /// Why the last promise was broken.
    reason: RefCell<Option<Fault>>,
    ends: RefCell<Option<oneshot::Sender<Option<Fault>>>>,
    is_over: Cell<bool>,
}

/// The first of them: with it, all is over.
pub struct Begun {
    i: JavaScript,
    end: RefCell<Option<oneshot::Receiver<Option<Fault>>>>,
}

impl Deref for Begun {
    type Target = JavaScript;

    fn deref(&self) -> &JavaScript {
        &self.i
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.i.0.is_over.set(true);
        self.i.0.on_their_way.take();
    }
}

impl Caller<'_, Here> {
    /// What callbacks and promises can go on with, since nothing else of a run may outlive it.
    pub fn javascript(&self) -> Begun {
        let (ends, end) = oneshot::channel();
        let i = JavaScript(Rc::new(Shared {
            addresses: self
                .chunks()
                .filter_map(|chunk| self.request(chunk))
                .collect(),
            recorder: Rc::clone(self.recorder),
            on_their_way: RefCell::default(),
            answers: Cell::new(0),
            reason: RefCell::default(),
            ends: RefCell::new(Some(ends)),
            is_over: Cell::new(false),
        }));
        Begun {
            i,
            end: RefCell::new(Some(end)),
        }
    }

    /// Awaits what they say of the end: that all is well, or the error that reached it.
    ///
    /// # Errors
    /// `Fault::RequestTimedOut` where no request was over for as long as each may take.
    pub async fn told_by(&self, begun: &Begun) -> Result<Option<Fault>, Fault> {
        let Some(mut end) = begun.end.take() else {
            return Ok(None);
        };
        let limit = self.platform.request_terms().limit;
        loop {
            let answers = begun.0.answers.get();
            let limit_is_over = std::pin::pin!(self.platform.sleep(limit));
            match select(end, limit_is_over).await {
                Either::Left((said, _)) => return Ok(said.unwrap_or_default()),
                Either::Right((_, goes_on)) if answers < begun.0.answers.get() => end = goes_on,
                Either::Right(_) => return Err(begun.timed_out(limit)),
            }
        }
    }
}

impl JavaScript {
    /// How many requests there are.
    pub fn requests(&self) -> u32 {
        self.0.addresses.len() as u32
    }

    /// Whether every request that was made is over.
    pub fn is_all_here(&self) -> bool {
        self.0.on_their_way.borrow().is_empty()
    }

    /// Makes a request and goes on at once. When it is over the browser calls `then`, with the error if there is one.
    pub fn call_back(&self, request: u32, then: impl FnOnce(&Self, Option<Fault>) + 'static) {
        let (i, begun) = (self.clone(), self.begins(request));
        let asked = styles::call_back(self.address(request), move |answer| {
            i.turn(|| {
                let error = i.ends(request, begun, answer).err();
                then(&i, error);
            });
        });
        match asked {
            Ok(on_its_way) => self.on_its_way(request, on_its_way),
            // One that can't even begin: nothing would ever be called.
            Err(error) => self.end(self.ends(request, begun, Err(error)).err()),
        }
    }

    /// Makes a request: a promise of its answer.
    pub fn promise(&self, request: u32) -> Chain {
        let (i, begun) = (self.clone(), self.begins(request));
        let asked = styles::promised(self.address(request), move |answer| {
            i.turn(|| {
                let ended = i.ends(request, begun, answer);
                ended.map_err(|fault| i.broken(fault))
            })
            .unwrap_or(Ok(()))
        });
        match asked {
            Ok((promise, on_its_way)) => {
                self.on_its_way(request, on_its_way);
                self.chain(promise)
            }
            Err(error) => {
                let fault = self.ends(request, begun, Err(error)).err();
                let reason = fault.map_or(JsValue::UNDEFINED, |fault| self.broken(fault));
                self.chain(Promise::reject(&reason))
            }
        }
    }

    /// Makes several requests at once: a promise that is kept when all are answered.
    pub fn all(&self, requests: Range<u32>) -> Chain {
        let promises: Array = requests
            .map(|request| JsValue::from(self.promise(request).promise))
            .collect();
        self.chain(Promise::all(&promises))
    }

    /// Says that it is over: with the error, if one reached the end.
    pub fn end(&self, error: Option<Fault>) {
        if let Some(ends) = self.0.ends.take() {
            // Nobody waits any more where the run was stopped just now.
            let _ = ends.send(error);
        }
    }

    fn chain(&self, promise: Promise) -> Chain {
        Chain {
            promise,
            i: self.clone(),
        }
    }

    fn address(&self, request: u32) -> &str {
        self.0
            .addresses
            .get(request as usize)
            .map_or("", |(url, _)| url)
    }

    fn clock(&self) -> Micros {
        match self.0.recorder.recording() {
            Recording::Nothing => Micros::ZERO,
            Recording::Spans | Recording::Live => clock::now(),
        }
    }

    /// The browser calls: a turn of the caller's. Nobody's code is called when the run is over.
    fn turn<T>(&self, act: impl FnOnce() -> T) -> Option<T> {
        if self.0.is_over.get() {
            return None;
        }
        let start = self.clock();
        let given = act();
        let (recorder, end) = (&self.0.recorder, self.clock());
        recorder.span(Track::Caller, SpanKind::Poll, start, end, None);
        Some(given)
    }

    fn begins(&self, request: u32) -> Micros {
        let begun = self.clock();
        self.0.recorder.asks(request, begun);
        begun
    }

    fn on_its_way(&self, request: u32, on_its_way: styles::OnItsWay) {
        self.0.on_their_way.borrow_mut().insert(request, on_its_way);
    }

    /// A request is over: notes it.
    fn ends(&self, request: u32, begun: Micros, answer: styles::Answer) -> Result<(), Fault> {
        let shared = &self.0;
        shared.answers.set(shared.answers.get() + 1);
        shared.on_their_way.borrow_mut().remove(&request);
        let limit = shared
            .addresses
            .get(request as usize)
            .map_or(Millis(0.0), |(_, limit)| *limit);
        let body = answer.map_err(|error| request_fault(error, request, limit));
        let url = self.address(request).to_owned();
        let wait = Wait {
            chunk: request,
            url,
            asked: begun,
            begun,
            answered: self.clock(),
        };
        let reply = body.as_deref().map(Reply::of_body).map_err(Clone::clone);
        shared.recorder.answered(wait, reply);
        body.map(drop)
    }

    /// What a promise is broken with; why stays here, since JavaScript knows none of our faults.
    fn broken(&self, fault: Fault) -> JsValue {
        self.0.reason.replace(Some(fault));
        js_sys::Error::new("the request failed").into()
    }

    fn timed_out(&self, limit: Millis) -> Fault {
        let waited_for = self.0.on_their_way.borrow();
        Fault::RequestTimedOut {
            chunk: waited_for.keys().next().copied().unwrap_or_default(),
            limit_ms: limit.0 as u32,
        }
    }
}

/// A promise, and what comes after it.
pub struct Chain {
    promise: Promise,
    i: JavaScript,
}

/// What a step of a chain gives: another promise, which is waited for then, or nothing.
pub trait Step {
    /// As JavaScript takes it.
    fn into_js(self) -> JsValue;
}

impl Step for Chain {
    fn into_js(self) -> JsValue {
        self.promise.into()
    }
}

impl Step for () {
    fn into_js(self) -> JsValue {
        JsValue::UNDEFINED
    }
}

impl Chain {
    /// What comes next when this promise is kept. A broken one passes it by.
    pub fn then<S: Step>(self, next: impl FnOnce(&JavaScript) -> S + 'static) -> Self {
        let i = self.i.clone();
        let promise = styles::then(&self.promise, move |_| {
            let step = i.turn(|| next(&i).into_js());
            Ok(step.unwrap_or_default())
        });
        Self { promise, ..self }
    }

    /// What comes next when any of the promises before was broken.
    pub fn catch(self, next: impl FnOnce(&JavaScript, Fault) + 'static) -> Self {
        let i = self.i.clone();
        let promise = styles::catch(&self.promise, move |error| {
            i.turn(|| {
                let reason = i.0.reason.take();
                next(&i, reason.unwrap_or_else(|| unknown(&error)));
            });
        });
        Self { promise, ..self }
    }
}

/// A promise was broken by something else than one of its requests.
fn unknown(error: &JsValue) -> Fault {
    Fault::RequestFailed {
        chunk: 0,
        message: words_of(error),
    }
}
