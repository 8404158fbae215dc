//! `lock`: a value that one task has at a time. Others wait for it, in the order in which they came.

use super::gone;
use crate::script::context;
use crate::script::session::{self, For, Session};
use futures_channel::oneshot;
use rune::runtime::{Value, VmResult};
use rune::{Any, ContextError, Module, vm_try};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// A lock.
#[derive(Any)]
#[rune(item = ::lock)]
struct Lock(Rc<Shared>);

/// What is behind it.
struct Shared {
    value: RefCell<Value>,
    is_held: Cell<bool>,
    /// Who waits.
    queue: RefCell<VecDeque<oneshot::Sender<Guard>>>,
}

/// Who has it. Others get it when this is dropped, or told to unlock.
#[derive(Any)]
#[rune(item = ::lock)]
struct Guard(Option<Rc<Shared>>);

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("lock")?;
    module.ty::<Lock>()?;
    module.ty::<Guard>()?;
    module.function("new", new).build()?;
    module.associated_function("lock", |lock: &Lock| locked(Rc::clone(&lock.0)))?;
    module.associated_function("get", |guard: &Guard| {
        guard.with(|shared| shared.value.borrow().clone())
    })?;
    module.associated_function("set", |guard: &Guard, value: Value| {
        guard.with(|shared| drop(shared.value.replace(value)))
    })?;
    module.associated_function("unlock", |guard: &mut Guard| {
        guard.0.take().map_or((), release)
    })?;
    Ok(module)
}

fn new(value: Value) -> Lock {
    Lock(Rc::new(Shared {
        value: RefCell::new(value),
        is_held: Cell::new(false),
        queue: RefCell::default(),
    }))
}

async fn locked(shared: Rc<Shared>) -> VmResult<Guard> {
    let session = vm_try!(session::here("lock"));
    if shared.is_held.get() {
        let (wakes, woken) = oneshot::channel();
        shared.queue.borrow_mut().push_back(wakes);
        let _waiting = Waiting::new(session, For::Lock);
        // Whoever is handed it and is gone by then drops the guard, and so gives it back.
        return woken.await.map_or_else(gone, VmResult::Ok);
    }
    shared.is_held.set(true);
    VmResult::Ok(Guard(Some(shared)))
}

/// Hands it to the next who still waits: it is never free in between, so nobody overtakes.
fn release(shared: Rc<Shared>) {
    loop {
        let next = shared.queue.borrow_mut().pop_front();
        match next {
            None => return shared.is_held.set(false),
            Some(next) => match next.send(Guard(Some(Rc::clone(&shared)))) {
                Ok(()) => return,
                Err(mut unwanted) => drop(unwanted.0.take()),
            },
        }
    }
}

impl Guard {
    fn with<T>(&self, act: impl FnOnce(&Shared) -> T) -> VmResult<T> {
        match &self.0 {
            Some(shared) => VmResult::Ok(act(shared)),
            None => VmResult::panic("the lock was given back"),
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(shared) = self.0.take() {
            release(shared);
        }
    }
}

/// Counts among those who wait, as long as it lives.
pub struct Waiting(Rc<Session>, For);

impl Waiting {
    /// One more.
    pub fn new(session: Rc<Session>, what: For) -> Self {
        session.waits(what, true);
        Self(session, what)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waits(self.1, false);
    }
}
