//! The strategies' code, one file each: what the reader of the page is shown.

pub mod async_parallel;
pub mod async_strategy;
pub mod background;
pub mod blocking;
pub mod one_by_one;
pub mod parallel;

use super::caller::Caller;
use super::platform::{Observer, Platform};
use crate::comparison::Fault;
use crate::program::Program;
use crate::strategy::Strategy;

/// Carries the caller's job out.
///
/// # Errors
/// The fault that ended it.
pub async fn carry_out<W: Platform, O: Observer>(
    program: Program,
    caller: &Caller<'_, W, O>,
) -> Result<(), Fault> {
    let Some(strategy) = program.quadrant else {
        return Ok(());
    };
    match strategy {
        Strategy::Blocking => blocking::blocking(caller),
        Strategy::OneByOne => one_by_one::one_by_one(caller).await,
        Strategy::Async => async_strategy::async_(caller).await,
        Strategy::Background => background::background(caller).await,
        Strategy::Parallel => parallel::parallel(caller),
        Strategy::AsyncParallel => async_parallel::async_parallel(caller).await,
    }
}
