//! Scan: every row of the table is read and looked at.

use super::in_browser::answer;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// All flights, and from them those from Seattle.
///
/// # Errors
/// The fault that ended it.
pub async fn scan(i: &Stage<'_>) -> Result<Answer, Fault> {
    let found = i.scan("SEA").await?; // look at every row <-
    Ok(answer(found))
}
