//! Every text the reader sees, by key, from one flat JSON file a language.

use std::collections::BTreeMap;

const ENGLISH: &str = include_str!("../../www/messages/en.json");

/// The texts of one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// English, which is part of the program.
    pub fn english() -> Self {
        // A test reads the same file, so it can't fail here.
        Self::from_json(ENGLISH).unwrap_or_default()
    }

    /// Reads a flat JSON object of keys and texts.
    ///
    /// # Errors
    /// When the text is no such object.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self)
    }

    /// The text of that key; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The same with `{name}` replaced by its part.
    pub fn with(&self, key: &str, parts: &[(&str, &str)]) -> String {
        let mut text = self.get(key).to_owned();
        for (name, part) in parts {
            text = text.replace(&format!("{{{name}}}"), part);
        }
        text
    }

    /// Whether there is a text of that key.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
