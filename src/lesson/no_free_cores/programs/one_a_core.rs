//! One a core: as many threads as there are cores. Each takes a chunk, and the next when it has done that.

use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All chunks, a thread for each core.
///
/// # Errors
/// The fault that ended it.
pub async fn one_a_core(i: &Stage<'_>) -> Result<Answer, Fault> {
    let (all, cores) = (i.chunks().collect(), i.threads);
    i.computed_by_pool(all, cores).await?; // as many threads as cores <-
    Ok(answer(i, 0))
}
