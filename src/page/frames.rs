//! The page's own frames while a run goes on: the longest gap between two shows whether the run
//! disturbed the page; and whether the page saw something disturb the run.

use super::browser_env::{document, now, window};
use crate::comparison::Disturbance;
use crate::units::Millis;
use gloo_events::EventListener;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Document;

/// No page that is seen goes so long without a frame, unless the computer sleeps.
const SLEPT: Millis = Millis(10_000.0);

/// Says that the page came into sight, or went out of it, in somebody else's page (`www/frame.js`): the root then has
/// the attribute below or has it no more.
pub const ON_SIGHT: &str = "meanwhile-sight";
const UNSEEN: &str = "data-unseen";

/// What was seen of a run.
pub struct Seen {
    /// The longest gap between two frames; nothing where the page was out of sight for a while.
    pub longest_gap: Option<Millis>,
    /// What makes the run's times no measurement.
    pub disturbance: Option<Disturbance>,
}

/// Watches frames between `begin` and `end`.
#[derive(Default)]
pub struct Frames(Rc<Inner>);

#[derive(Default)]
struct Inner {
    is_watching: Cell<bool>,
    is_asked: Cell<bool>,
    last: Cell<Option<Millis>>,
    longest: Cell<f64>,
    was_unseen: Cell<bool>,
    was_hidden: Cell<bool>,
    on_frame: RefCell<Option<Closure<dyn FnMut()>>>,
    listeners: RefCell<Option<[EventListener; 2]>>,
}

impl Frames {
    /// From now on gaps count.
    pub fn begin(&self) {
        self.0.is_watching.set(true);
        self.0.last.set(Some(now()));
        self.0.longest.set(0.0);
        self.0.was_unseen.set(is_unseen());
        self.0.was_hidden.set(is_hidden());
        if self.0.on_frame.borrow().is_none() {
            let inner = Rc::downgrade(&self.0);
            let listen = |document: &Document, kind: &'static str, note: fn(&Inner)| {
                let inner = Weak::clone(&inner);
                EventListener::new(document, kind, move |_| {
                    if let Some(inner) = inner.upgrade() {
                        inner.last.set(None);
                        note(&inner);
                    }
                })
            };
            let listeners = document().map(|document| {
                [
                    listen(&document, "visibilitychange", |inner| {
                        inner.was_hidden.set(true)
                    }),
                    listen(&document, ON_SIGHT, |inner| {
                        inner.was_unseen.set(inner.was_unseen.get() || is_unseen());
                    }),
                ]
            });
            self.0.listeners.replace(listeners);
            let closure = Closure::new(move || {
                if let Some(inner) = inner.upgrade() {
                    inner.frame();
                }
            });
            self.0.on_frame.replace(Some(closure));
        }
        self.0.ask();
    }

    /// What was seen since `begin`; the gap that is still open counts, too.
    pub fn end(&self) -> Option<Seen> {
        if !self.0.is_watching.replace(false) {
            return None;
        }
        self.0.note();
        let gap = Millis(self.0.longest.get());
        let is_seen = !self.0.was_unseen.get();
        let longest_gap = is_seen.then_some(gap);
        let disturbance = if self.0.was_hidden.get() {
            Some(Disturbance::TabHidden)
        } else {
            (is_seen && gap > SLEPT).then_some(Disturbance::Slept)
        };
        Some(Seen {
            longest_gap,
            disturbance,
        })
    }
}

fn is_hidden() -> bool {
    document().is_none_or(|document| document.hidden())
}

/// Whether the page is out of sight in somebody else's.
pub fn is_unseen() -> bool {
    let root = document().and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute(UNSEEN))
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
        if is_hidden() {
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
