//! Atomic: many threads add to one number. Each addition is one step that no other can come between; the
//! processors pass the number on from one to the next.

use super::super::ATOMIC;
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use crate::work::Cells;
use std::sync::atomic::Ordering;

/// `counter.fetch_add(1)` for each letter that goes abroad.
///
/// # Errors
/// The fault that ended it.
pub async fn atomic(i: &Stage<'_>) -> Result<Answer, Fault> {
    let cells = Cells::new(1);
    i.computed_over(ATOMIC, &cells).await?; // all add to one number, in one step <-
    Ok(answer(i, cells.atomics()[0].load(Ordering::Relaxed)))
}
