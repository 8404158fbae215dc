//! A reader's function as it goes to other threads: its name, and what it has captured, which has to be plain.

use super::compiled::{Compiled, has_function};
use super::context::library;
use super::plain::plain;
use super::tokens::tokens;
use rune::runtime::debug::DebugArgs;
use rune::runtime::{ConstValue, Function, InstAddress, Unit, Value};
use rune::{Hash, Source, Sources, Vm};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// A function of the program that any thread can call.
#[derive(Serialize, Deserialize)]
pub struct Call {
    /// Its name, as Rune knows it.
    pub function: u64,
    /// What it has captured, if it is a closure: given to it after its arguments.
    pub captured: Option<ConstValue>,
}

/// Calls a function it is given, with one argument or with two. A function that is about to begin has what it captured
/// before it, and Rune has no other way to say what that is.
const CALLERS: &str = "pub fn with_1(f, a) { f(a) } pub fn with_2(f, a, b) { f(a, b) }";

/// More steps than this before a function begins there are not.
const MOST_STEPS: usize = 16;

fn callers() -> Option<Arc<Unit>> {
    static UNIT: OnceLock<Option<Arc<Unit>>> = OnceLock::new();
    let made = || {
        let mut sources = Sources::new();
        sources.insert(Source::memory(CALLERS).ok()?).ok()?;
        let built = rune::prepare(&mut sources)
            .with_context(&library().context)
            .build();
        built.ok().map(Arc::new)
    };
    UNIT.get_or_init(made).clone()
}

/// That function, which takes so many arguments, as others can call it. `named` is the function of ours that it was given
/// to.
///
/// # Errors
/// One sentence on why they can't.
pub fn call_of(
    compiled: &Compiled,
    function: &Function,
    arguments: usize,
    named: &str,
) -> Result<Call, String> {
    let hash = function.type_hash();
    if !has_function(&compiled.chunks, hash) {
        return Err(format!(
            "{named} wants a function or a closure of this program."
        ));
    }
    let captured = match captured_by(function, arguments) {
        Some(Begun::With(captured)) => captured,
        Some(Begun::Nothing) => {
            return Err(format!(
                "The function given to {named} is asynchronous: chunks compute, and can't wait."
            ));
        }
        None => return Err(takes(arguments, named)),
    };
    let names = captured_names(compiled, hash, captured.len());
    let plain = captured.into_iter().enumerate().map(|(place, value)| {
        let name = names.get(place).map(|name| format!(" `{name}`")).unwrap_or_default();
        plain(value).map_err(|kind| {
            format!("The function given to {named} uses the variable{name}, which is of the kind {kind}: only numbers, text and lists of them can go to other threads.")
        })
    });
    let plain: Vec<ConstValue> = plain.collect::<Result<_, _>>()?;
    Ok(Call {
        function: hash.into_inner(),
        captured: tuple_of(plain),
    })
}

fn takes(arguments: usize, named: &str) -> String {
    let wanted = match arguments {
        1 => "one argument",
        _ => "two arguments",
    };
    format!("The function given to {named} has to take {wanted}.")
}

fn tuple_of(values: Vec<ConstValue>) -> Option<ConstValue> {
    if values.is_empty() {
        return None;
    }
    let mut all = rune::alloc::Vec::new();
    for value in values {
        all.try_push(value).ok()?;
    }
    all.try_into_boxed_slice().ok().map(ConstValue::tuple)
}

/// What becomes of a function that is called.
enum Begun {
    /// It begins, with what it has captured.
    With(Vec<Value>),
    /// It gives something, a future, and nothing of it is done.
    Nothing,
}

/// What a function has captured; nothing where it does not take so many arguments.
fn captured_by(function: &Function, arguments: usize) -> Option<Begun> {
    use rune::alloc::clone::TryClone;
    let mut vm = Vm::new(Arc::clone(&library().runtime), callers()?);
    let own = rune::to_value(function.try_clone().ok()?).ok()?;
    let unit = Value::from(());
    let mut execution = match arguments {
        1 => vm.execute(["with_1"], (own, unit)),
        _ => vm.execute(["with_2"], (own, unit.clone(), unit)),
    }
    .ok()?;
    for _ in 0..MOST_STEPS {
        if !execution.vm().call_frames().is_empty() {
            // The captured values follow the arguments, as one tuple, where there are any.
            let stack = execution
                .vm()
                .stack()
                .slice_at(InstAddress::ZERO, arguments + 1)
                .ok();
            let captured = stack.and_then(|stack| {
                stack
                    .last()?
                    .borrow_tuple_ref()
                    .ok()
                    .map(|tuple| tuple.to_vec())
            });
            return Some(Begun::With(captured.unwrap_or_default()));
        }
        if execution.step().into_result().ok()?.is_some() {
            return Some(Begun::Nothing);
        }
    }
    None
}

/// What the captured values are called in the program, as far as that can be told: names are not kept. Rune captures in the
/// order in which names are first used, so there have to be as many names as values.
fn captured_names(compiled: &Compiled, function: Hash, count: usize) -> Vec<String> {
    let body = body_of(compiled, function);
    let names = body.map_or_else(Vec::new, |(text, arguments)| {
        names_from_outside(text, &arguments)
    });
    if names.len() == count {
        names
    } else {
        Vec::new()
    }
}

/// The text of a function's body, and what its arguments are called.
fn body_of(compiled: &Compiled, function: Hash) -> Option<(&str, Vec<&str>)> {
    let unit = &compiled.chunks;
    let known = unit.debug_info()?;
    let starts = || known.functions_rev.iter();
    let (start, _) = starts().find(|(_, name)| **name == function)?;
    let end = starts()
        .map(|(at, _)| *at)
        .filter(|at| at > start)
        .min()
        .unwrap_or(usize::MAX);
    let own = known
        .instructions
        .iter()
        .filter(|(at, _)| (*start..end).contains(*at));
    let spans = own.map(|(_, instruction)| instruction.span.range());
    let all = spans.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))?;
    let arguments = match &known.functions.get(&function)?.args {
        DebugArgs::Named(names) => names.iter().map(|name| &**name).collect(),
        _ => Vec::new(),
    };
    Some((
        compiled.source.get(compiled.original(unit, all))?,
        arguments,
    ))
}

/// Names that a body uses and does not give, in the order of their first use.
fn names_from_outside<'a>(body: &'a str, arguments: &[&'a str]) -> Vec<String> {
    let tokens = tokens(body).unwrap_or_default();
    let text = |place: usize| tokens.get(place).map_or("", |token| token.text);
    let (mut given, mut used): (Vec<&str>, Vec<&str>) = (arguments.to_vec(), Vec::new());
    for (place, token) in tokens.iter().enumerate() {
        let is_name = token
            .text
            .starts_with(|first: char| first.is_lowercase() || first == '_');
        let before = text(place.wrapping_sub(1));
        let is_of_something = before == "." || ["::", "!", "(", ":"].contains(&text(place + 1));
        if !is_name || is_of_something || NO_NAMES.contains(&token.text) {
            continue;
        }
        if ["let", "for", "mut"].contains(&before) {
            given.push(token.text);
        } else if !given.contains(&token.text) && !used.contains(&token.text) {
            used.push(token.text);
        }
    }
    used.into_iter().map(str::to_owned).collect()
}

/// Words that are no names.
const NO_NAMES: [&str; 18] = [
    "let", "for", "in", "if", "else", "match", "while", "loop", "return", "break", "continue",
    "move", "mut", "true", "false", "as", "is", "not",
];
