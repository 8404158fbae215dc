//! Callbacks: each request is made with a closure, which the browser calls when it is over; what comes next stands
//! inside it. An error is handed to the closure, and the closure has to hand it on. The second one forgot to.

use super::ended;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// One closure within the other.
///
/// # Errors
/// The fault that ended it.
pub async fn callbacks(i: &Stage<'_>) -> Result<Answer, Fault> {
    let begun = i.javascript();
    begun.call_back(0, |i, error| {
        if error.is_some() {
            return i.end(error); // handed on
        }
        i.call_back(1, |i, _error| {
            let rest = 2..i.requests(); // goes on whatever happened: an error is lost here <-
            for request in rest {
                i.call_back(request, |i, error| {
                    if error.is_some() || i.is_all_here() {
                        i.end(error); // handed on, or done
                    }
                });
            }
        });
    });
    let error = i.told_by(&begun).await?;
    ended(i, error)
}
