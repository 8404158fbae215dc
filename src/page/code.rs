//! The source of each strategy, as the reader is shown it: the file itself.

use crate::strategy::Strategy;

/// The Rust that runs under a strategy.
pub const fn source(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Blocking
        | Strategy::OneByOne
        | Strategy::Async
        | Strategy::Background
        | Strategy::Parallel
        | Strategy::AsyncParallel => "",
    }
}
