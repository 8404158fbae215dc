//! Start on line 2, await on line 4: line 3 runs while the answer is on its way. Unless it needs the answer: then
//! it has to be awaited before.

use super::line_3_needs_line_2;
use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Asks in one line, and awaits where the answer is needed.
///
/// # Errors
/// The fault that ended it.
pub async fn await_on_4(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.compute(0)?; // line 1: something to do
    let asked = i.start(1); // line 2: ask, and go on <-
    if line_3_needs_line_2(i) {
        i.compute(asked.await?)?; // it can't go on
        i.compute(2)?; // line 3
    } else {
        i.compute(2)?; // line 3: something else to do
        i.compute(asked.await?)?; // line 4: await, and read the answer
    }
    i.compute(3)?; // line 4: put it all together
    Ok(i.answer())
}
