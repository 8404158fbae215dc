//! The turn to measure. Several pages, and several labs on one page, share this computer: two that measured at once
//! would both be wrong. So whatever measures asks for the turn first, and gives it back when it is over.

use super::shapes::Effect;

/// How it is with the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nobody here wants it.
    Free,
    /// It is asked for.
    Asked,
    /// It is asked for, and somebody else has it.
    Queued,
    /// It is ours.
    Held,
}

/// Who may want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// There is something to measure.
    Measures,
    /// What was measured is over, but its workers may not be at rest.
    Settles,
    /// Nothing.
    None,
}

impl Turn {
    /// What is to be done about the turn, now that this is the need.
    pub fn follow(&mut self, need: Need) -> Option<Effect> {
        match (*self, need) {
            (Self::Free, Need::Measures) => {
                *self = Self::Asked;
                Some(Effect::AskTurn)
            }
            (Self::Asked | Self::Queued, Need::Settles | Need::None) | (Self::Held, Need::None) => {
                *self = Self::Free;
                Some(Effect::GiveTurn)
            }
            _ => None,
        }
    }
}
