//! Words that a first-year student does not know, explained where they stand: a text may name a term as
//! `[the words](term)`, whose explanation is the text `term.TERM`. No browser in it.

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain words.
    Plain(&'a str),
    /// Words that are explained.
    Term {
        /// As they stand in the text.
        words: &'a str,
        /// What is explained.
        term: &'a str,
    },
}

/// The pieces of a text, in order. What is no whole `[words](term)` is plain.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, words, term, after)) = next_term(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Plain(before));
        }
        pieces.push(Piece::Term { words, term });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

/// The text without its marks, for those who hear it.
pub fn unmarked(text: &str) -> String {
    let words = pieces(text).into_iter().map(|piece| match piece {
        Piece::Plain(words) | Piece::Term { words, .. } => words,
    });
    words.collect()
}

fn next_term(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (head, tail) = text.split_once("](")?;
    let (before, words) = head.rsplit_once('[')?;
    let (term, after) = tail.split_once(')')?;
    Some((before, words, term, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson;
    use crate::view::words::Words;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn terms_are_found_and_everything_else_is_plain() {
        let text = "Give the [waiting](wait) to more [threads](thread).";
        let expected = [
            Piece::Plain("Give the "),
            Piece::Term {
                words: "waiting",
                term: "wait",
            },
            Piece::Plain(" to more "),
            Piece::Term {
                words: "threads",
                term: "thread",
            },
            Piece::Plain("."),
        ];
        assert_eq!(pieces(text), expected);
        assert_eq!(unmarked(text), "Give the waiting to more threads.");
        for plain in ["", "a [b] (c)", "a](b)", "[a](b", "x]y[z"] {
            assert_eq!(unmarked(plain), plain);
        }
    }

    /// What a text names is explained, and what is explained is named somewhere.
    #[test]
    fn every_term_is_explained_and_every_explanation_is_of_a_term() {
        let (mut named, mut explained) = (BTreeSet::new(), BTreeSet::new());
        for lesson in lesson::listed() {
            let words = Words::english_of(&lesson.slug.replace('-', "_"));
            for (key, text) in words.pairs() {
                explained.extend(key.strip_prefix("term.").map(str::to_owned));
                named.extend(pieces(text).into_iter().filter_map(|piece| match piece {
                    Piece::Term { term, .. } => Some(term.to_owned()),
                    Piece::Plain(_) => None,
                }));
            }
        }
        assert_eq!(named, explained);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart_without_loss(text in "[a-z\\[\\]() ]{0,40}") {
            let whole: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Plain(words) => words.to_owned(),
                    Piece::Term { words, term } => format!("[{words}]({term})"),
                })
                .collect();
            prop_assert_eq!(whole, text);
        }
    }
}
