//! What Rune's own `print!`, `println!` and `dbg!` call.

use crate::script::session;
use rune::runtime::{InstAddress, Memory, Output, VmResult};
use rune::{ContextError, Module, vm_try};

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = Module::with_crate_item("std", ["io"])?;
    module
        .function("print", |text: &str| session::print(text))
        .build()?;
    let line = |text: &str| session::print(&[text, "\n"].concat());
    module.function("println", line).build()?;
    module.raw_function("dbg", dbg).build()?;
    Ok(module)
}

fn dbg(memory: &mut dyn Memory, addr: InstAddress, args: usize, out: Output) -> VmResult<()> {
    for value in vm_try!(memory.slice_at(addr, args)) {
        session::print(&format!("{value:?}\n"));
    }
    vm_try!(out.store(memory, ()));
    VmResult::Ok(())
}
