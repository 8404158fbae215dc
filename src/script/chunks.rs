//! What a thread of the pool does with a reader's function: calls it for each unit of a range, on a machine of its own.
//! The machine counts its steps; at every so many the stop flag is looked at.

use super::calls::Call;
use super::compile::known;
use super::compiled::Compiled;
use super::context::library;
use super::errors;
use super::plain::{plain, value};
use super::session;
use super::task::{Each, Task};
use crate::comparison::script_error::ScriptError;
use crate::kernel::{Interrupted, Part, Stop};
use rune::alloc::limit;
use rune::runtime::{ConstValue, GeneratorState, Value, VmError, VmResult, budget};
use rune::{Hash, Vm};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// So many steps of a machine take less than the ten milliseconds at which the stop flag has to be looked at.
const STEPS: usize = 100_000;

/// What a chunk gives.
#[derive(Serialize, Deserialize)]
pub struct Given {
    /// Values, or what broke it.
    pub values: Result<Vec<ConstValue>, ScriptError>,
    /// What it printed.
    pub printed: String,
}

/// Carries a task out for some of its units.
///
/// # Errors
/// `Interrupted::Stopped` when the flag is set, `Interrupted::BadInput` where the bytes are no task.
pub fn carry_out(task: &[u8], units: Range<u64>, stop: &Stop) -> Result<Part, Interrupted> {
    let task: Task = postcard::from_bytes(task).map_err(|_| Interrupted::BadInput)?;
    let (values, printed) = session::in_chunk(|| match known(&task.source) {
        Ok(compiled) => given_by(&compiled, &task, units, stop),
        Err(error) => Err(Ended::Error(error)),
    });
    let values = match values {
        Ok(values) => Ok(values),
        Err(Ended::Error(error)) => Err(error),
        Err(Ended::Stopped) => return Err(Interrupted::Stopped),
    };
    let given = Given { values, printed };
    Ok(Part {
        value: 0,
        bytes: postcard::to_allocvec(&given).map_err(|_| Interrupted::BadInput)?,
    })
}

/// What a chunk gave.
pub fn read(part: &Part) -> Given {
    let unreadable = |_| Given {
        values: Err(ScriptError::new("What a chunk gave can't be read.")),
        printed: String::new(),
    };
    postcard::from_bytes(&part.bytes).unwrap_or_else(unreadable)
}

/// A chunk did not come to its end.
enum Ended {
    Stopped,
    Error(ScriptError),
}

fn given_by(
    compiled: &Compiled,
    task: &Task,
    units: Range<u64>,
    stop: &Stop,
) -> Result<Vec<ConstValue>, Ended> {
    let number = |unit: u64| task.first.wrapping_add(unit as i64);
    let work = || {
        let mut thread = Thread::new(compiled, stop);
        match &task.each {
            Each::Unit(call) => {
                let function = thread.ready(call)?;
                let given = units.map(|unit| {
                    let given = thread.call(&function, [number(unit).into()])?;
                    thread.plain(given)
                });
                given.collect()
            }
            Each::Range(call) => {
                let function = thread.ready(call)?;
                let range = thread.range(number(units.start)..number(units.end))?;
                let given = thread.call(&function, [range])?;
                Ok(vec![thread.plain(given)?])
            }
            Each::Reduced(each, both) => {
                let (each, both) = (thread.ready(each)?, thread.ready(both)?);
                let mut sum: Option<Value> = None;
                for unit in units {
                    let given = thread.call(&each, [number(unit).into()])?;
                    sum = Some(match sum {
                        None => given,
                        Some(sum) => thread.call(&both, [sum, given])?,
                    });
                }
                sum.map(|sum| thread.plain(sum)).into_iter().collect()
            }
        }
    };
    limit::with(task.memory, work).call()
}

/// A function that can be called again and again on its thread.
struct Ready {
    function: Hash,
    captured: Option<Value>,
}

/// A thread's machine.
struct Thread<'a> {
    vm: Vm,
    compiled: &'a Compiled,
    stop: &'a Stop,
}

impl<'a> Thread<'a> {
    fn new(compiled: &'a Compiled, stop: &'a Stop) -> Self {
        let vm = Vm::new(Arc::clone(&library().runtime), Arc::clone(&compiled.chunks));
        Self { vm, compiled, stop }
    }

    fn error(&self, error: &VmError) -> Ended {
        Ended::Error(errors::of_run(self.compiled, error))
    }

    fn ready(&self, call: &Call) -> Result<Ready, Ended> {
        let captured = call.captured.as_ref().map(value).transpose();
        Ok(Ready {
            function: Hash::new(call.function),
            captured: captured.map_err(|error| self.error(&error))?,
        })
    }

    fn range(&self, range: Range<i64>) -> Result<Value, Ended> {
        rune::to_value(range).map_err(|error| self.error(&error.into()))
    }

    fn plain(&self, given: Value) -> Result<ConstValue, Ended> {
        plain(given).map_err(|kind| {
            let message = format!("A chunk gave something of the kind {kind}: only numbers, text and lists of them can go from thread to thread.");
            Ended::Error(ScriptError::new(message))
        })
    }

    fn call<const N: usize>(
        &mut self,
        ready: &Ready,
        arguments: [Value; N],
    ) -> Result<Value, Ended> {
        let arguments: Vec<Value> = arguments
            .into_iter()
            .chain(ready.captured.clone())
            .collect();
        let (compiled, stop) = (self.compiled, self.stop);
        let error = |error: &VmError| Ended::Error(errors::of_run(compiled, error));
        let mut execution = self
            .vm
            .execute(ready.function, arguments)
            .map_err(|why| error(&why))?;
        loop {
            if stop.load(Ordering::Relaxed) != 0 {
                return Err(Ended::Stopped);
            }
            match budget::with(STEPS, || execution.resume()).call() {
                VmResult::Ok(GeneratorState::Complete(given)) => return Ok(given),
                VmResult::Ok(GeneratorState::Yielded(_)) => {
                    let message = "A chunk's function gives one value: it can't yield.";
                    return Err(Ended::Error(ScriptError::new(message)));
                }
                VmResult::Err(why) if why.to_string() == PAUSED => {}
                VmResult::Err(why) if why.to_string() == AWAITS => {
                    let message = "A chunk's function computes and can't wait: no await in it.";
                    let told = errors::of_run(compiled, &why);
                    let message = message.to_owned();
                    return Err(Ended::Error(ScriptError { message, ..told }));
                }
                VmResult::Err(why) => return Err(error(&why)),
            }
        }
    }
}

/// What Rune says of a machine whose steps are used up, and which can go on: it has no other way to tell.
pub(super) const PAUSED: &str = "Halted for unexpected reason `limited`";

/// And of one that awaits something where nobody lets it.
const AWAITS: &str = "Halted for unexpected reason `awaited`";
