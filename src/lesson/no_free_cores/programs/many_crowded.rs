//! Many, crowded: far more threads than there are cores, while others compute. The system gives each thread about the
//! same share, so who has more threads gets more of the cores. The others get less.

use super::super::work::ELSEWHERE;
use super::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All chunks, many threads, and others.
///
/// # Errors
/// The fault that ended it.
pub async fn many_crowded(i: &Stage<'_>) -> Result<Answer, Fault> {
    let (all, many) = (i.chunks().collect(), i.threads);
    let counting = i.computed_by_pool(all, many); // a larger share of the cores <-
    let others = i.values.load();
    let others_did = i.while_others_compute(others, ELSEWHERE, counting).await?;
    Ok(answer(i, others_did))
}
