//! Two engines do the same for other programs; one of them is there at a time. It is replaced when the other is wanted.

use super::{Machine, Stage};
use crate::page::engine_link::asked::{Asked, Progress};
use crate::page::engine_link::shapes::{Effect, Flavour};
use crate::protocol::engine::ToEngine;

impl Machine {
    /// The engine that is wanted for what is to be done next; the one that is there where that is nothing.
    pub(super) fn wanted(&self) -> Flavour {
        match (&self.asked, &self.sizing, &self.check) {
            (Some(asked), ..) => Asked::flavour(asked),
            (None, Some(_), _) => Flavour::Lessons,
            (None, None, Some(_)) => Flavour::Scripts,
            (None, None, None) => self.flavour,
        }
    }

    /// Whether the engine is the other one. It is never ended while it does something.
    pub(super) fn is_of_no_use(&self) -> bool {
        let is_idle = self
            .asked
            .as_ref()
            .is_none_or(|asked| asked.progress == Progress::Waiting);
        let is_sizing = self.sizing.as_ref().is_some_and(|sizing| sizing.is_sent);
        let is_up = matches!(self.stage, Stage::Up);
        is_up && is_idle && !is_sizing && self.wanted() != self.flavour
    }

    /// Has a program looked at, if one waits for it. That takes no turn: it measures nothing.
    pub(super) fn look_at_program(&mut self) {
        if matches!(self.stage, Stage::Up)
            && self.asked.is_none()
            && let Some((number, source)) = self.check.take()
        {
            let check = ToEngine::Check { number, source };
            self.effects.push(Effect::Send(check));
        }
    }
}
