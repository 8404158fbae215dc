//! Overlapped: every transaction is begun before the first is awaited. The database still carries out one after the
//! other, since they write to the same table.

use super::in_browser::{transactions, written};
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Begins all, and awaits them.
///
/// # Errors
/// The fault that ended it.
pub async fn overlapped(i: &Stage<'_>) -> Result<Answer, Fault> {
    let mut started = Vec::new();
    for rows in transactions(i) {
        started.push(i.insert(rows)); // one transaction, begun <-
    }
    for insert in started {
        insert.await?;
    }
    Ok(written(i))
}
