//! Async and await: one line after the other, as if nobody had to wait. An error leaves by the `?` behind the await, and
//! comes to whoever awaits all of it.

use super::ended;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Asks, and hears of the error.
///
/// # Errors
/// The fault that ended it.
pub async fn async_await(i: &Stage<'_>) -> Result<Answer, Fault> {
    let error = asked(i).await.err(); // if there is one
    ended(i, error)
}

/// One after the other, then all others at once.
async fn asked(i: &Stage<'_>) -> Result<(), Fault> {
    i.answer_to(0).await?;
    i.answer_to(1).await?; // an error ends it here and is handed on <-
    let mut started = Vec::new();
    for request in 2..i.job.chunk_count {
        started.push(i.start(request));
    }
    for answer in started {
        answer.await?;
    }
    Ok(())
}
