//! Takes a file apart, value by value, without believing that it is JSON: each value is handed on as it
//! stands, for a parser to judge. So one that is broken costs itself, and not the file.

use std::io::{self, BufRead};

/// Of a value no more bytes than these are kept. A longer one is passed over.
const LONGEST: usize = 16_000_000;

/// How a value ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Where it ends by its brackets and quotes.
    Own,
    /// The file ended before it did.
    Cut,
}

/// A file that is being taken apart.
pub struct Scanner<R> {
    reader: R,
    /// The value that was taken last. Nothing where it was too long.
    value: Vec<u8>,
}

impl<R: BufRead> Scanner<R> {
    /// At the file's first byte.
    pub const fn new(reader: R) -> Self {
        Self {
            reader,
            value: Vec::new(),
        }
    }

    /// The next byte that is no white space, which stays; nothing at the end.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.reader.fill_buf()?;
            let mut all = bytes.iter();
            let found = all.position(|byte| !byte.is_ascii_whitespace());
            let (passed, byte) = (found.unwrap_or(bytes.len()), found.map(|at| bytes[at]));
            let is_over = bytes.is_empty();
            self.reader.consume(passed);
            if is_over || byte.is_some() {
                return Ok(byte);
            }
        }
    }

    /// Takes the next byte if it is this one, and white space before it in any case.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn take(&mut self, wanted: u8) -> io::Result<bool> {
        let is_there = self.peek()? == Some(wanted);
        self.reader.consume(usize::from(is_there));
        Ok(is_there)
    }

    /// Takes a value: from a bracket or quote to its counterpart, or else up to what parts values. Takes at
    /// least a byte, where there is one.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn take_value(&mut self) -> io::Result<End> {
        self.peek()?;
        self.value.clear();
        let (mut nesting, mut length) = (Nesting::default(), 0);
        loop {
            let bytes = self.reader.fill_buf()?;
            if bytes.is_empty() {
                return Ok(End::Cut);
            }
            let end = nesting.follow(bytes);
            let used = end.unwrap_or(bytes.len());
            length += used;
            if length <= LONGEST {
                self.value.extend_from_slice(&bytes[..used]);
            } else {
                self.value = Vec::new();
            }
            self.reader.consume(used);
            if end.is_some() {
                return Ok(End::Own);
            }
        }
    }

    /// The value that was taken last.
    pub fn value(&self) -> &[u8] {
        &self.value
    }
}

/// How deep in a value we are.
#[derive(Default)]
struct Nesting {
    /// The brackets that are open.
    open: Vec<u8>,
    /// Whether we are in a text, and whether the last byte of it takes the next one's meaning.
    in_text: bool,
    is_escaped: bool,
    /// The last byte that is no white space; 0 before the first.
    last: u8,
}

impl Nesting {
    /// How many of these bytes belong to the value, if it ends among them.
    fn follow(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, &byte) in bytes.iter().enumerate() {
            if self.in_text {
                self.follow_text(byte);
                if !self.in_text && self.open.is_empty() {
                    return Some(at + 1);
                }
                continue;
            }
            let is_apart = byte.is_ascii_whitespace() || b"\"{}[],:".contains(&byte);
            if self.open.is_empty() && self.last != 0 && is_apart {
                return Some(at);
            }
            // In an object, another one has a key in front: something is not closed, and the next begins.
            if byte == b'{' && self.open.last() == Some(&b'{') && self.last != b':' {
                return Some(at);
            }
            if !byte.is_ascii_whitespace() {
                self.last = byte;
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.open.push(byte),
                b'}' | b']' if self.closes(byte) => return Some(at + 1),
                b',' | b':' if self.open.is_empty() => return Some(at + 1),
                _ => {}
            }
        }
        None
    }

    fn follow_text(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            // No text of JSON has a line's end in it: a quote is missing, and most files give each event a
            // line.
            b'"' | b'\n' => self.in_text = false,
            _ => {}
        }
    }

    /// Closes the innermost bracket of that kind, and what is open within; whether nothing is open then. A
    /// bracket that nothing opened closes nothing.
    fn closes(&mut self, byte: u8) -> bool {
        let opened = if byte == b'}' { b'{' } else { b'[' };
        if let Some(at) = self.open.iter().rposition(|&open| open == opened) {
            self.open.truncate(at);
        }
        self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a text, commas and colons passed over, and whether the last was cut.
    fn values(text: &str) -> (Vec<String>, bool) {
        let mut scanner = Scanner::new(text.as_bytes());
        let mut values = Vec::new();
        while scanner.peek().unwrap().is_some() {
            if scanner.take(b',').unwrap() || scanner.take(b':').unwrap() {
                continue;
            }
            let end = scanner.take_value().unwrap();
            values.push(String::from_utf8(scanner.value().to_vec()).unwrap());
            if end == End::Cut {
                return (values, true);
            }
        }
        (values, false)
    }

    #[test]
    fn values_end_where_their_brackets_do() {
        let check = |text: &str, expect: &[&str]| {
            let (found, is_cut) = values(text);
            assert_eq!(found, expect, "{text}");
            assert!(!is_cut, "{text}");
        };
        check(
            r#"{"a": [1, "}"]} , "x\"y" :7 "#,
            &[r#"{"a": [1, "}"]}"#, r#""x\"y""#, "7"],
        );
        check("{a [} {b} ", &["{a [}", "{b}"]);
        check("{\"a\n} {b} ", &["{\"a\n}", "{b}"]);
        check("{a:{} {b} ", &["{a:{} ", "{b}"]);
        check("{a, {b:{c:1}}", &["{a, ", "{b:{c:1}}"]);
        check("} ] x{} ", &["}", "]", "x", "{}"]);
    }

    #[test]
    fn what_the_file_cuts_off_is_said() {
        assert_eq!(
            values("{} {\"a\": 1"),
            (vec!["{}".into(), "{\"a\": 1".into()], true)
        );
        assert!(values("\"a").1);
    }
}
