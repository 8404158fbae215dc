//! One transaction for all rows: it begins once and ends once.

use super::in_browser::written;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Writes all rows, and awaits them.
///
/// # Errors
/// The fault that ended it.
pub async fn one_transaction(i: &Stage<'_>) -> Result<Answer, Fault> {
    let rows = 0..i.values.size();
    i.insert(rows).await?; // all rows, one transaction <-
    Ok(written(i))
}
