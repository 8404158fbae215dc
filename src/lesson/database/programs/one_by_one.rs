//! One after the other: each transaction writes its row, and the next begins when it has ended.

use super::in_browser::{transactions, written};
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Writes and awaits, again and again.
///
/// # Errors
/// The fault that ended it.
pub async fn one_by_one(i: &Stage<'_>) -> Result<Answer, Fault> {
    for rows in transactions(i) {
        i.insert(rows).await?; // one transaction, awaited <-
    }
    Ok(written(i))
}
