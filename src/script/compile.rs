//! From a program's text to code. It is compiled as it is, so that what is wrong is told of the reader's own text; for
//! chunks, which every thread computes at full speed; and, with calls that let it be stopped and followed, for the caller.

use super::bounds::{check_depth, check_length};
use super::compiled::{Compiled, has_function};
use super::context::library;
use super::errors;
use super::ticks::{Calls, Ticking, ticking};
use super::tokens::tokens;
use crate::comparison::script_error::{ScriptCheck, ScriptError};
use rune::diagnostics::Diagnostic;
use rune::runtime::Unit;
use rune::{Diagnostics, Hash, Source, Sources};
use std::sync::{Arc, Mutex, PoisonError};

/// The program that was compiled last. Threads share it where they share memory; a separate worker has its own.
static LAST: Mutex<Option<Arc<Compiled>>> = Mutex::new(None);

/// The program, compiled now or before.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn known(source: &str) -> Result<Arc<Compiled>, ScriptError> {
    let last = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = last().as_ref().filter(|known| known.source == source) {
        return Ok(Arc::clone(known));
    }
    let compiled = Arc::new(compile(source)?);
    last().replace(Arc::clone(&compiled));
    Ok(compiled)
}

fn compile(source: &str) -> Result<Compiled, ScriptError> {
    let (plain, said) = unit(source);
    let first = || ScriptError::new("This can't be compiled.");
    let plain = plain.ok_or_else(|| said.errors.into_iter().next().unwrap_or_else(first))?;
    let made = |calls| {
        let text = tokens(source).map(|tokens| ticking(source, &tokens, calls));
        let made = text.and_then(|text| Some((unit(&text.source).0?, text)));
        // What can't be told how to stop is ended with its engine.
        made.unwrap_or_else(|| (Arc::clone(&plain), Ticking::default()))
    };
    let (main, chunks) = (made(Calls::With), made(Calls::Without));
    Ok(Compiled {
        source: source.to_owned(),
        main: Arc::clone(&main.0),
        chunks: Arc::clone(&chunks.0),
        texts: [main, chunks],
    })
}

/// What there is to say of a program, without running it.
pub fn check(source: &str) -> ScriptCheck {
    let (unit, mut said) = unit(source);
    if unit.is_some_and(|unit| !has_function(&unit, Hash::type_hash(["main"]))) {
        said.errors.push(no_main());
    }
    said
}

/// Where a program begins is for the reader to say.
pub fn no_main() -> ScriptError {
    ScriptError::new(
        "A program begins in its function main, which has to be public: pub async fn main() { }",
    )
}

/// All of a program as one unit, if it can be compiled, and what there is to say of it.
pub(super) fn unit(source: &str) -> (Option<Arc<Unit>>, ScriptCheck) {
    let mut said = ScriptCheck::default();
    let is_bounded = check_length(source).and_then(|()| match tokens(source) {
        Some(tokens) => check_depth(source, &tokens),
        None => Ok(()),
    });
    if let Err(error) = is_bounded {
        said.errors.push(error);
        return (None, said);
    }
    let mut sources = Sources::new();
    let inserted = Source::memory(source).and_then(|source| sources.insert(source));
    if inserted.is_err() {
        return (None, said);
    }
    let mut diagnostics = Diagnostics::new();
    let built = rune::prepare(&mut sources)
        .with_context(&library().context)
        .with_diagnostics(&mut diagnostics)
        .build();
    for diagnostic in diagnostics.diagnostics() {
        said.errors.extend(errors::of_compiler(source, diagnostic));
        if let Diagnostic::Warning(warning) = diagnostic {
            said.warnings.extend(errors::of_warning(source, warning));
        }
    }
    (built.ok().map(Arc::new), said)
}
