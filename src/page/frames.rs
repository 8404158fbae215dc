//! The page's own frames while a run goes on: the longest gap between two shows whether the run
//! disturbed the page.

use super::here::{document, now, window};
use crate::units::Millis;
use gloo_events::EventListener;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Watches frames between `begin` and `end`.
#[derive(Default)]
pub struct Frames(Rc<Inner>);

#[derive(Default)]
struct Inner {
    is_watching: Cell<bool>,
    is_asked: Cell<bool>,
    last: Cell<Option<Millis>>,
    longest: Cell<f64>,
    on_frame: RefCell<Option<Closure<dyn FnMut()>>>,
    on_hide: RefCell<Option<EventListener>>,
}

impl Frames {
    /// From now on gaps count.
    pub fn begin(&self) {
        self.0.is_watching.set(true);
        self.0.last.set(Some(now()));
        self.0.longest.set(0.0);
        if self.0.on_frame.borrow().is_none() {
            let inner = Rc::downgrade(&self.0);
            let unseen = Weak::clone(&inner);
            let on_hide = document().map(|document| {
                EventListener::new(&document, "visibilitychange", move |_| {
                    if let Some(inner) = unseen.upgrade() {
                        inner.last.set(None);
                    }
                })
            });
            self.0.on_hide.replace(on_hide);
            let closure = Closure::new(move || {
                if let Some(inner) = inner.upgrade() {
                    inner.frame();
                }
            });
            self.0.on_frame.replace(Some(closure));
        }
        self.0.ask();
    }

    /// The longest gap since `begin`; the one that is still open counts, too.
    pub fn end(&self) -> Option<Millis> {
        if !self.0.is_watching.replace(false) {
            return None;
        }
        self.0.note();
        Some(Millis(self.0.longest.get()))
    }
}

impl Inner {
    fn frame(&self) {
        self.is_asked.set(false);
        if self.is_watching.get() {
            self.note();
            self.ask();
        }
    }

    /// A hidden page gets no frames; that is nobody's gap.
    fn note(&self) {
        if document().is_none_or(|document| document.hidden()) {
            self.last.set(None);
            return;
        }
        let now = now();
        if let Some(last) = self.last.replace(Some(now)) {
            self.longest.set(self.longest.get().max(now.0 - last.0));
        }
    }

    fn ask(&self) {
        if self.is_asked.replace(true) {
            return;
        }
        let on_frame = self.on_frame.borrow();
        if let (Some(window), Some(on_frame)) = (window(), on_frame.as_ref()) {
            let asked = window.request_animation_frame(on_frame.as_ref().unchecked_ref());
            self.is_asked.set(asked.is_ok());
        }
    }
}
