//! `parallel`: the reader's own functions on every thread of the pool.

use super::{gone, whole};
use crate::script::calls::{Call, call_of};
use crate::script::context;
use crate::script::plain::value;
use crate::script::session::{self, Ask, Cut, Session};
use crate::script::task::{Each, Task};
use futures_channel::oneshot;
use rune::runtime::{Function, Range, Value, VmError, VmResult};
use rune::{ContextError, Module, vm_try};
use std::rc::Rc;

/// The most numbers that may be gone through.
const MOST_UNITS: u64 = 10_000_000;

/// The most chunks.
const MOST_CHUNKS: i64 = 10_000;

/// Unless the reader says how many, each thread has so many chunks: enough that all end together.
const CHUNKS_A_THREAD: u64 = 8;

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("parallel")?;
    module.function("map", map).build()?;
    module.function("map_chunks", map_chunks).build()?;
    module.function("reduce", reduce).build()?;
    module.function("threads", threads).build()?;
    Ok(module)
}

fn threads() -> VmResult<i64> {
    VmResult::Ok(vm_try!(session::here("parallel::threads")).threads.into())
}

/// What a function gives for each number of a range, in order.
fn map(range: &Range, function: &Function) -> impl Future<Output = VmResult<Value>> + use<> {
    let named = "parallel::map";
    let asked = prepared(named, range, None, |session| {
        VmResult::Ok(Each::Unit(vm_try!(called(session, function, 1, named))))
    });
    async { list(vm_try!(given(asked).await)) }
}

/// What a function gives for each of so many parts of a range, in order: it is given the part.
fn map_chunks(
    range: &Range,
    chunks: i64,
    function: &Function,
) -> impl Future<Output = VmResult<Value>> + use<> {
    let named = "parallel::map_chunks";
    let asked = prepared(named, range, Some(chunks), |session| {
        VmResult::Ok(Each::Range(vm_try!(called(session, function, 1, named))))
    });
    async { list(vm_try!(given(asked).await)) }
}

/// What a function gives for each number of a range, put together by another: it is given two of them at a time. In which
/// order is nobody's business, so it must not matter.
fn reduce(
    range: &Range,
    each: &Function,
    both: &Function,
) -> impl Future<Output = VmResult<Option<Value>>> + use<> {
    let named = "parallel::reduce";
    let asked = prepared(named, range, None, |session| {
        let each = vm_try!(called(session, each, 1, named));
        VmResult::Ok(Each::Reduced(
            each,
            vm_try!(called(session, both, 2, named)),
        ))
    });
    let both = rune::alloc::clone::TryClone::try_clone(both);
    async {
        let (both, mut sum) = (vm_try!(both), None);
        for given in vm_try!(given(asked).await) {
            sum = Some(match sum {
                None => given,
                Some(sum) => vm_try!(both.call::<Value>((sum, given))),
            });
        }
        VmResult::Ok(sum)
    }
}

fn called(session: &Session, function: &Function, arguments: usize, named: &str) -> VmResult<Call> {
    match call_of(&session.compiled, function, arguments, named) {
        Ok(call) => VmResult::Ok(call),
        Err(why) => VmResult::panic(why),
    }
}

/// What is asked of the pool, not asked yet: a future of Rune's does nothing until it is awaited.
type Prepared = VmResult<Option<(Rc<Session>, Box<Task>, Cut)>>;

fn prepared(
    named: &str,
    range: &Range,
    chunks: Option<i64>,
    each: impl FnOnce(&Session) -> VmResult<Each>,
) -> Prepared {
    let session = vm_try!(session::here(named));
    let range = vm_try!(whole(range, named));
    let units = range.end.saturating_sub(range.start).max(0) as u64;
    if units > MOST_UNITS {
        return VmResult::panic(format!(
            "{named} goes through {MOST_UNITS} numbers at most, and these are {units}"
        ));
    }
    let chunks = match chunks {
        Some(chunks) if !(1..=MOST_CHUNKS).contains(&chunks) => {
            return VmResult::panic(format!("{named} wants from 1 to {MOST_CHUNKS} chunks"));
        }
        Some(chunks) => chunks as u64,
        None => u64::from(session.threads) * CHUNKS_A_THREAD,
    };
    let each = vm_try!(each(&session));
    if units == 0 {
        return VmResult::Ok(None);
    }
    let task = Task {
        source: session.compiled.source.clone(),
        first: range.start,
        each,
        memory: session.memory,
    };
    let cut = Cut {
        units,
        chunks: chunks.min(units) as u32,
    };
    VmResult::Ok(Some((session, Box::new(task), cut)))
}

async fn given(prepared: Prepared) -> VmResult<Vec<Value>> {
    let Some((session, task, cut)) = vm_try!(prepared) else {
        return VmResult::Ok(Vec::new());
    };
    let (ends, end) = oneshot::channel();
    session.ask(Ask::Chunks(task, cut, ends));
    let given = match end.await {
        Ok(given) => given,
        Err(error) => return gone(error),
    };
    match given {
        Ok(plain) => {
            let values: Result<Vec<Value>, VmError> = plain.iter().map(value).collect();
            values.map_or_else(VmResult::Err, VmResult::Ok)
        }
        Err(error) => {
            let said = error.message.clone();
            session.fail(error);
            VmResult::panic(said)
        }
    }
}

fn list(values: Vec<Value>) -> VmResult<Value> {
    let mut all = vm_try!(rune::alloc::Vec::try_with_capacity(values.len()));
    for value in values {
        vm_try!(all.try_push(value));
    }
    VmResult::Ok(vm_try!(Value::vec(all)))
}
