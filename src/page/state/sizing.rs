//! The state's part in the size that suits this machine: who asks for it, when, and what becomes of the answer.

use super::{Engine, State};
use crate::contract::Lesson;
use crate::contract::bad_parameter::BadParameter;
use crate::contract::params::Kind;
use crate::key::Key;
use crate::page::address::Given;
use crate::values::{SIZE, Values};

/// How it is with the size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sizing {
    /// It stays as it is: it was given, or the lesson's is not fitted to machines, or something was run with it.
    Settled,
    /// The engine is to be asked for one.
    Wanted,
    /// It was asked.
    Asked,
    /// It answered.
    Found,
}

impl Sizing {
    /// As a lesson is opened with what is given.
    pub fn of(lesson: &Lesson, given: &Given) -> Self {
        let is_given = given.iter().any(|(name, _)| *name == *SIZE.as_str());
        match lesson.sized {
            Some(_) if !is_given => Self::Wanted,
            _ => Self::Settled,
        }
    }

    /// Something is run with the size as it is: none that comes later counts.
    pub fn runs(&mut self) {
        if *self != Self::Found {
            *self = Self::Settled;
        }
    }
}

impl State {
    /// The lesson and the values for which the engine is to find a size, once, when it has nothing else to do.
    pub fn ask_for_size(&mut self) -> Option<(String, Values)> {
        let is_idle = matches!(self.engine, Engine::Ready(_)) && !self.is_running();
        if !is_idle || self.is_opening || self.sizing != Sizing::Wanted {
            return None;
        }
        self.sizing = Sizing::Asked;
        Some((self.example.slug.to_owned(), self.parameters.values.clone()))
    }

    /// A size was found.
    pub(super) fn take_size(&mut self, lesson: &str, size: u32) {
        if lesson == self.example.slug && self.sizing == Sizing::Asked && !self.is_running() {
            // That the address names no lesson stays true.
            let unknown = |bad: &BadParameter| matches!(bad, BadParameter::UnknownExample { .. });
            let said: Vec<BadParameter> = self
                .bad
                .iter()
                .filter(|bad| unknown(bad))
                .cloned()
                .collect();
            self.give(SIZE.as_str(), size.to_string());
            self.bad.extend(said);
            self.sizing = Sizing::Found;
            self.keep_bets();
        }
    }

    /// The reader typed or picked a value. Another job wants another size, where the reader typed none.
    pub(super) fn type_in(&mut self, name: Key, text: String) {
        let param = self.example.params.iter().find(|param| param.key == name);
        let is_other_job = param.is_some_and(|param| matches!(param.kind, Kind::Choice(_)));
        if name == SIZE {
            self.sizing = Sizing::Settled;
        } else if is_other_job {
            if self.sizing == Sizing::Found {
                self.given.retain(|(known, _)| known != SIZE.as_str());
            }
            self.sizing = Sizing::of(&self.example, &self.given);
        }
        self.give(name.as_str(), text);
    }
}
