//! What an example is run with: ranges, defaults, and one plain sentence for what is out of range.

use super::Example;
use crate::strategy::Strategy;
use std::fmt;

/// The most threads anyone may ask for.
pub const MAX_THREADS: u32 = 32;

/// Repeats unless others are asked for.
pub const REPEATS: Range = Range {
    min: 1,
    max: 100,
    default: 7,
};

/// Seeds.
pub const SEED: Range = Range {
    min: 0,
    max: u32::MAX,
    default: 1,
};

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

/// What `threads` may be on a machine that reports `cores`.
pub fn threads_range(cores: u32) -> Range {
    Range {
        min: 1,
        max: cores.saturating_mul(2).clamp(4, MAX_THREADS),
        default: cores.clamp(2, MAX_THREADS),
    }
}

/// A complete, valid set of parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// The strategies, in the order they are shown; never empty, no doubles.
    pub strategies: Vec<Strategy>,
    /// Threads for the strategies that use many.
    pub threads: u32,
    /// Requests at once.
    pub connections: u32,
    /// The example's size.
    pub size: u32,
    /// Chunks the job is cut into.
    pub chunks: u32,
    /// Measured repeats.
    pub repeats: u32,
    /// The seed.
    pub seed: u32,
}

/// A parameter that can't be used. Its `Display` is the sentence for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadParameter {
    /// No example has this name.
    UnknownExample(String),
    /// No strategy has this name.
    UnknownStrategy(String),
    /// Not a whole number in the range.
    OutOfRange {
        /// The parameter.
        name: &'static str,
        /// What was given.
        given: String,
        /// What it may be.
        range: Range,
    },
}

impl Parameters {
    /// The example as it comes, on a machine that reports `cores`.
    pub fn defaults(example: &Example, cores: u32) -> Self {
        let size = example.size.default;
        Self {
            strategies: example.strategies.to_vec(),
            threads: threads_range(cores).default,
            connections: example.connections.map_or(6, |range| range.default),
            size,
            chunks: example.chunks.map_or(size, |range| range.default),
            repeats: REPEATS.default,
            seed: SEED.default,
        }
    }

    /// What is given as text, over the defaults. What can't be used is left at its default, and
    /// told. Names that are no parameter's are passed over.
    pub fn parse(
        example: &Example,
        cores: u32,
        given: &[(String, String)],
    ) -> (Self, Vec<BadParameter>) {
        let mut parameters = Self::defaults(example, cores);
        let mut bad = Vec::new();
        for (name, text) in given {
            let Some((name, range)) = range_of(example, cores, name) else {
                if name == "strategies" {
                    parameters.read_strategies(text, &mut bad);
                }
                continue;
            };
            match text.trim().parse::<u32>() {
                Ok(number) if (range.min..=range.max).contains(&number) => {
                    *parameters.number_mut(name) = number;
                }
                _ => bad.push(BadParameter::OutOfRange {
                    name,
                    given: text.clone(),
                    range,
                }),
            }
        }
        if example.chunks.is_none() {
            parameters.chunks = parameters.size;
        }
        (parameters, bad)
    }

    fn read_strategies(&mut self, text: &str, bad: &mut Vec<BadParameter>) {
        let mut strategies = Vec::new();
        for id in text.split([',', ' ']).filter(|id| !id.is_empty()) {
            match Strategy::from_id(id) {
                Some(strategy) if strategies.contains(&strategy) => {}
                Some(strategy) => strategies.push(strategy),
                None => bad.push(BadParameter::UnknownStrategy(id.to_owned())),
            }
        }
        if !strategies.is_empty() {
            self.strategies = strategies;
        }
    }

    fn number_mut(&mut self, name: &str) -> &mut u32 {
        match name {
            "threads" => &mut self.threads,
            "connections" => &mut self.connections,
            "size" => &mut self.size,
            "chunks" => &mut self.chunks,
            "repeats" => &mut self.repeats,
            _ => &mut self.seed,
        }
    }
}

/// The number of that name and what it may be in an example.
fn range_of(example: &Example, cores: u32, name: &str) -> Option<(&'static str, Range)> {
    match name {
        "threads" => Some(("threads", threads_range(cores))),
        "connections" => example.connections.map(|range| ("connections", range)),
        "size" => Some(("size", example.size)),
        "chunks" => example.chunks.map(|range| ("chunks", range)),
        "repeats" => Some(("repeats", REPEATS)),
        "seed" => Some(("seed", SEED)),
        _ => None,
    }
}

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownExample(name) => write!(f, "There is no example named “{name}”."),
            Self::UnknownStrategy(name) => write!(f, "There is no strategy named “{name}”."),
            Self::OutOfRange { name, given, range } => write!(
                f,
                "“{name}” must be a whole number from {} to {}, not “{given}”.",
                range.min, range.max
            ),
        }
    }
}
