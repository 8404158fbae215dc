//! Every text the reader sees, by key, from one flat JSON file a language (`www/messages/`), which
//! `boot.js` loads beside the module.

/// The texts of one language: key and text, in the order of the keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(Vec<(String, String)>);

impl Words {
    /// Reads a flat JSON object of keys and texts; nothing if the text is no such object. A parser
    /// for all of JSON would be several times as much code as this, and the page's module is to be
    /// small.
    pub fn from_json(text: &str) -> Option<Self> {
        let mut words = Vec::new();
        let mut rest = text.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
        while !rest.is_empty() {
            let (key, behind) = string(rest)?;
            let (word, behind) = string(behind.trim_start().strip_prefix(':')?.trim_start())?;
            words.push((key, word));
            let behind = behind.trim_start();
            rest = match behind.strip_prefix(',') {
                Some(more) => Some(more.trim_start()).filter(|more| !more.is_empty())?,
                None if behind.is_empty() => behind,
                None => return None,
            };
        }
        words.sort_unstable();
        Some(Self(words))
    }

    /// The text of that key; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
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
        self.find(key).is_some()
    }

    fn find(&self, key: &str) -> Option<&str> {
        let place = self
            .0
            .binary_search_by(|(known, _)| known.as_str().cmp(key))
            .ok()?;
        Some(&self.0[place].1)
    }
}

/// The JSON string that the text begins with, and what comes behind it.
fn string(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut found = String::new();
    loop {
        let place = rest.find(['"', '\\'])?;
        found.push_str(&rest[..place]);
        let behind = &rest[place + 1..];
        if rest[place..].starts_with('"') {
            return Some((found, behind));
        }
        // Other escapes need not be written: the file is UTF-8.
        let escaped = behind
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\\' | 'n'))?;
        found.push(if escaped == 'n' { '\n' } else { escaped });
        rest = &behind[1..];
    }
}

#[cfg(test)]
impl Words {
    /// English, as the tests of other files read it.
    pub fn english() -> Self {
        Self::from_json(tests::ENGLISH).unwrap()
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
