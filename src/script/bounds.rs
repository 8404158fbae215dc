//! How large and how deeply nested a program may be. The compiler calls itself for everything within something else, and a
//! thread's stack in a browser is short: what is deeper than this would break the engine instead of being told.

use super::lines::place;
use super::tokens::Token;
use crate::comparison::script_error::ScriptError;

/// The longest program, in bytes.
pub const MOST_BYTES: usize = 100_000;

/// Brackets may lie within each other so deep.
const DEEPEST: usize = 64;

/// One expression may have so many operators, and calls one after another.
const MOST_OPERATORS: usize = 256;

/// Signs and words with each of which the compiler may go one deeper, within one expression.
const OPERATORS: [&str; 37] = [
    "+", "-", "*", "/", "%", "!", "&", "|", "^", "<", ">", "=", "==", "!=", "<=", ">=", "&&", "||",
    "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", ".", "..", "..=",
    "?", "else", "as", "is",
];

/// What ends an expression, wherever it stands.
const ENDS: [&str; 2] = [";", ","];

/// Whether the compiler may see it.
///
/// # Errors
/// Why not.
pub fn check_length(source: &str) -> Result<(), ScriptError> {
    if source.len() <= MOST_BYTES {
        return Ok(());
    }
    let kilobytes = |bytes: usize| bytes.div_ceil(1_000);
    let (most, given) = (kilobytes(MOST_BYTES), kilobytes(source.len()));
    let message = format!("A program may have at most {most} KB, and this one has {given} KB.");
    Err(ScriptError::new(message))
}

/// Whether the compiler can go as deep.
///
/// # Errors
/// Where it is too deep.
pub fn check_depth(source: &str, tokens: &[Token<'_>]) -> Result<(), ScriptError> {
    // Of each bracket that is open, the operators of the expression that it is at.
    let mut operators = vec![0_usize];
    for (number, token) in tokens.iter().enumerate() {
        let next = tokens.get(number + 1).map_or(";", |next| next.text);
        match token.text {
            "(" | "[" | "{" => operators.push(0),
            ")" | "]" | "}" if operators.len() > 1 => drop(operators.pop()),
            _ => {}
        }
        let Some(here) = operators.last_mut() else {
            continue;
        };
        match token.text {
            end if ENDS.contains(&end) => *here = 0,
            // A block that nothing goes on with is a statement of its own.
            "}" if !OPERATORS.contains(&next) => *here = 0,
            word if OPERATORS.contains(&word) => *here += 1,
            _ => {}
        }
        let too_many = *here > MOST_OPERATORS;
        let place = || place(source, token.at.clone());
        if operators.len() > DEEPEST {
            let message = format!("Brackets lie more than {DEEPEST} deep within each other here.");
            return Err(ScriptError::at(place(), message));
        }
        if too_many {
            let message = format!(
                "This expression has more than {MOST_OPERATORS} operators: cut it into several."
            );
            return Err(ScriptError::at(place(), message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn check(source: &str) -> Result<(), ScriptError> {
        check_length(source)?;
        check_depth(source, &tokens(source).expect("tokens"))
    }

    #[test]
    fn what_is_too_deep_is_told_where_it_becomes_so() {
        let nested = format!("fn f() {{ {}1{} }}", "(".repeat(1_000), ")".repeat(1_000));
        let error = check(&nested).unwrap_err();
        assert!(error.message.starts_with("Brackets lie more than 64"));
        assert_eq!(error.place.map(|place| place.column), Some(72));
        for long in ["!", "1+", "a.b", "-", "if a { 1; } else "] {
            let error = check(&long.repeat(1_000)).unwrap_err();
            assert!(error.place.is_some(), "{long}: {error:?}");
        }
        for many in ["let a = 1 + 2;\n", "if a == 1 {}\n", "a => b.c(),\n"] {
            assert_eq!(check(&many.repeat(1_000)), Ok(()), "{many}");
        }
        let two_megabytes = "//\n".repeat(700_000);
        let error = check(&two_megabytes).unwrap_err();
        assert_eq!(
            error.message,
            "A program may have at most 100 KB, and this one has 2100 KB."
        );
    }
}
