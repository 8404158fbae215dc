//! `meanwhile`: what `ticks.rs` puts into programs. Nobody writes it by hand.

use crate::script::context;
use crate::script::followed::Followed;
use crate::script::session;
use rune::runtime::VmResult;
use rune::{Any, ContextError, Module};

/// A call of a function of the program.
#[derive(Any)]
#[rune(item = ::meanwhile)]
struct Call(u32);

impl Drop for Call {
    fn drop(&mut self) {
        if let Some(session) = session::followed()
            && let Some(followed) = &session.followed
        {
            followed.leave(self.0, session.clock());
        }
    }
}

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("meanwhile")?;
    module.ty::<Call>()?;
    module.function("tick", tick).build()?;
    module.function("enter", enter).build()?;
    module.function("at", at).build()?;
    Ok(module)
}

fn enter() -> Call {
    let session = session::followed();
    let followed = session
        .as_ref()
        .and_then(|session| session.followed.as_ref());
    Call(followed.map_or(0, Followed::enter))
}

fn at(call: &Call, line: i64) {
    if let Some(session) = session::followed()
        && let Some(followed) = &session.followed
    {
        followed.at(call.0, line as u32, session.clock());
    }
}

/// Ends the program where it is to end.
fn tick() -> VmResult<()> {
    match session::is_stopped() {
        true => VmResult::panic("stopped"),
        false => VmResult::Ok(()),
    }
}
