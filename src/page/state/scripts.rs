//! The state's part in readers' programs: their texts, and what is wrong with them.

use super::State;
use super::shapes::Exercise;
use crate::comparison::Fault;
use crate::comparison::script::Script;
use crate::comparison::script_error::{ScriptCheck, ScriptError};
use std::rc::Rc;

/// A number of an edition of a program: programs take turns.
const PROGRAMS: u32 = 2;

impl State {
    /// The reader's own programs, where the lesson is made of them.
    pub(super) fn scripts_to_run(&self) -> Vec<Script> {
        let places = 0..self.scripts.len();
        let places = places.filter(|_| self.example.is_scripted());
        places.filter_map(|place| self.script(place)).collect()
    }

    /// The program at that place as it would be run.
    fn script(&self, place: usize) -> Option<Script> {
        let text = self.scripts.get(place)?.text.to_string();
        // An exercise adds to the first alone.
        let exercise = self.exercise.as_ref().filter(|_| place == 0);
        Some(match exercise {
            None => Script::plain(text),
            Some(exercise) => Script {
                text,
                setup: exercise.setup.clone(),
                checks: exercise.checks.clone(),
            },
        })
    }

    /// An exercise is set; one without anything is none.
    pub(super) fn set(&mut self, exercise: Exercise) {
        for (place, text) in exercise.sources.iter().enumerate() {
            self.write(place, text.clone());
        }
        let is_one = !exercise.setup.is_empty() || !exercise.checks.is_empty();
        let exercise = is_one.then(|| Rc::new(exercise));
        if self.exercise != exercise {
            self.exercise = exercise;
            // What was said of the program was said without it.
            self.scripts[0].edition += 1;
        }
    }

    /// A program is another from now on.
    pub(super) fn write(&mut self, place: usize, text: String) {
        if let Some(script) = self.scripts.get_mut(place)
            && *script.text != *text
        {
            script.text = text.into();
            script.edition += 1;
        }
    }

    /// Whether the reader's program at that place is the one that ran.
    pub fn is_as_it_ran(&self, place: usize) -> bool {
        let ran = self.ran.as_ref().and_then(|ran| ran.scripts.get(place));
        ran.is_some_and(|ran| self.script(place).as_ref() == Some(ran))
    }

    /// Whether all that are compared are, where the lesson is made of them.
    pub(super) fn are_as_they_ran(&self) -> bool {
        let mut places = self.parameters.programs.iter();
        !self.example.is_scripted()
            || places.all(|key| {
                self.example
                    .place(*key)
                    .is_some_and(|place| self.is_as_it_ran(place))
            })
    }

    /// What the engine is asked of a program: the number of the question, and the program.
    pub fn question_of(&self, place: usize) -> Option<(u32, String)> {
        let number = self.scripts.get(place)?.edition * PROGRAMS + place as u32;
        Some((number, self.script(place)?.whole()))
    }

    /// What there is to say of an edition of a program.
    pub(super) fn take_check(&mut self, number: u32, check: ScriptCheck) {
        let place = (number % PROGRAMS) as usize;
        let Some(seen) = self.script(place) else {
            return;
        };
        let told = |errors: Vec<ScriptError>| -> Vec<ScriptError> {
            errors.into_iter().map(|error| seen.told(error)).collect()
        };
        let check = ScriptCheck {
            errors: told(check.errors),
            // Nothing strange about what isn't seen is the reader's.
            warnings: told(check.warnings)
                .into_iter()
                .filter(|warning| warning.place.is_some())
                .collect(),
        };
        self.scripts[place].said = (number / PROGRAMS, check);
    }

    /// What was wrong with a program that ran is shown in it, if it is still the same.
    pub(super) fn take_error(&mut self, case: u16, fault: Option<Fault>) {
        let program = self.case(case).map(|case| case.program.key);
        let place = program.and_then(|key| self.example.place(key));
        let ran = self
            .request
            .as_ref()
            .map_or(&[][..], |request| &request.scripts);
        if let (Some(Fault::Script(error)), Some(place)) = (fault, place)
            && let (Some(script), Some(ran)) = (self.scripts.get_mut(place), ran.get(place))
            && *script.text == *ran.text
        {
            let check = ScriptCheck {
                errors: vec![error],
                warnings: Vec::new(),
            };
            script.said = (script.edition, check);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::bets_tests::ends;
    use super::super::lesson_tests::lesson;
    use super::super::tests::{hear, page};
    use super::super::{Action, State};
    use crate::comparison::script::Script;
    use crate::comparison::script_error::{ScriptCheck, ScriptError};
    use crate::comparison::{Fault, Kind, Phase};
    use crate::page::address::Given;
    use crate::page::link_event::LinkEvent;

    fn writing(text: &str) -> State {
        let mut state = page();
        state.apply(Action::Open(lesson("your-own"), Given::new()));
        write(&mut state, 0, text);
        state
    }

    fn write(state: &mut State, place: usize, text: &str) {
        let text = text.to_owned();
        state.apply(Action::Write { place, text });
    }

    fn check(message: &str) -> ScriptCheck {
        ScriptCheck {
            errors: vec![ScriptError::new(message)],
            warnings: Vec::new(),
        }
    }

    #[test]
    fn what_is_said_of_a_program_is_said_of_that_edition() {
        let mut state = writing("a");
        let (number, source) = state.question_of(0).unwrap();
        assert_eq!((number, &*source), (2, "a"));
        write(&mut state, 0, "a");
        assert_eq!(state.question_of(0).unwrap().0, number, "nothing changed");
        write(&mut state, 1, "b");
        assert_eq!(state.question_of(1).unwrap(), (3, "b".to_owned()));
        let said = |state: &State, place: usize| state.scripts[place].said.clone();
        hear(
            &mut state,
            LinkEvent::Checked {
                number: 3,
                check: check("no"),
            },
        );
        assert_eq!(said(&state, 1), (1, check("no")));
        assert_eq!(said(&state, 0), (0, ScriptCheck::default()));
    }

    #[test]
    fn both_programs_are_run_and_what_breaks_one_is_shown_in_it() {
        let mut state = writing("a");
        state.apply(Action::Run(Kind::Programs));
        let asked = state.comparison().unwrap();
        assert_eq!(asked.scripts, ["a", ""].map(Script::plain));
        assert_eq!(asked.cases.len(), 1);
        let fault = || Err(Fault::Script(ScriptError::new("no")));
        let ended = |run| LinkEvent::Ended {
            case: 0,
            phase: Phase::Measure(0),
            run,
        };
        hear(&mut state, ended(fault()));
        assert_eq!(state.scripts[0].said, (1, check("no")));
        write(&mut state, 0, "c");
        hear(&mut state, ended(fault()));
        assert_eq!(state.scripts[0].said.0, 1, "that was another program");
    }

    #[test]
    fn what_ran_is_drawn_of_a_program_that_is_still_the_same_and_nobody_bets() {
        let mut state = writing("a");
        assert!(!state.can_bet());
        state.apply(Action::Run(Kind::Programs));
        ends(&mut state);
        assert!(state.bars().is_some());
        write(&mut state, 1, "b");
        assert!(state.bars().is_some(), "that one did not run");
        write(&mut state, 0, "b");
        assert!(state.bars().is_none() && !state.can_bet());
        write(&mut state, 0, "a");
        assert!(state.bars().is_some());
    }

    #[test]
    fn lessons_have_no_programs_of_the_reader_s() {
        let mut state = writing("a");
        state.apply(Action::Open(lesson("many-fetches"), Given::new()));
        state.apply(Action::Run(Kind::Programs));
        assert!(state.comparison().unwrap().scripts.is_empty());
    }
}
