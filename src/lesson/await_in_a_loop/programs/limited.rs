//! A few at a time: so many requests are kept on their way as the limit says. As soon as one is answered the next is
//! made, so a server is not asked for everything at once.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};
use futures_util::stream::StreamExt;
use std::pin::pin;

/// Asks for some, and for one more with each answer.
///
/// # Errors
/// The fault that ended it.
pub async fn limited(i: &Stage<'_>) -> Result<Answer, Fault> {
    let mut answers = pin!(i.answers()); // at most so many on their way <-
    while let Some(answer) = answers.next().await {
        i.compute(answer?)?; // read the answer
    }
    Ok(i.answer())
}
