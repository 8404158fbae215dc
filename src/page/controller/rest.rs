//! A page that nobody sees, or that was left, does not hold an engine, its workers and their memory.

use super::Controller;
use crate::page::browser_env::{document, window};
use crate::page::engine_link::EngineLink;
use crate::page::frames::{ON_SIGHT, is_unseen};
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use std::cell::RefCell;

/// The engine of a page that was out of sight for so long is ended, once it has nothing to do.
const REST_AFTER_MS: u32 = 10_000;

impl Controller {
    /// Has the engine rest while the page is out of sight, in somebody else's page. As long as the listener lives.
    pub fn rest_unseen(&self) -> Option<EventListener> {
        let controller = self.clone();
        let timer = RefCell::new(None);
        let follow = move || {
            timer.take();
            if is_unseen() {
                let controller = controller.clone();
                let rests = Interval::new(REST_AFTER_MS, move || {
                    controller.with_link(EngineLink::rest)
                });
                timer.replace(Some(rests));
            } else {
                controller.with_link(EngineLink::wake);
            }
        };
        follow();
        Some(EventListener::new(
            &document()?.into(),
            ON_SIGHT,
            move |_| follow(),
        ))
    }

    /// Has no engine while the reader is elsewhere: a browser may keep the page that was left, as it is, for the way back.
    /// As long as the listeners live.
    pub fn rest_when_left(&self) -> Option<[EventListener; 2]> {
        let window = window()?;
        let listen = |kind, then: fn(&EngineLink)| {
            let controller = self.clone();
            EventListener::new(&window, kind, move |_| controller.with_link(then))
        };
        Some([
            listen("pagehide", EngineLink::leave),
            listen("pageshow", EngineLink::wake),
        ])
    }
}
