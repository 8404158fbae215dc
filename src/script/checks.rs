//! What has to be true of a run that is an exercise: expressions of the same language, which may call the program's own
//! functions, and in which `run` is what happened.

use super::chunks::PAUSED;
use super::compile::unit;
use super::context::library;
use super::errors::sentence;
use crate::comparison::script::{Check, Checked, Script};
use crate::report::caller::free_share;
use crate::report::occupancy::{most_threads, most_waits_in_flight};
use crate::report::waits::alone;
use crate::trace::{Span, Trace, Track};
use rune::Vm;
use rune::alloc::limit;
use rune::runtime::{GeneratorState, Unit, Value, VmError, budget};
use std::sync::Arc;

/// Steps that a check may take: some tenths of a second.
const STEPS: usize = 2_000_000;

/// A run that has come to its end.
pub struct Ended<'a> {
    /// What `main` gave.
    pub gave: Value,
    /// The same as it is told.
    pub answer: &'a str,
    /// What was printed.
    pub printed: &'a str,
    /// What happened.
    pub trace: &'a Trace,
    /// Threads of the pool that the program may use.
    pub threads: u16,
    /// Bytes that a check may have.
    pub memory: usize,
}

/// Which of a program's checks hold for its run.
pub fn checked(script: &Script, ended: &Ended<'_>) -> Vec<Checked> {
    let (built, said) = unit(&source(script, ended));
    let mut all = Vec::new();
    for (number, check) in script.checks.iter().enumerate() {
        let held = match &built {
            Some(unit) => limit::with(ended.memory, || holds(unit, &name(number), ended)).call(),
            None => {
                let why = said.errors.first().map_or("", |error| &error.message);
                Err(["It can't be compiled. ", why].concat())
            }
        };
        let says = check.says.clone();
        all.push(Checked { says, held });
    }
    all
}

fn name(number: usize) -> String {
    ["meanwhile_check_", &number.to_string()].concat()
}

/// The program, and a function a check. What a check knows of the run stands in it.
fn source(script: &Script, ended: &Ended<'_>) -> String {
    let (mut source, facts) = (script.whole(), facts(ended));
    for (number, Check { holds, .. }) in script.checks.iter().enumerate() {
        let name = name(number);
        let parts = [
            "\npub fn ",
            &name,
            "(gave, answer, printed) {",
            &facts,
            "\n",
            holds,
            "\n}",
        ];
        source.push_str(&parts.concat());
    }
    source
}

fn holds(unit: &Arc<Unit>, name: &str, ended: &Ended<'_>) -> Result<bool, String> {
    let given = given_by(unit, name, ended).map_err(|error| told(&error))?;
    let given = given.and_then(|given| given.as_bool().ok());
    given.ok_or_else(|| "It has to be true or false.".to_owned())
}

/// What a check gives, if it gives anything.
fn given_by(unit: &Arc<Unit>, name: &str, ended: &Ended<'_>) -> Result<Option<Value>, VmError> {
    let mut vm = Vm::new(Arc::clone(&library().runtime), Arc::clone(unit));
    let given = vec![
        ended.gave.clone(),
        rune::to_value(ended.answer)?,
        rune::to_value(ended.printed)?,
    ];
    let mut execution = vm.execute([name], given)?;
    let state = budget::with(STEPS, || execution.resume()).call();
    Ok(match state.into_result()? {
        GeneratorState::Complete(given) => Some(given),
        GeneratorState::Yielded(_) => None,
    })
}

/// What went wrong with a check, in words.
fn told(error: &VmError) -> String {
    let said = error.to_string();
    match said {
        _ if said == PAUSED => "It takes too long.".to_owned(),
        _ if said.starts_with(NO_FIELD) => "It asks for something that isn't there.".to_owned(),
        _ => sentence(&said),
    }
}

/// How Rune tells of a field that an object does not have.
const NO_FIELD: &str = "Missing index by static string slot";

/// What a check knows of a run, as a statement of the language. What it gave and printed is there already.
fn facts(ended: &Ended<'_>) -> String {
    let trace = ended.trace;
    let is_wait = |span: &&Span| matches!(span.track, Track::Wait(_));
    let waits = trace.spans.iter().filter(is_wait).count();
    let quoted = |name: &String| ["\"", &name.escape_default().to_string(), "\""].concat();
    let named: Vec<String> = trace.named.iter().map(quoted).collect();
    format!(
        "let run = #{{gave, answer, printed, threads: {}, ms: {:?}, free: {:?}, waits: {waits}, waits_alone: {}, most_waits: {}, most_threads: {}, named: [{}]}};",
        ended.threads,
        trace.wall.to_millis().0,
        free_share(trace).unwrap_or(1.0),
        alone(trace),
        most_waits_in_flight(trace),
        most_threads(trace),
        named.join(", "),
    )
}
