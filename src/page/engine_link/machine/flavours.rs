//! Two engines do the same for other programs; one of them is there at a time. It is replaced when the other is wanted.

use super::{Machine, Stage};
use crate::comparison::script_error::{ScriptCheck, ScriptError};
use crate::page::engine_link::asked::{Asked, Progress};
use crate::page::engine_link::shapes::{Effect, Flavour};
use crate::page::link_event::LinkEvent;
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
            && !self.is_looking
            && let Some((number, source)) = self.check.clone()
        {
            self.is_looking = true;
            let check = ToEngine::Check { number, source };
            self.effects.push(Effect::Send(check));
        }
    }

    /// The number of the program that the engine was looking at. It is looked at no more.
    pub(super) fn stop_looking(&mut self) -> Option<u32> {
        let is_looking = std::mem::take(&mut self.is_looking);
        let looked_at = self.check.take_if(|_| is_looking);
        looked_at.map(|(number, _)| number)
    }

    /// Whether it was a program that broke the engine, which was only looking at it: that is said of the program, and the
    /// next engine is as good as any.
    pub(super) fn broke_at_program(&mut self, message: &str) -> bool {
        let Some(number) = self.stop_looking() else {
            return false;
        };
        let message = ["The compiler broke at this program: ", message].concat();
        let check = ScriptCheck {
            errors: vec![ScriptError::new(message)],
            warnings: Vec::new(),
        };
        self.emit(LinkEvent::Checked { number, check });
        true
    }
}
