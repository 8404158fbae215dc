//! Both: one pile for all. The cores here take a chunk at a time, the machines a few, for theirs have to travel.

use super::{terms, with_their_part};
use crate::comparison::Fault;
use crate::run::on_machines::Away;
use crate::run::pile::Pile;
use crate::run::program::{Answer, Stage};
use std::rc::Rc;

/// One pile of chunks for the cores here and for the machines.
///
/// # Errors
/// The fault that ended it.
pub async fn both(i: &Stage<'_>) -> Result<Answer, Fault> {
    let (pile, away) = (Pile::of(i.job.chunk_count), Rc::<Away>::default());
    // Whoever is free takes from the same pile.
    i.computed_here_and_by_machines(&pile, terms(i), &away)
        .await?; // <-
    Ok(with_their_part(i.answer(), &away))
}
