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
use crate::strategy::Strategy;
use crate::tier::Tier;

/// Carries the caller's job out.
///
/// # Errors
/// The fault that ended it.
pub async fn carry_out<W: Platform, O: Observer>(
    strategy: Strategy,
    caller: &Caller<'_, W, O>,
) -> Result<(), Fault> {
    match strategy {
        Strategy::Blocking => blocking::blocking(caller),
        Strategy::OneByOne => one_by_one::one_by_one(caller).await,
        Strategy::Async => async_strategy::async_(caller).await,
        Strategy::Background => background::background(caller).await,
        Strategy::Parallel => parallel::parallel(caller),
        Strategy::AsyncParallel => async_parallel::async_parallel(caller).await,
    }
}

/// Whether a strategy can run in this tier; `computes` says whether the job does.
///
/// # Errors
/// `Fault::Unavailable`.
pub fn check(strategy: Strategy, tier: Tier, computes: bool) -> Result<(), Fault> {
    let available = match (strategy, tier) {
        (Strategy::Blocking | Strategy::Async, _) | (_, Tier::Threads) => true,
        (Strategy::Parallel, _) => false,
        (Strategy::Background, tier) => tier == Tier::Workers,
        (Strategy::OneByOne | Strategy::AsyncParallel, tier) => tier == Tier::Workers || !computes,
    };
    available.then_some(()).ok_or(Fault::Unavailable(tier))
}
