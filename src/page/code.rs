//! The source of each strategy, as the reader is shown it: the file itself.

use crate::strategy::Strategy;

/// The Rust that runs under a strategy.
pub const fn source(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Blocking => include_str!("../run/strategies/blocking.rs"),
        Strategy::OneByOne => include_str!("../run/strategies/one_by_one.rs"),
        Strategy::Async => include_str!("../run/strategies/async_strategy.rs"),
        Strategy::Background => include_str!("../run/strategies/background.rs"),
        Strategy::Parallel => include_str!("../run/strategies/parallel.rs"),
        Strategy::AsyncParallel => include_str!("../run/strategies/async_parallel.rs"),
    }
}
