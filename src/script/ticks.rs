//! A look at the stop flag in every loop and function of a program: a call of `tick` at the beginning of each body. Rune
//! counts its steps by itself, but what was stopped within an awaited function can't go on; so what the caller runs is
//! asked instead. What chunks compute has no such calls, for there every step counts, and can be stopped by the count.
//!
//! And each function that is called notes its lines as it comes to them, so that it can be seen when each was run.
//!
//! A closure whose body ends in a variable of its own gives nothing, by a fault of Rune 0.14.2. Within a condition it gives
//! what it should, so every closure's body is put into one.

use super::tokens::Token;
use std::ops::Range;

/// What stands at the beginning of every body.
const TICK: &str = "::meanwhile::tick();";

/// What stands besides at the beginning of a function's, and notes its end.
const ENTER: &str = "let meanwhile_call=::meanwhile::enter();";

/// What a closure's body stands in.
const OPEN: &str = "if true{";
const CLOSE: &str = "}else{}";

/// What is put into a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// None: what chunks compute is to be fast.
    Without,
    /// Those that stop it and those that follow it.
    With,
}

/// A program with something of ours in it.
#[derive(Debug, Default)]
pub struct Ticking {
    /// The program.
    pub source: String,
    /// Where something was put in, by the place in the program as it was, and how many bytes.
    inserted: Vec<(usize, usize)>,
}

impl Ticking {
    /// Which part of the program as it was that is.
    pub fn original(&self, at: Range<usize>) -> Range<usize> {
        let original = |byte: usize| {
            let mut before = 0;
            for &(place, length) in &self.inserted {
                if place + before >= byte {
                    break;
                }
                // What lies within something of ours is where it was put in.
                before += length.min(byte - place - before);
            }
            byte - before
        };
        original(at.start)..original(at.end)
    }
}

/// What a bracket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// The body of a function or of an asynchronous block.
    Function,
    /// The body of a closure.
    Closure,
    /// The body of a loop or of a condition, or a block of statements.
    Block,
    /// Arms, fields, arguments, items.
    Other,
}

/// Words before a body.
const HEADS: [(&str, Bracket, bool); 10] = [
    ("fn", Bracket::Function, true),
    ("async", Bracket::Function, true),
    ("loop", Bracket::Block, true),
    ("while", Bracket::Block, true),
    ("for", Bracket::Block, true),
    ("if", Bracket::Block, false),
    ("match", Bracket::Other, false),
    ("select", Bracket::Other, false),
    ("impl", Bracket::Other, false),
    ("struct", Bracket::Other, false),
];

/// What a statement may begin with, besides names and numbers, where it follows a block.
fn begins_statement(text: &str) -> bool {
    let first = text.chars().next();
    let is_word =
        first.is_some_and(|first| first.is_alphanumeric() || first == '_' || first == '"');
    is_word && !["else", "as", "is", "in"].contains(&text)
}

/// The program as it is compiled.
pub fn ticking(source: &str, tokens: &[Token<'_>], calls: Calls) -> Ticking {
    let mut made = Ticking::default();
    let mut at = 0;
    let mut put = |place: usize, text: &str| {
        made.source.push_str(&source[at..place]);
        made.source.push_str(text);
        made.inserted.push((place, text.len()));
        at = place;
    };
    // Heads whose bodies are to come, with the depth at which they stand, and the brackets that are open.
    let mut heads: Vec<(Bracket, bool, usize)> = Vec::new();
    let mut open: Vec<Bracket> = Vec::new();
    let mut marked_line = 0;
    let mut line = Lines::new(source);
    let has_calls = calls == Calls::With;
    for (number, token) in tokens.iter().enumerate() {
        let text = |ahead: usize| tokens.get(ahead).map_or("", |token| token.text);
        let (before, next) = (text(number.wrapping_sub(1)), text(number + 1));
        let mut may_mark = false;
        match token.text {
            "{" => {
                let head = heads.pop_if(|(.., depth)| *depth == open.len());
                let (bracket, ticks) = match head {
                    _ if before == "#" => (Bracket::Other, false),
                    _ if before == "|" || before == "||" => (Bracket::Closure, true),
                    Some((bracket, ticks, _)) => (bracket, ticks),
                    None if ["else", "=>", "{", "}", ";", "=", "unsafe", "move"]
                        .contains(&before) =>
                    {
                        (Bracket::Block, false)
                    }
                    None => (Bracket::Other, false),
                };
                open.push(bracket);
                if bracket == Bracket::Closure {
                    put(token.at.end, OPEN);
                }
                if ticks && has_calls {
                    put(token.at.end, TICK);
                }
                if bracket == Bracket::Function && has_calls {
                    put(token.at.end, ENTER);
                    marked_line = 0;
                }
                may_mark = bracket != Bracket::Other && next != "}";
            }
            "(" | "[" => open.push(Bracket::Other),
            ")" | "]" | "}" => {
                let closed = open.pop();
                if closed == Some(Bracket::Closure) && token.text == "}" {
                    put(token.at.start, CLOSE);
                }
                may_mark =
                    token.text == "}" && closed == Some(Bracket::Block) && begins_statement(next);
            }
            ";" => may_mark = next != "}" && !next.is_empty(),
            word => {
                let head = HEADS.iter().find(|(head, ..)| *head == word);
                // `async fn` and `async |x|` have the head of what follows.
                let then = if next == "move" {
                    text(number + 2)
                } else {
                    next
                };
                let is_head = before != "." && (word != "async" || then == "{");
                if let Some(&(_, bracket, ticks)) = head.filter(|_| is_head) {
                    heads.push((bracket, ticks, open.len()));
                }
            }
        }
        // Statements stand in a block of a function, however deep, and in no closure of it, which would have captured the call.
        let of_function = open
            .iter()
            .rev()
            .find(|bracket| matches!(bracket, Bracket::Function | Bracket::Closure));
        let is_block = matches!(open.last(), Some(Bracket::Function | Bracket::Block));
        let ahead = tokens
            .get(number + 1)
            .map_or(0, |next| line.of(next.at.start));
        if has_calls
            && may_mark
            && is_block
            && of_function == Some(&Bracket::Function)
            && ahead != marked_line
        {
            put(
                token.at.end,
                &format!("::meanwhile::at(meanwhile_call,{ahead});"),
            );
            marked_line = ahead;
        }
    }
    made.source.push_str(&source[at..]);
    made
}

/// Counts lines, going on from where it was asked last.
struct Lines<'a> {
    source: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    const fn new(source: &'a str) -> Self {
        Self {
            source,
            at: 0,
            line: 1,
        }
    }

    /// The line of a byte that lies behind all that was asked for.
    fn of(&mut self, byte: usize) -> u32 {
        let passed = self
            .source
            .as_bytes()
            .get(self.at..byte)
            .unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.at = self.at.max(byte);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn made(source: &str) -> Ticking {
        ticking(source, &tokens(source).expect("tokens"), Calls::With)
    }

    fn shown(source: &str) -> String {
        let shown = made(source)
            .source
            .replace(TICK, "T;")
            .replace(ENTER, "E;")
            .replace(OPEN, "<")
            .replace(CLOSE, ">");
        shown.replace("::meanwhile::at(meanwhile_call,", "M(")
    }

    #[test]
    fn every_loop_and_function_has_a_tick() {
        for (source, wanted) in [
            ("fn f() { loop { } }", "fn f() {T;E;M(1); loop {T; } }"),
            (
                "fn f() { while a < (b) { c } }",
                "fn f() {T;E;M(1); while a < (b) {T; c } }",
            ),
            (
                "fn f() { for x in match y { _ => 1 } { } }",
                "fn f() {T;E;M(1); for x in match y { _ => 1 } {T; } }",
            ),
            (
                "fn f() { a.map(|x| { x }) }",
                "fn f() {T;E;M(1); a.map(|x| {<T; x >}) }",
            ),
            ("fn f() { #{ a: 1 } }", "fn f() {T;E;M(1); #{ a: 1 } }"),
            ("fn f() { P { a: 1 } }", "fn f() {T;E;M(1); P { a: 1 } }"),
            (
                "async fn f() { async { 1 }.await }",
                "async fn f() {T;E;M(1); async {T;E;M(1); 1 }.await }",
            ),
        ] {
            assert_eq!(shown(source), wanted);
        }
    }

    #[test]
    fn every_line_of_a_function_is_marked_once() {
        let source = "fn f() {\n  a(); b();\n  if c {\n    d();\n  }\n  e()\n}";
        let wanted =
            "fn f() {T;E;M(2);\n  a(); b();M(3);\n  if c {M(4);\n    d();\n  }M(6);\n  e()\n}";
        assert_eq!(shown(source), wanted);
        // Where a statement goes on nothing can be put in.
        let source = "fn f() {\n  let a = if b { 1 }\n    else { 2 }\n    + 3;\n  g(|| {\n    1;\n    2\n  })\n}";
        let wanted = "fn f() {T;E;M(2);\n  let a = if b { 1 }\n    else {M(3); 2 }\n    + 3;M(5);\n  g(|| {<T;\n    1;\n    2\n  >})\n}";
        assert_eq!(shown(source), wanted);
    }

    #[test]
    fn a_place_is_found_again() {
        let source = "fn f() { loop { boom } }";
        let made = made(source);
        let found = made.source.find("boom").expect("it is there");
        let original = made.original(found..found + 4);
        assert_eq!(&source[original], "boom");
        let in_ours = made.source.find(TICK).expect("it is there") + 3;
        assert_eq!(made.original(in_ours..in_ours).start, 8);
        assert_eq!(made.original(0..2), 0..2);
    }
}
