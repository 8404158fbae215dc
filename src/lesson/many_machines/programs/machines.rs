//! Machines: chunks go into a queue, and whichever machine is free takes the next. There and back they travel.

use super::{terms, with_their_part};
use crate::comparison::Fault;
use crate::run::on_machines::Away;
use crate::run::program::{Answer, Stage};
use std::rc::Rc;

/// Chunks for the machines.
///
/// # Errors
/// The fault that ended it.
pub async fn machines(i: &Stage<'_>) -> Result<Answer, Fault> {
    let away = Rc::<Away>::default();
    i.computed_by_machines(terms(i), &away).await?; // all go into the queue <-
    Ok(with_their_part(i.answer(), &away))
}
