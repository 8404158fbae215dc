//! Parameters that can't be used, each with one plain sentence that says what it may be.

use super::deal::Deal;
use super::params::Range;
use crate::key::Key;
use std::fmt;

/// A parameter that can't be used. Its `Display` is the sentence for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadParameter {
    /// No lesson has this name.
    UnknownExample {
        /// What was given.
        given: String,
        /// The lessons that are listed.
        known: String,
    },
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
    /// None of those that may be chosen.
    NotAmong {
        /// The parameter.
        name: Key,
        /// What was given.
        given: String,
        /// What it may be.
        known: &'static [Key],
    },
    /// Says not of every item on a board in which bin it lies.
    NotDealt {
        /// The parameter.
        name: Key,
        /// What was given.
        given: String,
        /// The board.
        deal: Deal,
    },
    /// Not a whole number in the range.
    OutOfRange {
        /// The parameter.
        name: Key,
        /// What was given.
        given: String,
        /// What it may be.
        range: Range,
        /// A word that it may be instead.
        or: Option<&'static str>,
    },
}

impl BadParameter {
    /// The name of the parameter that can't be used; none where it is the lesson.
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::UnknownExample { .. } => None,
            Self::UnknownStrategy { .. } | Self::NoStrategy { .. } => Some("strategies"),
            Self::OutOfRange { name, .. }
            | Self::NotAmong { name, .. }
            | Self::NotDealt { name, .. } => Some(name.as_str()),
        }
    }

    /// The sentence with the parameter called so: by the name on its control.
    pub fn called(&self, label: &str) -> String {
        match self {
            Self::OutOfRange {
                given, range, or, ..
            } => out_of_range(label, given, (range, *or)),
            Self::NotAmong { given, known, .. } => not_among(label, given, known),
            Self::NotDealt { given, deal, .. } => not_dealt(label, given, *deal),
            _ => self.to_string(),
        }
    }
}

fn not_among(name: &str, given: &str, known: &[Key]) -> String {
    let known: Vec<&str> = known.iter().map(Key::as_str).collect();
    format!(
        "{name} must be one of {}, not {}.",
        known.join(", "),
        shown(given)
    )
}

fn not_dealt(name: &str, given: &str, Deal { items, bins }: Deal) -> String {
    let given = shown(given);
    format!("{name} must be {items} digits from 1 to {bins}, one for each piece, not {given}.")
}

fn out_of_range(name: &str, given: &str, (range, or): (&Range, Option<&str>)) -> String {
    let (Range { min, max, .. }, given) = (range, shown(given));
    let or = or.map_or(String::new(), |word| format!("{word} or "));
    format!("{name} must be {or}a whole number from {min} to {max}, not {given}.")
}

impl fmt::Display for BadParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownExample { given, known } => {
                let given = shown(given);
                write!(f, "There is no example {given}. The examples are: {known}.")
            }
            Self::UnknownStrategy { given, known } => {
                let given = shown(given);
                write!(f, "strategies must be among {known}, not {given}.")
            }
            Self::NoStrategy { known } => {
                write!(f, "strategies must name at least one of {known}.")
            }
            Self::OutOfRange {
                name,
                given,
                range,
                or,
            } => f.write_str(&out_of_range(name.as_str(), given, (range, *or))),
            Self::NotAmong { name, given, known } => {
                f.write_str(&not_among(name.as_str(), given, known))
            }
            Self::NotDealt { name, given, deal } => {
                f.write_str(&not_dealt(name.as_str(), given, *deal))
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
