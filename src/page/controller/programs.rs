//! The controller's part in readers' programs: they are written, and looked at while they are.

use super::Controller;
use crate::page::state::Action;
use gloo_timers::callback::Timeout;

/// Who pauses so long while writing wants to know what is wrong, in milliseconds.
const PAUSE_MS: u32 = 300;

impl Controller {
    /// A reader's program was changed: what is wrong with it is told when its writer pauses.
    pub fn write(&self, place: usize, text: String) {
        self.dispatch(Action::Write { place, text });
        let controller = self.clone();
        let later = Timeout::new(PAUSE_MS, move || controller.check(place));
        self.0.look.replace(Some(later));
    }

    /// Has a reader's program looked at, without running it.
    pub fn check(&self, place: usize) {
        if let Some((number, source)) = self.state().question_of(place) {
            self.with_link(|link| link.check(number, source));
        }
    }
}
