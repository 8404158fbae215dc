//! Keys: the short names by which lessons, their programs, parameters, charts and pieces of work are known in
//! code, addresses, files and messages. Small enough to be copied like a number.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The longest key, in bytes.
const LONGEST: usize = 23;

/// A short name of plain letters, digits and dashes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    bytes: [u8; LONGEST],
    length: u8,
}

impl Key {
    /// A key that stands in the code. One that is none does not compile.
    pub const fn new(name: &str) -> Self {
        match Self::parse(name) {
            Some(key) => key,
            None => panic!("a key has 1 to 23 small letters, digits and dashes"),
        }
    }

    /// The key in a text that came from elsewhere, if it is one.
    pub const fn parse(name: &str) -> Option<Self> {
        let given = name.as_bytes();
        if given.is_empty() || given.len() > LONGEST {
            return None;
        }
        let mut bytes = [0; LONGEST];
        let mut at = 0;
        while at < given.len() {
            if !matches!(given[at], b'a'..=b'z' | b'0'..=b'9' | b'-') {
                return None;
            }
            bytes[at] = given[at];
            at += 1;
        }
        Some(Self {
            bytes,
            length: given.len() as u8,
        })
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        let own = self.bytes.get(..usize::from(self.length));
        own.and_then(|own| std::str::from_utf8(own).ok())
            .unwrap_or_default()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl PartialEq<str> for Key {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <&str>::deserialize(deserializer)?;
        Self::parse(name).ok_or_else(|| D::Error::custom("no key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_come_back_and_nothing_else_is_one(name in "[a-z0-9-]{1,23}", other in "\\PC*") {
            let key = Key::parse(&name).unwrap();
            prop_assert_eq!(key.as_str(), &name);
            let bytes = postcard::to_allocvec(&key).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Key>(&bytes).unwrap(), key);
            let is_key = !other.is_empty() && other.len() <= LONGEST
                && other.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            prop_assert_eq!(Key::parse(&other).is_some(), is_key);
        }
    }
}
