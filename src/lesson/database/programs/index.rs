//! Index: the table keeps a list of its rows by airport, so only those that are wanted are read.

use super::in_browser::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// The flights from Seattle.
///
/// # Errors
/// The fault that ended it.
pub async fn index(i: &Stage<'_>) -> Result<Answer, Fault> {
    let found = i.look_up("SEA").await?; // read what the index names <-
    Ok(answer(found))
}
