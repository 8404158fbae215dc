//! Programs: the ways to do a job. Most stand for a strategy, an answer to the two questions.

use crate::key::Key;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::values::MAX_THREADS;
use serde::{Deserialize, Serialize};

/// One way to do a job, as far as reports and drawings know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Program {
    /// Its name in addresses, results and files, and in the keys of its texts.
    pub key: Key,
    /// The strategy it stands for, if it stands for one.
    pub quadrant: Option<Strategy>,
    /// What it is drawn in.
    pub colour: Colour,
    /// What it can't do without. Where that is not to be had, it is `unavailable`.
    pub needs: Needs,
    /// How many threads it is given. Messages and files don't tell: their cases have their values already.
    #[serde(skip)]
    pub threads: Threads,
    /// How many chunks its job is cut into, where that is its own and no choice; as with the threads, its cases know.
    #[serde(skip)]
    pub chunks: Option<u32>,
}

/// How many threads a program is given: its case's `threads`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Threads {
    /// As many as the parameter says.
    #[default]
    Asked,
    /// One.
    One,
    /// As many as the browser reports cores, also where the lesson has no such parameter.
    ACore,
    /// So many, also where the lesson has no such parameter.
    Exactly(u32),
    /// As many as the parameter of that key says, also where the lesson has no other.
    Param(&'static Key),
}

impl Threads {
    /// How many that is, of so many asked for on a machine that reports `cores`.
    pub fn of(self, asked: u32, cores: u32) -> u32 {
        match self {
            Self::Asked | Self::Param(_) => asked,
            Self::One => 1,
            Self::ACore => cores.clamp(1, MAX_THREADS),
            Self::Exactly(threads) => threads,
        }
    }
}

/// What a program is drawn in: one of few that can be told apart on either background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Colour {
    /// That of `blocking`.
    Slate,
    /// That of `async`.
    Blue,
    /// That of `parallel`.
    Orange,
    /// That of `async-parallel`.
    Green,
    /// That of the baselines, and of programs nobody here knows.
    Grey,
}

impl Colour {
    /// Every colour.
    pub const ALL: [Self; 5] = [
        Self::Slate,
        Self::Blue,
        Self::Orange,
        Self::Green,
        Self::Grey,
    ];

    /// Its name in style sheets.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Slate => "slate",
            Self::Blue => "blue",
            Self::Orange => "orange",
            Self::Green => "green",
            Self::Grey => "grey",
        }
    }
}

impl Program {
    /// A program of that key.
    pub const fn new(key: Key, quadrant: Option<Strategy>, colour: Colour, needs: Needs) -> Self {
        Self {
            key,
            quadrant,
            colour,
            needs,
            threads: Threads::Asked,
            chunks: None,
        }
    }

    /// The same on so many threads, however many are asked for.
    pub const fn on(self, threads: Threads) -> Self {
        Self { threads, ..self }
    }

    /// The same with its job cut into so many chunks, where others may have more or fewer.
    pub const fn in_chunks(self, chunks: u32) -> Self {
        Self {
            chunks: Some(chunks),
            ..self
        }
    }

    /// The program that is a strategy and nothing more, of a job that computes.
    pub const fn of(strategy: Strategy) -> Self {
        Self {
            key: Key::new(strategy.id()),
            quadrant: Some(strategy),
            colour: match strategy {
                Strategy::Blocking => Colour::Slate,
                Strategy::Async => Colour::Blue,
                Strategy::Parallel => Colour::Orange,
                Strategy::AsyncParallel => Colour::Green,
                Strategy::OneByOne | Strategy::Background => Colour::Grey,
            },
            needs: match strategy {
                Strategy::Blocking | Strategy::Async => Needs::NOTHING,
                Strategy::OneByOne | Strategy::Background | Strategy::AsyncParallel => Needs::POOL,
                Strategy::Parallel => Needs::SHARED_MEMORY,
            },
            threads: Threads::Asked,
            chunks: None,
        }
    }

    /// The same where nothing is computed, and so no thread has to compute.
    pub const fn that_only_waits(strategy: Strategy) -> Self {
        Self {
            needs: match strategy {
                Strategy::OneByOne | Strategy::AsyncParallel => Needs::NOTHING,
                _ => Self::of(strategy).needs,
            },
            ..Self::of(strategy)
        }
    }

    /// The program of that name where no lesson tells more of it: a strategy's, or one that stands for none.
    pub fn named(key: Key) -> Self {
        let unknown = Self {
            key,
            quadrant: None,
            colour: Colour::Grey,
            needs: Needs::NOTHING,
            threads: Threads::Asked,
            chunks: None,
        };
        Strategy::from_id(key.as_str()).map_or(unknown, Self::of)
    }
}

/// The six strategies as programs of a job that only waits.
pub const WAITING: [Program; 6] = [
    Program::that_only_waits(Strategy::Blocking),
    Program::that_only_waits(Strategy::OneByOne),
    Program::that_only_waits(Strategy::Async),
    Program::that_only_waits(Strategy::Background),
    Program::that_only_waits(Strategy::Parallel),
    Program::that_only_waits(Strategy::AsyncParallel),
];

/// The six strategies as programs of a job that computes, waiting or not.
pub const COMPUTING: [Program; 6] = [
    Program::of(Strategy::Blocking),
    Program::of(Strategy::OneByOne),
    Program::of(Strategy::Async),
    Program::of(Strategy::Background),
    Program::of(Strategy::Parallel),
    Program::of(Strategy::AsyncParallel),
];

/// The keys of the six strategies, in listing order.
pub const SIX_KEYS: [Key; 6] = [
    Program::of(Strategy::Blocking).key,
    Program::of(Strategy::OneByOne).key,
    Program::of(Strategy::Async).key,
    Program::of(Strategy::Background).key,
    Program::of(Strategy::Parallel).key,
    Program::of(Strategy::AsyncParallel).key,
];

/// What a program can't do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Needs {
    /// Another thread, in whichever tier.
    pub pool: bool,
    /// Memory shared between threads, so that one of them can sleep until others are done.
    pub shared_memory: bool,
    /// A browser: what it calls is JavaScript's own, and nothing on the host stands for that. Not sent along:
    /// whoever carries a sent program out is in a browser.
    #[serde(skip)]
    pub browser: bool,
    /// Other machines. Whether there are any is found out when it runs; not sent along either.
    #[serde(skip)]
    pub machines: bool,
}

impl Needs {
    /// A program that does all by itself.
    pub const NOTHING: Self = Self {
        pool: false,
        shared_memory: false,
        browser: false,
        machines: false,
    };

    /// A program that has another thread do something.
    pub const POOL: Self = Self {
        pool: true,
        ..Self::NOTHING
    };

    /// A program whose threads share memory.
    pub const SHARED_MEMORY: Self = Self {
        pool: true,
        shared_memory: true,
        ..Self::NOTHING
    };

    /// A program whose code is the browser's.
    pub const BROWSER: Self = Self {
        browser: true,
        ..Self::NOTHING
    };

    /// The same, and other machines.
    pub const fn and_machines(self) -> Self {
        Self {
            machines: true,
            ..self
        }
    }

    /// Whether a tier has all of it here.
    pub const fn are_met_in(self, tier: Tier) -> bool {
        match tier {
            _ if self.browser && !cfg!(target_arch = "wasm32") => false,
            Tier::Threads => true,
            Tier::Workers => !self.shared_memory,
            Tier::Single => !self.pool && !self.shared_memory,
        }
    }
}

impl From<Strategy> for Key {
    fn from(strategy: Strategy) -> Self {
        Self::new(strategy.id())
    }
}

impl From<Strategy> for Program {
    fn from(strategy: Strategy) -> Self {
        Self::of(strategy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strategies_are_known_by_their_names() {
        for strategy in Strategy::ALL {
            let program = Program::of(strategy);
            assert_eq!(Program::named(program.key), program);
        }
        assert_eq!(Program::named(Key::new("reduce")).quadrant, None);
    }

    #[test]
    fn what_needs_a_browser_is_not_to_be_had_on_the_host() {
        let tiers = [Tier::Threads, Tier::Workers, Tier::Single];
        assert!(tiers.iter().all(|tier| Needs::NOTHING.are_met_in(*tier)));
        assert!(!tiers.iter().any(|tier| Needs::BROWSER.are_met_in(*tier)));
    }
}
