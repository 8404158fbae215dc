//! What an example is run with: ranges, defaults, and one plain sentence for what is out of range.

use super::Example;
use crate::key::Key;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most threads anyone may ask for.
pub const MAX_THREADS: u32 = 32;

/// Repeats unless others are asked for.
pub const REPEATS: Range = Range {
    min: 1,
    max: 100,
    default: 7,
};

/// Requests at once where the job makes none, so that nothing depends on them.
pub const CONNECTIONS: Range = Range {
    min: 1,
    max: 12,
    default: 6,
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

impl Range {
    /// The whole number in `text`, if it is one and in the range. Only digits: no sign, no point,
    /// no exponent, no space.
    fn parse(self, text: &str) -> Option<u32> {
        let only_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| only_digits)?;
        (self.min..=self.max).contains(&number).then_some(number)
    }
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// The programs, in the order they are shown; never empty, no doubles.
    pub strategies: Vec<Key>,
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
    /// The example has no program of this name.
    UnknownStrategy {
        /// What was given.
        given: String,
        /// The programs there are.
        known: String,
    },
    /// The list of strategies is empty.
    NoStrategy {
        /// The programs there are.
        known: String,
    },
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
            strategies: example.compared.to_vec(),
            threads: threads_range(cores).default,
            connections: example.connections.unwrap_or(CONNECTIONS).default,
            size,
            chunks: example.chunks.map_or(size, |range| range.default),
            repeats: REPEATS.default,
            seed: SEED.default,
        }
    }

    /// These parameters, for an address: what can't be used keeps its default and is named in the
    /// list. Names that are no parameters of an example are left to others; of equal names the last
    /// counts.
    pub fn parse(
        example: &Example,
        cores: u32,
        given: &[(String, String)],
    ) -> (Self, Vec<BadParameter>) {
        let mut parameters = Self::defaults(example, cores);
        let mut bad = Vec::new();
        for (name, value) in given {
            bad.extend(parameters.set(example, cores, name, value).err());
        }
        if example.chunks.is_none() {
            parameters.chunks = parameters.size;
        }
        (parameters, bad)
    }

    /// These parameters, for a program that wants to be told.
    ///
    /// # Errors
    /// The first that can't be used.
    pub fn parse_strictly(
        example: &Example,
        cores: u32,
        given: &[(String, String)],
    ) -> Result<Self, BadParameter> {
        let (parameters, bad) = Self::parse(example, cores, given);
        bad.into_iter().next().map_or(Ok(parameters), Err)
    }

    fn set(
        &mut self,
        example: &Example,
        cores: u32,
        name: &str,
        value: &str,
    ) -> Result<(), BadParameter> {
        let number = |name, range: Range| {
            range.parse(value).ok_or_else(|| BadParameter::OutOfRange {
                name,
                given: value.to_owned(),
                range,
            })
        };
        match name {
            "strategies" => self.strategies = parse_programs(example, value)?,
            "threads" => self.threads = number("threads", threads_range(cores))?,
            "connections" => {
                let range = example.connections.unwrap_or(CONNECTIONS);
                self.connections = number("connections", range)?;
            }
            "size" => self.size = number("size", example.size)?,
            "chunks" => self.chunks = number("chunks", example.chunks.unwrap_or(example.size))?,
            "repeats" => self.repeats = number("repeats", REPEATS)?,
            "seed" => self.seed = number("seed", SEED)?,
            _ => {}
        }
        Ok(())
    }
}

/// The programs of a list with commas, spaces or pluses between them, each once.
fn parse_programs(example: &Example, list: &str) -> Result<Vec<Key>, BadParameter> {
    let known = || {
        let keys = example.programs.iter().map(|program| program.key);
        let keys: Vec<String> = keys.map(|key| key.as_str().to_owned()).collect();
        keys.join(", ")
    };
    let mut programs = Vec::new();
    for id in list.split([',', ' ', '+']).filter(|id| !id.is_empty()) {
        let program = Key::parse(id).and_then(|key| example.program(key));
        let program = program.ok_or_else(|| BadParameter::UnknownStrategy {
            given: id.to_owned(),
            known: known(),
        })?;
        if !programs.contains(&program.key) {
            programs.push(program.key);
        }
    }
    if programs.is_empty() {
        return Err(BadParameter::NoStrategy { known: known() });
    }
    Ok(programs)
}

/// The example of that name.
///
/// # Errors
/// `UnknownExample`, whose sentence lists those there are.
pub fn example_named(slug: &str) -> Result<&'static Example, BadParameter> {
    super::find(slug).ok_or_else(|| BadParameter::UnknownExample(slug.to_owned()))
}

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownExample(given) => {
                let slugs: Vec<_> = super::listed().map(|example| example.slug).collect();
                let (given, slugs) = (shown(given), slugs.join(", "));
                write!(f, "There is no example {given}. The examples are: {slugs}.")
            }
            Self::UnknownStrategy { given, known } => {
                let given = shown(given);
                write!(f, "strategies must be among {known}, not {given}.")
            }
            Self::NoStrategy { known } => {
                write!(f, "strategies must name at least one of {known}.")
            }
            Self::OutOfRange { name, given, range } => {
                let (Range { min, max, .. }, given) = (range, shown(given));
                write!(
                    f,
                    "{name} must be a whole number from {min} to {max}, not {given}."
                )
            }
        }
    }
}

impl std::error::Error for BadParameter {}

/// What was given, in quotes, on one line and not longer than a sentence bears.
fn shown(given: &str) -> String {
    const LONGEST: usize = 40;
    let printable = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = given.chars().take(LONGEST).map(printable).collect();
    if given.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

#[cfg(test)]
mod tests {
    use super::super::{many_cores, many_fetches};
    use super::*;
    use crate::strategy::Strategy;
    use proptest::prelude::*;

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        pairs.iter().map(owned).collect()
    }

    fn sentence(name: &str, value: &str) -> String {
        let pairs = given(&[(name, value)]);
        match Parameters::parse_strictly(&many_cores::EXAMPLE, 2, &pairs) {
            Ok(parameters) => format!("{parameters:?}"),
            Err(bad) => bad.to_string(),
        }
    }

    #[test]
    fn one_plain_sentence_for_what_is_wrong() {
        let check = |name, value, expect| assert_eq!(sentence(name, value), expect);
        check(
            "threads",
            "9999",
            "threads must be a whole number from 1 to 4, not \"9999\".",
        );
        check(
            "threads",
            "0",
            "threads must be a whole number from 1 to 4, not \"0\".",
        );
        for wrong in [
            "abc",
            "NaN",
            "1e3",
            "-1",
            "+5",
            "2.5",
            "",
            " 7",
            "٣",
            "99999999999999999999",
        ] {
            let wanted = format!("size must be a whole number from 1 to 1200, not \"{wrong}\".");
            assert_eq!(sentence("size", wrong), wanted);
        }
        let known = "blocking, one-by-one, async, background, parallel, async-parallel";
        let unknown = format!("strategies must be among {known}, not \"fast\".");
        assert_eq!(sentence("strategies", "async,fast"), unknown);
        let none = format!("strategies must name at least one of {known}.");
        assert_eq!(sentence("strategies", " , "), none);
        let long = format!(
            "repeats must be a whole number from 1 to 100, not \"{}…\".",
            "x".repeat(40)
        );
        assert_eq!(sentence("repeats", &"x".repeat(50_000)), long);
        let unknown = example_named("foo\n").err().map(|bad| bad.to_string());
        let wanted = "There is no example \"foo \". The examples are: many-fetches, many-cores.";
        assert_eq!(unknown.as_deref(), Some(wanted));
    }

    #[test]
    fn what_is_wrong_keeps_its_default_and_the_rest_counts() {
        let pairs = given(&[
            ("example", "many-fetches"),
            ("threads", "9999"),
            ("strategies", "async+blocking, async"),
            ("connections", "3"),
            ("size", "8"),
            ("chunks", "5"),
            ("theme", "dark"),
        ]);
        let (parameters, bad) = Parameters::parse(&many_fetches::EXAMPLE, 2, &pairs);
        let wanted = Parameters {
            strategies: vec![Strategy::Async.into(), Strategy::Blocking.into()],
            threads: 2,
            connections: 3,
            size: 8,
            chunks: 8,
            repeats: 7,
            seed: 1,
        };
        assert_eq!(parameters, wanted);
        assert_eq!(bad.len(), 1);
    }

    #[test]
    fn defaults_are_in_their_ranges() {
        for example in super::super::ALL {
            for cores in [0, 1, 2, 8, 16, 64, u32::MAX] {
                let threads = threads_range(cores);
                assert!(
                    (threads.min..=threads.max).contains(&threads.default),
                    "{cores}"
                );
                let defaults = Parameters::defaults(example, cores);
                assert!((example.size.min..=example.size.max).contains(&defaults.size));
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_in_one_line(name in "strategies|threads|size|chunks|seed|\\PC*", value in any::<String>()) {
            let (parameters, bad) = Parameters::parse(&many_cores::EXAMPLE, 2, &[(name, value)]);
            prop_assert!(!parameters.strategies.is_empty());
            for bad in bad {
                prop_assert_eq!(bad.to_string().lines().count(), 1);
            }
        }

        #[test]
        fn what_is_in_range_comes_back(
            threads in 1u32..=4, size in 1u32..=1_200, chunks in 1u32..=1_000, repeats in 1u32..=100,
            seed: u32, strategies in prop::sample::subsequence(Strategy::ALL.map(Key::from).to_vec(), 1..=6)
        ) {
            let wanted = Parameters { strategies, threads, connections: 6, size, chunks, repeats, seed };
            let ids: Vec<_> = wanted.strategies.iter().map(Key::as_str).collect();
            let pairs = given(&[
                ("strategies", &ids.join(",")),
                ("threads", &threads.to_string()),
                ("size", &size.to_string()),
                ("chunks", &chunks.to_string()),
                ("repeats", &repeats.to_string()),
                ("seed", &seed.to_string()),
            ]);
            prop_assert_eq!(Parameters::parse_strictly(&many_cores::EXAMPLE, 2, &pairs), Ok(wanted));
        }
    }
}
