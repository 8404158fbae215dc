//! By hand: the bands are dealt to the threads beforehand, as they lie on the board.

use crate::comparison::Fault;
use crate::lesson::chunk_size::work::piles;
use crate::run::program::{Answer, Stage};

/// A pile of bands for each thread.
///
/// # Errors
/// The fault that ended it.
pub async fn by_hand(i: &Stage<'_>) -> Result<Answer, Fault> {
    let piles = piles(i.values); // as they lie on the board
    i.computed_in_piles(piles).await?; // each has its pile, and nothing else to take <-
    Ok(i.answer())
}
