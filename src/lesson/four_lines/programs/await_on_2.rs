//! Await on line 2: I am free while the answer is on its way, but line 3 does not begin before it is here.

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Asks and awaits in one line.
///
/// # Errors
/// The fault that ended it.
pub async fn await_on_2(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.compute(0)?; // line 1: something to do
    let answer = i.answer_to(1).await?; // line 2: ask, and await <-
    i.compute(answer)?; //                 then read the answer
    i.compute(2)?; // line 3: something else to do
    i.compute(3)?; // line 4: put it all together
    Ok(i.answer())
}
