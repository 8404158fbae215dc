//! One a core, crowded: as many threads as there are cores, while others compute something of their own, as other
//! programs do. The system shares the cores out among all of them.

use super::super::work::ELSEWHERE;
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All chunks, a thread for each core, and others.
///
/// # Errors
/// The fault that ended it.
pub async fn one_a_core_crowded(i: &Stage<'_>) -> Result<Answer, Fault> {
    let (all, cores) = (i.chunks().collect(), i.threads);
    let counting = i.computed_by_pool(all, cores); // as many threads as cores …
    let others = i.values.load();
    let others_did = i.while_others_compute(others, ELSEWHERE, counting).await?; // … which are not ours alone <-
    Ok(answer(i, others_did))
}
