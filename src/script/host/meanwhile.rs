//! `meanwhile`: what `ticks.rs` puts into programs. Nobody writes it by hand.

use crate::script::context;
use crate::script::session;
use rune::runtime::VmResult;
use rune::{Any, ContextError, Module};

/// A call of a function of the program.
#[derive(Any)]
#[rune(item = ::meanwhile)]
struct Call {}

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("meanwhile")?;
    module.ty::<Call>()?;
    module.function("tick", tick).build()?;
    module.function("enter", || Call {}).build()?;
    module.function("at", |_: &Call, _: i64| ()).build()?;
    Ok(module)
}

/// Ends the program where it is to end.
fn tick() -> VmResult<()> {
    match session::is_stopped() {
        true => VmResult::panic("stopped"),
        false => VmResult::Ok(()),
    }
}
