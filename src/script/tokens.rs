//! A program's tokens: words, signs and brackets, with where they stand.

use rune::SourceId;
use rune::macros::TokenStream;
use rune::parse::parse_all;
use std::ops::Range;

/// A token: its text and its place in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// As it stands there.
    pub text: &'a str,
    /// Its bytes.
    pub at: Range<usize>,
}

/// The tokens of a source, without comments; nothing where it can't even be cut into tokens, which the compiler then says
/// better.
pub fn tokens(source: &str) -> Option<Vec<Token<'_>>> {
    let stream: TokenStream = parse_all(source, SourceId::empty(), true).ok()?;
    let mut found: Vec<Token<'_>> = Vec::new();
    for token in stream {
        let at = token.span.range();
        let Some(text) = source.get(at.clone()) else {
            continue;
        };
        // Documentation and templates become tokens that nobody wrote, which stand where others do, or nowhere.
        let is_new = found.last().is_none_or(|last| last.at.end <= at.start);
        // The text of a documentation stands behind its sign.
        let behind = &source[..at.start];
        let is_comment = ["//", "/*"].iter().any(|sign| text.starts_with(sign))
            || ["///", "//!", "/**", "/*!"]
                .iter()
                .any(|sign| behind.ends_with(sign));
        if is_new && !text.is_empty() && !is_comment {
            found.push(Token { text, at });
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        let found = tokens(source).expect("tokens");
        found.iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_signs_and_brackets_without_comments() {
        assert_eq!(
            texts("/// What it does.\nfn f(x) { x + 1 } // {\n/* { */"),
            ["fn", "f", "(", "x", ")", "{", "x", "+", "1", "}"]
        );
        assert_eq!(texts("\"{\" '{' b\"{\""), ["\"{\"", "'{'", "b\"{\""]);
    }

    #[test]
    fn what_is_in_a_template_stands_where_it_stands() {
        let found = texts("let t = `a ${ if x { 1 } else { 2 } } {b`; loop {}");
        assert_eq!(found[found.len() - 3..], ["loop", "{", "}"]);
        let opens = found.iter().filter(|text| **text == "{").count();
        let closes = found.iter().filter(|text| **text == "}").count();
        assert_eq!(opens, closes, "{found:?}");
    }

    #[test]
    fn nonsense_has_none() {
        assert_eq!(tokens("let a = \"no end"), None);
    }
}
