//! Tiers: how threads may be had on this page.

use serde::{Deserialize, Serialize};

/// How threads may be had on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tier {
    /// The caller alone.
    Single,
    /// Separate instances that exchange messages.
    Workers,
    /// Shared memory.
    Threads,
}

impl Tier {
    /// The name used in results.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Workers => "workers",
            Self::Threads => "threads",
        }
    }
}

/// Why it is this tier and no better one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TierReason {
    /// Shared memory was tried, and works.
    SharedMemoryWorks,
    /// Something keeps the page from it: a sentence, in the page's language.
    Hindered(String),
}
