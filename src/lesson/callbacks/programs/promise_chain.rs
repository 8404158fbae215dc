//! A chain of promises: what comes next stands in the next `then`. An error passes every `then` by until a `catch`; one
//! at the end is enough for all of them.

use super::ended;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One promise after the other.
///
/// # Errors
/// The fault that ended it.
pub async fn promise_chain(i: &Stage<'_>) -> Result<Answer, Fault> {
    let begun = i.javascript();
    begun
        .promise(0)
        .then(|i| i.promise(1))
        .then(|i| i.all(2..i.requests()))
        .then(|i| i.end(None)) // done
        .catch(|i, error| i.end(Some(error))); // every error ends up here <-
    let error = i.told_by(&begun).await?;
    ended(i, error)
}
