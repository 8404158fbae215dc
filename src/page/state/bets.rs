//! Where the reader thinks that each program ends. Bets belong to the values of the lesson's parameters under which
//! they were made; they are no part of the address, and another lesson begins without any. What becomes of them is the
//! analysis's: it draws them beside what was measured.

use super::State;
use crate::comparison::Kind;
use crate::contract::question::Terms;
use crate::key::Key;
use crate::protocol::analysis::Bars;
use crate::units::Millis;
use crate::values::Values;
use crate::view::bars::round_end;

/// The bets that stand.
#[derive(Debug, Clone, Default)]
pub struct Bets {
    /// The values under which they were made.
    values: Values,
    /// Of each program that was bet on, when it ends.
    own: Vec<(Key, Millis)>,
}

impl State {
    /// Whether a comparison of the lesson's programs goes on.
    pub fn compares(&self) -> bool {
        self.is_running() && self.latest_kind() == Some(Kind::Programs) && self.runs_this()
    }

    /// What is seen of the comparison that goes on, or of one of just these programs and values that is over; nothing
    /// before: then bets may be made.
    pub fn bars(&self) -> Option<&Bars> {
        let bars = Some(&self.findings.bars).filter(|bars| !bars.rows.is_empty())?;
        let (ran, now) = (&self.ran.as_ref()?.parameters, &self.parameters);
        let is_same =
            ran.values == now.values && ran.programs == now.programs && self.are_as_they_ran();
        (self.compares() || is_same).then_some(bars)
    }

    /// Whether bets may be made: nothing runs, and nothing is known. How long readers' own programs take nobody can say
    /// beforehand, so there is no axis to bet on.
    pub fn can_bet(&self) -> bool {
        !self.example.is_scripted() && !self.is_running() && self.bars().is_none()
    }

    /// The programs that have a row.
    pub fn shown_programs(&self) -> &[Key] {
        match &self.ran {
            Some(ran) if self.compares() => &ran.parameters.programs,
            _ => &self.parameters.programs,
        }
    }

    /// The bets that stand under what is in the controls; during a run none is forgotten.
    pub fn bets(&self) -> &[(Key, Millis)] {
        match self.compares() || self.bets.values == self.parameters.values {
            true => &self.bets.own,
            false => &[],
        }
    }

    /// What is bet on a program.
    pub fn bet(&self, program: Key) -> Option<Millis> {
        let mut bets = self.bets().iter();
        bets.find(|(known, _)| *known == program).map(|bet| bet.1)
    }

    /// Where the axis ends while nothing is known: the lesson says about how long its slowest program takes.
    pub fn axis_end(&self) -> Millis {
        let terms = Terms::of(&self.parameters, self.reported_cores);
        round_end((self.example.span)(&terms))
    }

    /// The reader says where a program ends, from 0 to 1 of the axis; at 0 it takes that back, for it takes some time.
    pub(super) fn set_bet(&mut self, program: Key, share: f64) {
        if !self.can_bet() || !share.is_finite() {
            return;
        }
        let time = Millis(self.axis_end().0 * share.clamp(0.0, 1.0));
        let mut own = self.bets().to_vec();
        own.retain(|(known, _)| *known != program);
        if time.0 > 0.0 {
            own.push((program, time));
        }
        self.bets = Bets {
            values: self.parameters.values.clone(),
            own,
        };
    }

    /// A size was found for this machine: who had bet before did so on it.
    pub(super) fn keep_bets(&mut self) {
        self.bets.values.clone_from(&self.parameters.values);
    }
}
