//! A reader's own program, and what whoever set it as an exercise has added to it.

use super::script_error::ScriptError;
use serde::{Deserialize, Serialize};

/// A program, as it is run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Script {
    /// What the reader sees and changes.
    pub text: String,
    /// Functions that are there, too, and aren't seen.
    pub setup: String,
    /// What has to be true of a run.
    pub checks: Vec<Check>,
}

/// Something that has to be true of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// It in words: a sentence.
    pub says: String,
    /// An expression of the programs' language, in which `run` is the run, and all functions can be called.
    pub holds: String,
}

/// Whether it was true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// It in words.
    pub says: String,
    /// Whether it was; or why that can't be told, a sentence.
    pub held: Result<bool, String>,
}

impl Script {
    /// A program that nobody has added to.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// All of it. What isn't seen stands behind what is, so that lines have the same numbers.
    pub fn whole(&self) -> String {
        match self.setup.is_empty() {
            true => self.text.clone(),
            false => [&*self.text, "\n", &self.setup].concat(),
        }
    }

    /// The lines that are seen.
    pub fn lines(&self) -> u32 {
        self.text.split('\n').count() as u32
    }

    /// An error of it as its reader is told: what lies where nothing is seen has no place.
    pub fn told(&self, error: ScriptError) -> ScriptError {
        let lines = self.lines();
        ScriptError {
            place: error.place.filter(|place| place.end_line <= lines),
            ..error
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::script_error::Place;
    use super::*;

    #[test]
    fn what_is_not_seen_has_no_place() {
        let script = Script {
            setup: "fn g() {}".to_owned(),
            ..Script::plain("fn f() {}\n")
        };
        assert_eq!(script.whole(), "fn f() {}\n\nfn g() {}");
        assert_eq!(Script::plain("a").whole(), "a");
        let at = |line| Place {
            line,
            column: 1,
            end_line: line,
            end_column: 1,
        };
        let told = |line| script.told(ScriptError::at(at(line), "no")).place;
        assert_eq!([1, 2, 3].map(told), [Some(at(1)), Some(at(2)), None]);
    }
}
