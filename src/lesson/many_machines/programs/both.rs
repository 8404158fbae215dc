//! Both: one pile for all. The cores here take a chunk at a time, the machines a few, for theirs have to travel.

use super::{terms, with_their_part};
use crate::comparison::Fault;
use crate::run::pile::Pile;
use crate::run::program::{Answer, Stage};
use futures_util::future::try_join;

/// One pile of chunks for the cores here and for the machines.
///
/// # Errors
/// The fault that ended it.
pub async fn both(i: &Stage<'_>) -> Result<Answer, Fault> {
    let pile = Pile::of(i.job.chunk_count);
    let here = i.computed_here_from(&pile);
    let there = i.computed_by_machines_from(&pile, terms(i));
    let ((), away) = try_join(here, there).await?; // whoever is free takes from the same pile <-
    Ok(with_their_part(i.answer(), away))
}
