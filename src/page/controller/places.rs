//! The controller's part in going about: the opening, the browser's way back and forth, and what was done so far.

use super::{Controller, example_of};
use crate::lesson;
use crate::page::address::Address;
use crate::page::browser_env::{focus, query, show_opening, show_theme, to_top};
use crate::page::state::Action;
use crate::page::tools;

impl Controller {
    /// To the opening.
    pub fn go_home(&self) {
        self.next_pick();
        if self.state().is_opening {
            return to_top();
        }
        self.stop();
        self.show_home();
        self.write_address(true);
        to_top();
    }

    fn show_home(&self) {
        self.dispatch(Action::Home);
        show_opening(true);
    }

    /// The reader went back or forth. Jumps within the page are none of its business. Where the lesson's texts
    /// can't be had, the address is again that of what is shown.
    pub fn follow_address(&self) {
        let address = Address::parse(&query());
        if address == *self.0.address.borrow() {
            self.next_pick();
            return;
        }
        if address.is_opening() {
            self.next_pick();
            show_theme(address.theme);
            self.0.address.replace(address);
            self.stop();
            self.show_home();
            return;
        }
        let (example, _) = example_of(&address);
        self.with_texts(example, move |controller, are_there| match are_there {
            true => controller.follow(address),
            false => controller.write_address(false),
        });
    }

    fn follow(&self, address: Address) {
        let (example, unknown) = example_of(&address);
        let given = address.given.clone();
        show_theme(address.theme);
        self.0.address.replace(address);
        self.stop();
        self.show(example, Action::Return(example, given));
        if let Some(name) = unknown {
            self.dispatch(Action::Bad(lesson::unknown(&name)));
        }
    }

    /// Whether something has to be mended before anything is run; the focus is on it then.
    pub fn asks_to_mend(&self) -> bool {
        let is_bad = self.state().is_bad();
        if is_bad {
            focus("[aria-invalid], #problem button");
        }
        is_bad
    }

    /// That comparison of programs is over: has the browser keep what was done. Somebody else's page is no place for that.
    pub(super) fn keep_progress(&self, number: u32) {
        let state = self.state();
        let is_shown = state.findings.number == number && self.embed().is_none();
        if let Some(done) = state.done().filter(|_| is_shown) {
            tools::keep_progress(state.example.slug, done);
        }
    }
}
