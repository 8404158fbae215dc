//! Waiting for time to pass, and giving way.

use crate::units::Millis;
use js_sys::{Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Ends after `length`, at the earliest; browsers make repeated short waits at least 4 ms long.
/// Dropped before its end, it clears its timer.
pub async fn sleep(length: Millis) {
    let timer = Timer::default();
    let promise = Promise::new(&mut |resolve, _| {
        timer.number.set(set_timeout(&resolve, length));
        timer.resolve.set(Some(resolve));
    });
    // A timer's promise never rejects.
    let _ = JsFuture::from(promise).await;
}

/// Something that is to be done later; dropped before, it is not.
#[cfg(feature = "threads")]
pub struct Later {
    number: JsValue,
    _act: Closure<dyn FnMut()>,
}

#[cfg(feature = "threads")]
impl Drop for Later {
    fn drop(&mut self) {
        // Clearing a timer that is over does nothing.
        let _ = call_global("clearTimeout", std::slice::from_ref(&self.number));
    }
}

/// Does something after `length`, at the earliest.
#[cfg(feature = "threads")]
pub fn later(length: Millis, act: impl FnOnce() + 'static) -> Later {
    let act = Closure::once(act);
    let number = set_timeout(act.as_ref().unchecked_ref(), length);
    Later { number, _act: act }
}

#[derive(Default)]
struct Timer {
    number: Cell<JsValue>,
    resolve: Cell<Option<Function>>,
}

impl Drop for Timer {
    fn drop(&mut self) {
        // Clearing a timer that is over does nothing, nor does resolving its promise again. One that
        // nobody resolves would keep its future for ever.
        let _ = call_global("clearTimeout", &[self.number.take()]);
        if let Some(resolve) = self.resolve.take() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    }
}

fn set_timeout(resolve: &Function, length: Millis) -> JsValue {
    call_global("setTimeout", &[resolve.into(), length.0.into()]).unwrap_or_default()
}

/// Calls a function that pages and workers both have.
fn call_global(name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let global = js_sys::global();
    let function: Function = Reflect::get(&global, &JsValue::from_str(name))?.unchecked_into();
    Reflect::apply(&function, &global, &arguments.iter().collect())
}

/// A channel to oneself. Messages arrive in the order they were sent, so the first in line is meant.
struct Turnstile {
    channel: MessageChannel,
    in_line: Rc<RefCell<VecDeque<Function>>>,
    _on_message: Closure<dyn FnMut()>,
}

impl Turnstile {
    fn new() -> Result<Self, JsValue> {
        let channel = MessageChannel::new()?;
        let in_line = Rc::new(RefCell::new(VecDeque::<Function>::new()));
        let on_message = Closure::new({
            let in_line = Rc::clone(&in_line);
            move || {
                let next = in_line.borrow_mut().pop_front();
                if let Some(resolve) = next {
                    // Resolving a promise does not fail.
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                }
            }
        });
        channel
            .port1()
            .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self {
            channel,
            in_line,
            _on_message: on_message,
        })
    }

    fn queue(&self, resolve: Function) -> Result<(), JsValue> {
        self.channel.port2().post_message(&JsValue::NULL)?;
        self.in_line.borrow_mut().push_back(resolve);
        Ok(())
    }
}

thread_local! {
    static TURNSTILE: Option<Turnstile> = Turnstile::new().ok();
}

/// Lets everything else that is due on this thread run first: timers, messages, answers.
///
/// A message to oneself rather than `scheduler.yield`: the browser goes on with a yielded task
/// before it looks at timers and messages, so a chain of them would leave a poke unanswered.
pub async fn yield_now() {
    let promise = Promise::new(&mut |resolve, _| {
        TURNSTILE.with(|turnstile| {
            let queued = turnstile
                .as_ref()
                .is_some_and(|turnstile| turnstile.queue(resolve.clone()).is_ok());
            if !queued {
                set_timeout(&resolve, Millis(0.0));
            }
        });
    });
    let _ = JsFuture::from(promise).await;
}
