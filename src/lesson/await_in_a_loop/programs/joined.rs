//! Start all, then join: every request is made before the first answer is awaited. The browser sends six at a time.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Asks for all, and awaits them.
///
/// # Errors
/// The fault that ended it.
pub async fn joined(i: &Stage<'_>) -> Result<Answer, Fault> {
    let mut started = Vec::new();
    for request in i.chunks() {
        started.push(i.start(request)); // ask, and go on <-
    }
    for asked in started {
        i.compute(asked.await?)?; // await, and read the answer
    }
    Ok(i.answer())
}
