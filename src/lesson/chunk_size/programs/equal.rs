//! Equal: the rows are cut into as many pieces as there are threads, all of one size; each thread has one.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// As many rows for each thread.
///
/// # Errors
/// The fault that ended it.
pub async fn equal(i: &Stage<'_>) -> Result<Answer, Fault> {
    let pieces = i.chunks(); // as many as threads
    let piles = pieces.map(|piece| vec![piece]).collect();
    i.computed_in_piles(piles).await?; // each has its piece, and nothing else to take <-
    Ok(i.answer())
}
