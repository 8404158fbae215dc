//! Blocking: each line ends before the next begins, and line 2 stands still until its answer is here.
//! (Nobody should wait like this on a page; it shows waiting undisguised.)

use crate::comparison::Fault;
use crate::run::program::{Answer, Stage};

/// Four lines, one after the other.
///
/// # Errors
/// The fault that ended it.
pub async fn blocking(i: &Stage<'_>) -> Result<Answer, Fault> {
    i.compute(0)?; // line 1: something to do
    i.block_on(1)?; // line 2: ask, and stand still <-
    i.compute(1)?; //         then read the answer
    i.compute(2)?; // line 3: something else to do
    i.compute(3)?; // line 4: put it all together
    Ok(i.answer())
}
