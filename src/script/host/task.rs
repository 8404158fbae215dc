//! `task`: futures that go on by themselves.

use super::gone;
use crate::script::context;
use crate::script::session::{self, Ask};
use futures_channel::oneshot;
use rune::runtime::{Value, VmResult};
use rune::{ContextError, Module, vm_try};

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("task")?;
    module.function("spawn", spawn).build()?;
    Ok(module)
}

/// Starts a future, when the program next awaits something, and gives one that waits for its end.
fn spawn(future: rune::runtime::Future) -> impl Future<Output = VmResult<Value>> {
    let (ends, end) = oneshot::channel();
    let session = session::here("task::spawn");
    if let VmResult::Ok(session) = &session {
        session.ask(Ask::Spawn(future, ends));
    }
    async {
        vm_try!(session);
        end.await.map_or_else(gone, VmResult::Ok)
    }
}
