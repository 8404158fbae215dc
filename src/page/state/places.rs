//! The state's part in going about: the opening, lessons that are left and come back to, and what was done in them.

use super::{Bets, Done, Engine, LessonRef, Live, Pokes, Sizing, State};
use crate::contract::request::Parameters;
use crate::page::address::Given;
use crate::protocol::analysis::{Findings, RunRequest};
use crate::protocol::timeline::ToTimeline;
use std::rc::Rc;

/// A comparison of a lesson that was left.
#[derive(Clone)]
pub struct Earlier {
    ran: Rc<RunRequest>,
    live: Live,
}

impl State {
    /// Opens a lesson, or the same with other parameters.
    pub(super) fn open(&mut self, example: LessonRef, given: Given, is_return: bool) {
        self.is_opening = false;
        let is_other = example != self.example;
        self.example = example;
        self.sizing = Sizing::of(&example, &given);
        if is_other {
            self.prediction = None;
            self.chosen = None;
            self.bets = Bets::default();
            self.pokes = Pokes::default();
            self.remember();
            self.clear();
            if is_return {
                self.bring_back();
            }
        }
        self.take_given(given);
    }

    /// Forgets the latest comparison; what is pinned stays.
    pub(super) fn clear(&mut self) {
        self.ran = None;
        self.find(Findings {
            pinned: self.findings.pinned.clone(),
            ..Findings::default()
        });
        self.for_timeline.push(ToTimeline::Clear);
        self.live = Live {
            generation: self.live.generation + 1,
            ..Live::default()
        };
    }

    pub(super) fn take_given(&mut self, given: Given) {
        (self.parameters, self.bad) = Parameters::parse(&self.example, self.reported_cores, &given);
        self.given = given;
    }

    pub(super) fn give(&mut self, name: &str, text: String) {
        let mut given = std::mem::take(&mut self.given);
        given.retain(|(known, _)| known != name);
        given.push((name.to_owned(), text));
        self.take_given(given);
    }

    /// The lesson is left: its latest comparison can be shown again, if it is over.
    pub(super) fn remember(&mut self) {
        let Some(ran) = self.ran.take().filter(|_| !self.is_running()) else {
            return;
        };
        self.earlier
            .retain(|known| known.ran.example != ran.example);
        let live = std::mem::take(&mut self.live);
        self.live.generation = live.generation;
        self.earlier.push(Earlier { ran, live });
    }

    /// What was seen of the lesson on the page when it was left is to be shown again; the analysis has it.
    pub(super) fn bring_back(&mut self) {
        let mut earlier = self.earlier.iter();
        let Some(place) = earlier.position(|known| known.ran.example == self.example.slug) else {
            return;
        };
        let Earlier { ran, live } = self.earlier.swap_remove(place);
        self.ran = Some(ran);
        self.live = Live {
            generation: self.live.generation + 1,
            ..live
        };
    }

    /// Whether what is shown was measured before another lesson was opened and run.
    pub fn is_shown_again(&self) -> bool {
        let ran = self.ran.as_ref();
        ran.is_some_and(|ran| ran.number == self.findings.number) && !self.runs_this()
    }

    /// Whether something is given that can't be used, so that nothing is run until it is mended.
    pub fn is_bad(&self) -> bool {
        self.bad.iter().any(|bad| bad.parameter().is_some())
    }

    /// Whether a comparison can begin.
    pub fn can_run(&self) -> bool {
        !self.is_running() && !self.is_bad() && !matches!(self.engine, Engine::Cannot(_))
    }

    /// What can't be used is as if nobody had given it.
    pub(super) fn mend(&mut self) {
        let mut given = std::mem::take(&mut self.given);
        let is_bad = |name: &str| self.bad.iter().any(|bad| bad.parameter() == Some(name));
        given.retain(|(name, _)| !is_bad(name));
        self.sizing = Sizing::of(&self.example, &given);
        self.take_given(given);
    }

    /// What a comparison of programs that is over and shown did for the lesson; nothing where it was stopped.
    pub fn done(&self) -> Option<Done> {
        let is_whole = !self.was_stopped && !self.findings.table.is_empty();
        (is_whole && self.findings.loaded.is_none()).then_some(match self.findings.is_right {
            None => "done",
            Some(true) => "right",
            Some(false) => "wrong",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::lesson_tests::lesson;
    use super::super::tests::{found, hear, learn, measuring, page};
    use super::super::{Action, Activity};
    use super::*;
    use crate::comparison::Kind;
    use crate::page::link_event::LinkEvent;
    use crate::protocol::analysis::FromAnalysis;
    use crate::values::SIZE;

    fn ended(state: &mut State, stopped: bool) {
        hear(state, LinkEvent::Finished { stopped });
    }

    /// A page whose comparison is over and shown.
    fn shown(is_right: Option<bool>) -> State {
        let mut state = measuring();
        ended(&mut state, false);
        let findings = Findings {
            is_right,
            ..found(1)
        };
        learn(&mut state, FromAnalysis::Found(Box::new(findings)));
        let done = FromAnalysis::Done {
            number: 1,
            kind: Kind::Programs,
            answer: None,
        };
        learn(&mut state, done);
        assert_eq!(state.activity, Activity::Idle);
        state
    }

    fn found_again(state: &mut State) {
        learn(state, FromAnalysis::Found(Box::new(found(1))));
    }

    #[test]
    fn coming_back_brings_what_was_seen() {
        let mut state = shown(None);
        let given = state.given.clone();
        state.apply(Action::Open(lesson("many-fetches"), Given::new()));
        assert!(state.ran.is_none() && state.findings.table.is_empty());
        state.apply(Action::Run(Kind::Programs));
        state.apply(Action::Stop);
        state.apply(Action::Return(lesson("many-cores"), given));
        found_again(&mut state);
        assert_eq!(state.findings.table, "<table>");
        assert!(state.is_shown_again());
        let ran = state.ran.clone().unwrap();
        assert_eq!((ran.number, &ran.parameters), (1, &state.parameters));
        state.apply(Action::Type {
            name: SIZE,
            text: "30".to_owned(),
        });
        assert_ne!(
            ran.parameters, state.parameters,
            "it is marked as of before"
        );
    }

    #[test]
    fn a_lesson_that_is_opened_anew_shows_nothing() {
        let mut state = shown(None);
        state.apply(Action::Open(lesson("many-fetches"), Given::new()));
        state.apply(Action::Open(lesson("many-cores"), Given::new()));
        found_again(&mut state);
        assert_eq!(state.findings.table, "");
    }

    #[test]
    fn the_opening_takes_nothing_away() {
        let mut state = shown(None);
        state.apply(Action::Home);
        assert!(state.is_opening);
        state.apply(Action::Return(lesson("many-cores"), state.given.clone()));
        assert!(!state.is_opening && !state.is_shown_again());
        assert_eq!(state.findings.table, "<table>");
    }

    #[test]
    fn nothing_is_run_until_what_is_bad_is_mended() {
        let mut state = page();
        let text = "30 or so".to_owned();
        state.apply(Action::Type { name: SIZE, text });
        for kind in [Kind::Programs, Kind::Threads] {
            state.apply(Action::Run(kind));
            assert!(state.is_bad() && !state.is_running());
        }
        assert_eq!(state.text_of(SIZE), "30 or so");
        state.apply(Action::Mend);
        assert!(!state.is_bad() && state.text_of(SIZE) == "600");
        state.apply(Action::Run(Kind::Programs));
        assert!(state.is_running());
        // There is no control that could mend the address.
        let mut state = page();
        state.apply(Action::Bad(crate::lesson::unknown("none")));
        state.apply(Action::Run(Kind::Programs));
        assert!(state.is_running());
    }

    #[test]
    fn what_came_to_its_end_is_done() {
        for (is_right, done) in [
            (None, "done"),
            (Some(true), "right"),
            (Some(false), "wrong"),
        ] {
            assert_eq!(shown(is_right).done(), Some(done));
        }
        let mut state = measuring();
        ended(&mut state, true);
        found_again(&mut state);
        assert_eq!(state.done(), None);
    }
}
