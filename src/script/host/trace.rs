//! `trace`: a name for a part of the program, under which it stands on the timeline.

use crate::script::context;
use crate::script::session::{self, Session};
use crate::units::Micros;
use rune::runtime::VmResult;
use rune::{Any, ContextError, Module, vm_try};
use std::rc::Rc;

/// A name may have so many letters.
const LONGEST: usize = 40;

/// A part of the program that has begun. It is over when it is told so, or dropped.
#[derive(Any)]
#[rune(item = ::trace)]
struct Span(Option<Begun>);

struct Begun {
    session: Rc<Session>,
    name: String,
    at: Micros,
}

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("trace")?;
    module.ty::<Span>()?;
    module.function("span", span).build()?;
    module.associated_function("end", Span::end)?;
    Ok(module)
}

fn span(name: &str) -> VmResult<Span> {
    let session = vm_try!(session::here("trace::span"));
    let (name, at) = (name.chars().take(LONGEST).collect(), session.clock());
    VmResult::Ok(Span(Some(Begun { session, name, at })))
}

impl Span {
    fn end(&mut self) {
        if let Some(Begun { session, name, at }) = self.0.take() {
            session.named(name, at);
        }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        self.end();
    }
}
