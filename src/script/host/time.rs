//! `time`: waits by the clock, and the clock.

use super::{gone, millis};
use crate::script::context;
use crate::script::session::{self, Ask};
use crate::units::Millis;
use futures_channel::oneshot;
use rune::runtime::{Value, VmResult};
use rune::{ContextError, Module, vm_try};

/// The longest wait, in milliseconds: ten minutes.
const LONGEST: f64 = 600_000.0;

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("time")?;
    module.function("sleep", sleep).build()?;
    module.function("now", now).build()?;
    Ok(module)
}

fn now() -> VmResult<f64> {
    VmResult::Ok(vm_try!(session::here("time::now")).now().0)
}

async fn sleep(ms: Value) -> VmResult<()> {
    let ms = vm_try!(millis(&ms, LONGEST, "time::sleep"));
    let (ends, end) = oneshot::channel();
    vm_try!(session::here("time::sleep")).ask(Ask::Sleep(Millis(ms), ends));
    end.await.map_or_else(gone, VmResult::Ok)
}
