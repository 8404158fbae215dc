//! What is wrong with a reader's own program, and where.

use serde::{Deserialize, Serialize};

/// What is wrong, in words for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptError {
    /// One sentence or more.
    pub message: String,
    /// Where in the program, if anywhere.
    pub place: Option<Place>,
    /// The chunk that it happened in, from 0, if it happened in one.
    pub chunk: Option<u32>,
    /// What the program had printed by then.
    pub printed: String,
}

/// A part of a program's text. Lines and columns are counted from 1, columns in UTF-16 units as editors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The line it begins on,
    pub line: u32,
    /// and the column.
    pub column: u32,
    /// The line it ends on,
    pub end_line: u32,
    /// and the column after its last.
    pub end_column: u32,
}

/// What there is to say of a program while it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScriptCheck {
    /// Why it can't be run.
    pub errors: Vec<ScriptError>,
    /// What is strange about it.
    pub warnings: Vec<ScriptError>,
}

impl ScriptError {
    /// An error that has no place.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: None,
            chunk: None,
            printed: String::new(),
        }
    }

    /// An error there.
    pub fn at(place: Place, message: impl Into<String>) -> Self {
        Self {
            place: Some(place),
            ..Self::new(message)
        }
    }
}
