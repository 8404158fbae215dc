//! The page's engine: one that nobody sees, or that was left, does not hold it, its workers and their memory. A browser may
//! keep the page that was left, as it is, for the way back.

use super::Controller;
use crate::page::browser_env::{document, reported_cores, site, window};
use crate::page::engine_link::EngineLink;
use crate::page::frames::{ON_SIGHT, is_unseen};
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use web_sys::EventTarget;
use yew::Callback;

/// The engine of a page that was out of sight for so long is ended, once it has nothing to do.
const REST_AFTER_MS: u32 = 10_000;

impl Controller {
    /// Starts the engine. To be done once, after the first paint.
    pub fn start_engine(&self) {
        let controller = self.clone();
        let on_event = Callback::from(move |event| controller.hear(event));
        let link = EngineLink::new(site(), reported_cores(), on_event);
        let is_asked = self.state().is_running();
        if let Some(comparison) = self.state().comparison().filter(|_| is_asked) {
            link.compare(comparison);
        }
        self.0.link.replace(Some(link));
    }

    /// Has the engine rest while the page is out of sight, in somebody else's page, and has none while the reader is
    /// elsewhere. As long as the listeners live.
    pub fn rest_unseen(&self) -> Option<[EventListener; 3]> {
        self.follow_sight();
        let listen = |target: &EventTarget, kind, then: fn(&Self)| {
            let controller = self.clone();
            EventListener::new(target, kind, move |_| then(&controller))
        };
        let window = window()?.into();
        Some([
            listen(&document()?.into(), ON_SIGHT, Self::follow_sight),
            listen(&window, "pagehide", |left| {
                left.with_link(EngineLink::leave)
            }),
            // All labs of a page come back at once, and of ten the reader sees one or two.
            listen(&window, "pageshow", |back| {
                // While they were kept nobody said anything, however long that was.
                back.await_anew();
                back.follow_sight();
            }),
        ])
    }

    fn follow_sight(&self) {
        let rests = is_unseen().then(|| {
            let controller = self.clone();
            Interval::new(REST_AFTER_MS, move || {
                controller.with_link(EngineLink::rest)
            })
        });
        if rests.is_none() {
            self.with_link(EngineLink::wake);
        }
        drop(self.0.rest.replace(rests));
    }
}
