//! The strategies: the two questions (how many threads work? what do I do meanwhile?) and their answers.

use serde::{Deserialize, Serialize};

/// How the caller carries a job out. The order is the order in which results are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strategy {
    /// One thread works, and it is the caller, who waits.
    Blocking,
    /// Baseline: await in a loop. The caller is free, yet nothing overlaps.
    OneByOne,
    /// One thread works, the caller goes on.
    Async,
    /// Baseline: one other thread. The caller is free, yet nothing is faster.
    Background,
    /// Many threads work, the caller waits.
    Parallel,
    /// Many threads work, the caller goes on.
    AsyncParallel,
}

/// The first question: how many threads work?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadsWorking {
    /// One thread.
    One,
    /// As many as the parameter `threads` says.
    Many,
}

/// The second question: what does the caller do meanwhile?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meanwhile {
    /// It stands still until the answer is there.
    Waits,
    /// It goes on with other things.
    GoesOn,
}

impl Strategy {
    /// Every strategy, baselines among them, in listing order.
    pub const ALL: [Self; 6] = [
        Self::Blocking,
        Self::OneByOne,
        Self::Async,
        Self::Background,
        Self::Parallel,
        Self::AsyncParallel,
    ];

    /// The name used in addresses, results and style sheets.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::OneByOne => "one-by-one",
            Self::Async => "async",
            Self::Background => "background",
            Self::Parallel => "parallel",
            Self::AsyncParallel => "async-parallel",
        }
    }

    /// The strategy of that name, if there is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.id() == id)
    }

    /// Whether it is shown only so that nobody draws a false conclusion.
    pub const fn is_baseline(self) -> bool {
        matches!(self, Self::OneByOne | Self::Background)
    }

    /// Its answer to the first question.
    pub const fn threads_working(self) -> ThreadsWorking {
        match self {
            Self::Blocking | Self::OneByOne | Self::Async | Self::Background => ThreadsWorking::One,
            Self::Parallel | Self::AsyncParallel => ThreadsWorking::Many,
        }
    }

    /// Its answer to the second question.
    pub const fn meanwhile(self) -> Meanwhile {
        match self {
            Self::Blocking | Self::Parallel => Meanwhile::Waits,
            Self::OneByOne | Self::Async | Self::Background | Self::AsyncParallel => {
                Meanwhile::GoesOn
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_strategy() {
        for strategy in Strategy::ALL {
            assert_eq!(Strategy::from_id(strategy.id()), Some(strategy));
        }
        assert_eq!(Strategy::from_id("Blocking"), None);
    }
}
