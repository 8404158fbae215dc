//! Parameters of a lesson: their keys and what they may be.

use super::deal::Deal;
use crate::key::Key;
use crate::values::THREADS;

pub use crate::values::MAX_THREADS;

/// So many may always be asked for, unless a lesson allows more.
const THREADS_ALWAYS: u32 = 4;

/// Keys that mean something else in an address or in a call, so that no parameter may have them.
pub const RESERVED: [&str; 19] = [
    "example",
    "strategies",
    "program",
    "parameter",
    "job",
    "repeats",
    "seed",
    "theme",
    "lang",
    "embed",
    "view",
    "run",
    "code",
    "loading",
    "caption",
    "question",
    "options",
    "explanations",
    "hidden-controls",
];

/// Something that may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    /// Its name in addresses, results and in the keys of its texts.
    pub key: Key,
    /// What it may be.
    pub kind: Kind,
}

/// What a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number(Range),
    /// A number of threads: what is allowed depends on the machine, but so many always are.
    Threads {
        /// The most on a machine of few cores.
        always: u32,
        /// So many a core unless said otherwise.
        a_core: u32,
    },
    /// Yes (1) or no (0).
    Toggle,
    /// One of these; its value is its place among them, its key stands in addresses.
    Choice(&'static [Key]),
    /// Items that are dealt to bins by hand, on a board.
    Deal(Deal),
}

impl Param {
    /// A whole number from `min` to `max`.
    pub const fn number(key: Key, min: u32, default: u32, max: u32) -> Self {
        Self {
            key,
            kind: Kind::Number(Range { min, max, default }),
        }
    }

    /// Threads for the programs that use many.
    pub const THREADS: Self = Self {
        key: THREADS,
        kind: Kind::Threads {
            always: THREADS_ALWAYS,
            a_core: 1,
        },
    };

    /// Threads for the programs that use many, of which so many may be asked for on any machine: those that only
    /// wait need no core.
    pub const fn threads_up_to(always: u32) -> Self {
        Self {
            key: THREADS,
            kind: Kind::Threads { always, a_core: 1 },
        }
    }

    /// Threads of any meaning: unless said otherwise so many for each core, and as many as anyone may ask for on any
    /// machine.
    pub const fn threads_a_core(key: Key, a_core: u32) -> Self {
        Self {
            key,
            kind: Kind::Threads {
                always: MAX_THREADS,
                a_core,
            },
        }
    }

    /// One of these, the first unless another is asked for.
    pub const fn choice(key: Key, among: &'static [Key]) -> Self {
        Self {
            key,
            kind: Kind::Choice(among),
        }
    }

    /// So many items on a board, to be dealt to so many bins; unless said otherwise they are dealt in turns.
    pub const fn deal(key: Key, items: u32, bins: u32) -> Self {
        Self {
            key,
            kind: Kind::Deal(Deal::new(items, bins)),
        }
    }

    /// How a value of it stands in addresses and controls.
    pub fn text(&self, value: u32) -> String {
        let chosen = match self.kind {
            Kind::Choice(keys) => keys.get(value as usize),
            _ => None,
        };
        chosen.map_or_else(|| value.to_string(), |key| key.as_str().to_owned())
    }

    /// What it may be on a machine that reports `cores`.
    pub fn range(&self, cores: u32) -> Range {
        match self.kind {
            Kind::Number(range) => range,
            Kind::Threads { always, a_core } => threads_range(cores, always, a_core),
            Kind::Toggle => Range {
                min: 0,
                max: 1,
                default: 0,
            },
            Kind::Choice(keys) => Range {
                min: 0,
                max: (keys.len() as u32).saturating_sub(1),
                default: 0,
            },
            Kind::Deal(deal) => Range {
                min: deal.all_in(0),
                max: deal.all_in(deal.bins - 1),
                default: deal.in_turns(),
            },
        }
    }
}

/// Whole numbers from `min` to `max`, both allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub min: u32,
    /// The most.
    pub max: u32,
    /// What it is unless said otherwise.
    pub default: u32,
}

impl Range {
    /// The whole number in `text`, if it is one and in the range. Only digits: no sign, no point,
    /// no exponent, no space.
    pub fn parse(self, text: &str) -> Option<u32> {
        let only_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| only_digits)?;
        (self.min..=self.max).contains(&number).then_some(number)
    }
}

/// What `threads` may be on a machine that reports `cores`, where so many always are allowed and so many a core are
/// usual.
fn threads_range(cores: u32, always: u32, a_core: u32) -> Range {
    Range {
        min: 1,
        max: cores.saturating_mul(2).clamp(always, MAX_THREADS),
        default: cores.saturating_mul(a_core).clamp(2, MAX_THREADS),
    }
}
