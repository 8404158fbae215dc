//! `channel`: values handed from task to task, in order, through a queue with so much room.

use super::gone;
use super::lock::Waiting;
use crate::script::context;
use crate::script::session::{self, For};
use futures_channel::oneshot;
use rune::runtime::{Value, VmResult};
use rune::{Any, ContextError, Module, vm_try};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// The most room.
const MOST: i64 = 100_000;

/// Both ends.
#[derive(Any)]
#[rune(item = ::channel)]
struct Channel(Rc<Shared>);

struct Shared {
    values: RefCell<VecDeque<Value>>,
    room: usize,
    is_closed: Cell<bool>,
    /// Who waits for something to change.
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

/// The module.
pub fn module() -> Result<Module, ContextError> {
    let mut module = context::module("channel")?;
    module.ty::<Channel>()?;
    module.function("new", new).build()?;
    module.associated_function("send", |channel: &Channel, value: Value| {
        sent(Rc::clone(&channel.0), value)
    })?;
    module.associated_function("receive", |channel: &Channel| {
        received(Rc::clone(&channel.0))
    })?;
    module.associated_function("close", |channel: &Channel| {
        channel.0.is_closed.set(true);
        channel.0.changed();
    })?;
    module.associated_function("len", |channel: &Channel| {
        channel.0.values.borrow().len() as i64
    })?;
    Ok(module)
}

fn new(room: i64) -> VmResult<Channel> {
    if !(1..=MOST).contains(&room) {
        return VmResult::panic(format!("channel::new wants room for 1 to {MOST} values"));
    }
    VmResult::Ok(Channel(Rc::new(Shared {
        values: RefCell::default(),
        room: room as usize,
        is_closed: Cell::new(false),
        waiting: RefCell::default(),
    })))
}

async fn sent(shared: Rc<Shared>, value: Value) -> VmResult<()> {
    loop {
        if shared.is_closed.get() {
            return VmResult::panic("the channel is closed: nothing more can be sent");
        }
        if shared.values.borrow().len() < shared.room {
            shared.values.borrow_mut().push_back(value);
            shared.changed();
            return VmResult::Ok(());
        }
        vm_try!(shared.change().await);
    }
}

/// The next value; nothing when the channel is closed and empty.
async fn received(shared: Rc<Shared>) -> VmResult<Option<Value>> {
    loop {
        let next = shared.values.borrow_mut().pop_front();
        if next.is_some() {
            shared.changed();
        }
        if next.is_some() || shared.is_closed.get() {
            return VmResult::Ok(next);
        }
        vm_try!(shared.change().await);
    }
}

impl Shared {
    async fn change(&self) -> VmResult<()> {
        let (changes, changed) = oneshot::channel();
        self.waiting.borrow_mut().push(changes);
        let _waiting = Waiting::new(vm_try!(session::here("channel")), For::Channel);
        changed.await.map_or_else(gone, VmResult::Ok)
    }

    fn changed(&self) {
        for waiting in self.waiting.take() {
            // Who waited may be gone.
            let _ = waiting.send(());
        }
    }
}
