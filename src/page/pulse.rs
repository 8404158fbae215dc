//! The caller's heartbeat on its way to the pendulum. It bypasses the state: it moves nothing else,
//! and a hundred beats a second would make the whole page look for changes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use yew::Callback;

/// Counts beats and tells one listener. Clones share it.
#[derive(Clone, Default)]
pub struct Pulse(Rc<Inner>);

#[derive(Default)]
struct Inner {
    beats: Cell<u32>,
    listener: RefCell<Option<Callback<u32>>>,
}

impl PartialEq for Pulse {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Pulse {
    /// One more beat.
    pub fn beat(&self) {
        let beats = self.0.beats.get().wrapping_add(1);
        self.0.beats.set(beats);
        let listener = self.0.listener.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(beats);
        }
    }

    /// Who is told from now on; nobody, if `None`.
    pub fn listen(&self, listener: Option<Callback<u32>>) {
        self.0.listener.replace(listener);
    }
}
