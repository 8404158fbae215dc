//! Await in a loop: the next request is made when the answer to the one before is here. I am free meanwhile, yet
//! nothing overlaps.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Asks and awaits, again and again.
///
/// # Errors
/// The fault that ended it.
pub async fn in_a_loop(i: &Stage<'_>) -> Result<Answer, Fault> {
    for request in i.chunks() {
        let answer = i.answer_to(request).await?; // ask, and await <-
        i.compute(answer)?; //                       then read the answer
    }
    Ok(i.answer())
}
