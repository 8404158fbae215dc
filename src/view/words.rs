//! Every text the reader sees, by key, from flat JSON files, one a language: the page's (`www/messages/`), those that
//! only the analysis says (`www/analysis/`), and each lesson's own (`en.json` in its folder), which lie over the
//! page's while the lesson is open. The browser's own parser reads it, so there is none here.

/// The texts of one language: key and text, in the order of the keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(Vec<(String, String)>);

impl From<Vec<(String, String)>> for Words {
    fn from(mut pairs: Vec<(String, String)>) -> Self {
        pairs.sort_unstable();
        Self(pairs)
    }
}

/// The pairs of a list in which each key stands before its text.
pub fn pairs(list: Vec<String>) -> Vec<(String, String)> {
    let mut list = list.into_iter();
    std::iter::from_fn(|| Some((list.next()?, list.next()?))).collect()
}

impl Words {
    /// The same with other texts over them: of equal keys the others' count.
    pub fn with_over(&self, others: &[(String, String)]) -> Self {
        let is_over = |key: &str| others.iter().any(|(other, _)| other == key);
        let own = self.0.iter().filter(|(key, _)| !is_over(key));
        own.chain(others).cloned().collect::<Vec<_>>().into()
    }

    /// The text of that key, or nothing.
    pub fn get_or_nothing(&self, key: &str) -> &str {
        self.find(key).unwrap_or_default()
    }

    /// All keys and texts, to be handed on.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The text of that key; the key itself where there is none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The same with each `{name}` replaced by its part. What a part itself says in braces stays.
    pub fn with(&self, key: &str, parts: &[(&str, &str)]) -> String {
        let mut rest = self.get(key);
        let mut text = String::new();
        while let Some(open) = rest.find('{') {
            let (before, behind) = rest.split_at(open);
            text.push_str(before);
            let named = behind[1..].split_once('}').and_then(|(name, behind)| {
                let (_, part) = parts.iter().find(|(known, _)| *known == name)?;
                Some((*part, behind))
            });
            let (part, behind) = named.unwrap_or(("{", &behind[1..]));
            text.push_str(part);
            rest = behind;
        }
        text + rest
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

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
