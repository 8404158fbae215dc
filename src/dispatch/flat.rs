//! Flat JSON: one object of texts, whole numbers, decimals, truths and lists of whole numbers; nothing nested. A reader
//! of a hundred lines instead of a library, for modules that are counted in kilobytes.

use crate::units::Micros;
use std::iter::Peekable;
use std::str::Chars;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number, as it is written.
    Number(String),
    /// A list of numbers, as they are written.
    Numbers(Vec<String>),
    /// Yes or no.
    Truth(bool),
    /// Nothing.
    Null,
}

impl Value {
    /// As a text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// As a whole number that is not negative.
    pub fn whole(&self) -> Option<u64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    /// As a length of time that is written in milliseconds with up to three decimals.
    pub fn millis(&self) -> Option<Micros> {
        let Self::Number(written) = self else {
            return None;
        };
        let (is_negative, digits) = match written.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, &**written),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        // Read as whole numbers: reading decimals in general is a noticeable part of a small module.
        let thousandths = match decimals.len() {
            0 => 0,
            1 => decimals.parse::<u64>().ok()? * 100,
            2 => decimals.parse::<u64>().ok()? * 10,
            3 => decimals.parse().ok()?,
            _ => return None,
        };
        let micros = whole
            .parse::<u64>()
            .ok()?
            .checked_mul(1_000)?
            .checked_add(thousandths)?;
        let micros = micros as f64;
        Some(Micros(if is_negative { -micros } else { micros }))
    }
}

/// What an object says, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object(pub Vec<(String, Value)>);

impl Object {
    /// What a name stands for; of equal names the first.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut own = self.0.iter().filter(|(known, _)| known == name);
        own.next().map(|(_, value)| value)
    }

    /// The object in this text, if it is a flat one.
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = Reader(text.chars().peekable());
        let object = reader.object()?;
        reader.skip_space();
        reader.0.next().is_none().then_some(object)
    }
}

struct Reader<'a>(Peekable<Chars<'a>>);

impl Reader<'_> {
    fn skip_space(&mut self) {
        while self
            .0
            .next_if(|&c| matches!(c, ' ' | '\t' | '\r' | '\n'))
            .is_some()
        {}
    }

    /// Whether that comes next; then it is passed.
    fn passes(&mut self, wanted: char) -> bool {
        self.skip_space();
        self.0.next_if_eq(&wanted).is_some()
    }

    fn object(&mut self) -> Option<Object> {
        let mut own = Object::default();
        if !self.passes('{') {
            return None;
        }
        if self.passes('}') {
            return Some(own);
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            if !self.passes(':') {
                return None;
            }
            own.0.push((name, self.value()?));
            if self.passes('}') {
                return Some(own);
            }
            if !self.passes(',') {
                return None;
            }
        }
    }

    fn value(&mut self) -> Option<Value> {
        self.skip_space();
        match self.0.peek()? {
            '"' => self.string().map(Value::Text),
            '[' => self.numbers().map(Value::Numbers),
            't' | 'f' | 'n' => self.word(),
            _ => self.number().map(Value::Number),
        }
    }

    fn word(&mut self) -> Option<Value> {
        let mut word = String::new();
        while let Some(letter) = self.0.next_if(char::is_ascii_lowercase) {
            word.push(letter);
        }
        match &*word {
            "true" => Some(Value::Truth(true)),
            "false" => Some(Value::Truth(false)),
            "null" => Some(Value::Null),
            _ => None,
        }
    }

    fn numbers(&mut self) -> Option<Vec<String>> {
        let mut numbers = Vec::new();
        if !self.passes('[') {
            return None;
        }
        if self.passes(']') {
            return Some(numbers);
        }
        loop {
            self.skip_space();
            numbers.push(self.number()?);
            if self.passes(']') {
                return Some(numbers);
            }
            if !self.passes(',') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<String> {
        let mut digits = String::new();
        let is_part = |c: &char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        while let Some(digit) = self.0.next_if(is_part) {
            digits.push(digit);
        }
        let first = digits.trim_start_matches('-').chars().next();
        first.is_some_and(|c| c.is_ascii_digit()).then_some(digits)
    }

    fn string(&mut self) -> Option<String> {
        self.0.next_if_eq(&'"')?;
        let mut text = String::new();
        loop {
            match self.0.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                c if c < ' ' => return None,
                c => text.push(c),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.0.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => match self.hex()? {
                // The first half of a character beyond 16 bits; the second half has to follow.
                high @ 0xd800..0xdc00 => {
                    self.0.next_if_eq(&'\\')?;
                    self.0.next_if_eq(&'u')?;
                    let low = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    char::from_u32(0x1_0000 + ((high - 0xd800) << 10 | low))?
                }
                other => char::from_u32(other)?,
            },
            c @ ('"' | '\\' | '/') => c,
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let mut value = 0;
        for _ in 0..4 {
            value = value << 4 | self.0.next()?.to_digit(16)?;
        }
        Some(value)
    }
}

/// An object that is being written, name by name.
#[derive(Debug, Clone)]
pub struct Writer(String);

impl Writer {
    /// Begins with a text.
    pub fn begin(name: &str, text: &str) -> Self {
        Self("{".to_owned()).text(name, text)
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        quote(&mut self.0, name);
        self.0.push(':');
    }

    /// A text.
    pub fn text(mut self, name: &str, text: &str) -> Self {
        self.name(name);
        quote(&mut self.0, text);
        self
    }

    /// A whole number.
    pub fn whole(mut self, name: &str, number: impl Into<u64>) -> Self {
        self.name(name);
        self.0.push_str(&number.into().to_string());
        self
    }

    /// Whole numbers.
    pub fn wholes(mut self, name: &str, numbers: &[u64]) -> Self {
        self.name(name);
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        self.0.push('[');
        self.0.push_str(&numbers.join(","));
        self.0.push(']');
        self
    }

    /// A length of time, in milliseconds with three decimals.
    pub fn millis(mut self, name: &str, time: Micros) -> Self {
        self.name(name);
        // Rounded by hand: there are no decimals to write, only two whole numbers.
        let micros = (time.0.abs() + 0.5) as u64;
        if time.0 < 0.0 && micros > 0 {
            self.0.push('-');
        }
        self.0.push_str(&(micros / 1_000).to_string());
        let rest = (micros % 1_000 + 1_000).to_string();
        self.0.push('.');
        self.0.push_str(&rest[1..]);
        self
    }

    /// Yes or no.
    pub fn truth(mut self, name: &str, is: bool) -> Self {
        self.name(name);
        self.0.push_str(if is { "true" } else { "false" });
        self
    }

    /// The object, without an end of line.
    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn quote(into: &mut String, text: &str) {
    into.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                into.push('\\');
                into.push(c);
            }
            c if c < ' ' => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                into.push_str("\\u00");
                into.push(char::from(HEX[c as usize >> 4]));
                into.push(char::from(HEX[c as usize & 15]));
            }
            c => into.push(c),
        }
    }
    into.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_json_allows_is_read() {
        let text = " { \"a\" : \"\\u00e9\\ud83d\\ude00\\n\" , \"b\":[1, 2 ],\"c\":true,\"d\":null,\"e\":-1.5 }\n";
        let object = Object::read(text).unwrap();
        assert_eq!(object.get("a").unwrap().text(), Some("é😀\n"));
        assert_eq!(
            object.get("b"),
            Some(&Value::Numbers(vec!["1".into(), "2".into()]))
        );
        assert_eq!(object.get("c"), Some(&Value::Truth(true)));
        assert_eq!(object.get("d"), Some(&Value::Null));
        assert_eq!(object.get("e").unwrap().millis(), Some(Micros(-1_500.0)));
        assert_eq!(Object::read("{}"), Some(Object::default()));
    }

    #[test]
    fn what_is_nested_or_broken_is_not() {
        for wrong in [
            "",
            "{",
            "{}x",
            "[]",
            "{\"a\":{}}",
            "{\"a\":[\"b\"]}",
            "{\"a\":tru}",
            "{\"a\":\"",
            "{\"a\":1,}",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\q\"}",
            "{\"a\":e}",
            "{\"a\":-}",
            "{a:1}",
            "{\"a\":\"\n\"}",
        ] {
            assert_eq!(Object::read(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text: String, whole: u64, numbers: Vec<u64>, micros in -1_000_000_000_000_i64..1_000_000_000_000, truth: bool) {
            let written = Writer::begin("text", &text).whole("whole", whole).wholes("numbers", &numbers)
                .millis("ms", Micros(micros as f64)).truth("truth", truth).end();
            prop_assert_eq!(written.lines().count(), 1);
            // Other readers agree that it is JSON, and what it says.
            let other: serde_json::Value = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(other["text"].as_str(), Some(&*text));
            prop_assert_eq!(other["whole"].as_u64(), Some(whole));
            let object = Object::read(&written).unwrap();
            prop_assert_eq!(object.get("text").unwrap().text(), Some(&*text));
            prop_assert_eq!(object.get("whole").unwrap().whole(), Some(whole));
            let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
            prop_assert_eq!(object.get("numbers"), Some(&Value::Numbers(numbers)));
            prop_assert_eq!(object.get("ms").unwrap().millis(), Some(Micros(micros as f64)));
            prop_assert_eq!(object.get("truth"), Some(&Value::Truth(truth)));
        }

        #[test]
        fn any_text_is_read_as_others_do_or_not_at_all(text in "\\PC*|[{}\\[\\],:\"a0-9.\\\\utrue -]{0,24}") {
            if Object::read(&text).is_some() {
                // Numbers are kept as they are written, so 01 passes here and fails where it is used.
                let strict = serde_json::from_str::<serde_json::Value>(&text);
                prop_assert!(strict.is_ok() || strict.unwrap_err().to_string().contains("number"));
            }
        }
    }
}
