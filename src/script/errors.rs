//! Rune's errors, in words for the reader and with their place in the program.

use super::compiled::Compiled;
use super::lines::place;
use crate::comparison::script_error::ScriptError;
use rune::ast::Spanned;
use rune::diagnostics::{Diagnostic, FatalDiagnosticKind, WarningDiagnostic};
use rune::runtime::VmError;
use std::ops::Range;

/// Rune says no more of memory that was not granted.
const OUT_OF_MEMORY: &str = "Failed to allocate";

/// Of every pattern that may not fit.
const NO_NEWS: &str = "Pattern might panic";

const MORE_MEMORY: &str = "The program wants more memory than it may have. (Does something call itself without end, or grow without end?)";

/// What the compiler said, if it was an error.
pub fn of_compiler(source: &str, diagnostic: &Diagnostic) -> Option<ScriptError> {
    let Diagnostic::Fatal(fatal) = diagnostic else {
        return None;
    };
    Some(match fatal.kind() {
        FatalDiagnosticKind::CompileError(error) => {
            let at = error.span().range();
            ScriptError::at(place(source, at), sentence(&error.to_string()))
        }
        _ => ScriptError::new(sentence(&fatal.to_string())),
    })
}

/// What the compiler finds strange, and where.
pub fn of_warning(source: &str, warning: &WarningDiagnostic) -> Option<ScriptError> {
    let said = warning.to_string();
    // Every `let (a, b) = …` of a language without types.
    if said.starts_with(NO_NEWS) {
        return None;
    }
    let at = place(source, warning.span().range());
    Some(ScriptError::at(at, sentence(&said)))
}

/// What ended a program that was running.
pub fn of_run(compiled: &Compiled, error: &VmError) -> ScriptError {
    let at = place_of_run(compiled, error);
    let said = with_name(
        error.to_string(),
        at.as_ref().and_then(|at| compiled.source.get(at.clone())),
    );
    let message = match said.strip_prefix("Panicked: ") {
        _ if said.starts_with(OUT_OF_MEMORY) => MORE_MEMORY.to_owned(),
        Some(panic) => sentence(panic),
        None => sentence(&said),
    };
    ScriptError {
        place: at.map(|at| place(&compiled.source, at)),
        ..ScriptError::new(message)
    }
}

/// Rune calls a method that it did not find by its number; the program calls it by its name.
fn with_name(said: String, program: Option<&str>) -> String {
    let number = said.split('`').find(|part| part.starts_with("0x"));
    let name = program
        .and_then(|text| text.rsplit_once('.'))
        .map(|(_, call)| call.split('(').next().unwrap_or_default().trim());
    match (number, name) {
        (Some(number), Some(name)) => said.replace(number, name),
        _ => said,
    }
}

/// Where the innermost call is that is of the program itself.
fn place_of_run(compiled: &Compiled, error: &VmError) -> Option<Range<usize>> {
    let location = error.first_location()?;
    let known = location.unit.debug_info()?.instruction_at(location.ip)?;
    Some(compiled.original(&location.unit, known.span.range()))
}

/// What Rune says has no full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.ends_with(['.', '!', '?', ')']) {
        true => text.to_owned(),
        false => format!("{text}."),
    }
}
