//! Values of a file that others wrote: a text, a number, or something else that does not matter here. So
//! that one odd value does not make a file unreadable, and no tree of the whole file is built.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Loose {
    /// There is none, or `null`.
    #[default]
    Missing,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// An object: what it has under `name` and under `chunk`.
    Object(Box<[Loose; 2]>),
    /// Something else.
    Other,
}

/// What of an object is kept, in the order of the array in `Loose::Object`.
const KEPT: [&str; 2] = ["name", "chunk"];

impl Loose {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one, or a text that says one as JSON does. (The standard library reads numbers by
    /// tables of ten kilobytes, which the module does not have yet.)
    pub fn quantity(&self) -> Option<f64> {
        let said = match self {
            Self::Text(text) => serde_json::from_slice(text.as_bytes()).ok()?,
            own => own.clone(),
        };
        match said {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The text, or the number as a text: what other tools use as numbers of processes and threads.
    pub fn label(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }

    /// What the object has under `name`.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Object(kept) => kept[0].text(),
            _ => None,
        }
    }

    /// What the object has under `chunk`, if that is a whole number.
    pub fn chunk(&self) -> Option<u32> {
        let Self::Object(kept) = self else {
            return None;
        };
        let Self::Number(number) = kept[1] else {
            return None;
        };
        let is_whole = number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0;
        is_whole.then_some(number as u32)
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Loose, E> {
        Ok(Loose::Missing)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose::Number(number as f64))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose::Number(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Loose, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        let mut kept = [Loose::Missing, Loose::Missing];
        while let Some(key) = map.next_key::<String>()? {
            match KEPT.iter().position(|known| *known == key) {
                Some(place) => kept[place] = map.next_value()?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Loose::Object(Box::new(kept)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_whatever_stands_there() {
        let read = |text: &str| serde_json::from_str::<Loose>(text).unwrap();
        assert_eq!(read("null"), Loose::Missing);
        assert_eq!(read("[1, {\"a\": 2}]"), Loose::Other);
        assert_eq!(read("\"a\""), Loose::Text("a".to_owned()));
        assert_eq!(read("-1.5").quantity(), Some(-1.5));
        assert_eq!(read("\" 1.5\"").quantity(), Some(1.5));
        assert_eq!(read("\"x\"").quantity(), None);
        assert_eq!(read("12").label(), "12");
        let args = read("{\"x\": [], \"name\": \"n\", \"chunk\": 7}");
        assert_eq!((args.name(), args.chunk()), (Some("n"), Some(7)));
        assert_eq!(read("{\"chunk\": 1.5}").chunk(), None);
    }
}
