//! What a running program's functions of ours talk to: the run that it belongs to. They can't hold the run itself, for
//! Rune's functions belong to nobody; so they ask, and whoever carries the program out (`run.rs`) answers.

use super::compiled::Compiled;
use super::followed::Followed;
use super::stored::{Found, Order};
use super::task::Task;
use crate::comparison::Fault;
use crate::comparison::script_error::ScriptError;
use crate::kernel::Stop;
use crate::units::{Micros, Millis};
use futures_channel::{mpsc, oneshot};
use rune::runtime::{ConstValue, Value, VmResult};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Something that a program wants done, and who waits for it.
pub enum Ask {
    /// A wait by the clock.
    Sleep(Millis, oneshot::Sender<()>),
    /// A request: the address below the site's root, or elsewhere.
    Get(Address, oneshot::Sender<Result<Vec<u8>, String>>),
    /// Work for the pool: chunks of so many units in all.
    Chunks(
        Box<Task>,
        Cut,
        oneshot::Sender<Result<Vec<ConstValue>, ScriptError>>,
    ),
    /// Something to keep, or that was kept.
    Store(Order, oneshot::Sender<Result<Found, String>>),
    /// A future that is to go on by itself.
    Spawn(rune::runtime::Future, oneshot::Sender<rune::Value>),
}

/// What a request asks for.
pub enum Address {
    /// An answer that the server takes so long over.
    Slow(u32),
    /// What stands there.
    Url(String),
}

/// How work is cut.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// Units in all.
    pub units: u64,
    /// Chunks.
    pub chunks: u32,
}

/// The most that a program may print, in bytes.
const MOST_PRINTED: usize = 64_000;

/// What is printed where it would be more.
const CUT_SHORT: &str = "\n… (The rest is left out: a program may print 64 KB.)\n";

/// A program that is running.
pub struct Session {
    /// The program.
    pub compiled: Arc<Compiled>,
    /// Threads of the pool that it may use; one where there is no pool.
    pub threads: u16,
    /// Bytes that it may have.
    pub memory: usize,
    clock: Rc<dyn Fn() -> Micros>,
    began: Micros,
    /// Notes of its lines, where somebody watches.
    pub followed: Option<Followed>,
    asks: mpsc::UnboundedSender<Ask>,
    printed: RefCell<String>,
    /// Parts of it that it gave a name, and that are over.
    named: RefCell<Vec<(String, Micros, Micros)>>,
    /// What its `main` gave.
    gave: RefCell<Option<Value>>,
    /// Why it is about to end, where Rune's own words would say less.
    error: RefCell<Option<ScriptError>>,
    /// What is none of the program's doing, and ends its run.
    fault: RefCell<Option<Fault>>,
    next_wait: Cell<u32>,
    /// Who waits for a lock, and who for a channel.
    waiting: Cell<[u32; 2]>,
}

thread_local! {
    static HERE: RefCell<Option<Rc<Session>>> = const { RefCell::new(None) };

    /// What the chunk prints that is being computed on this thread, if one is.
    static CHUNK: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What a program that waits for something of its own waits for.
#[derive(Debug, Clone, Copy)]
pub enum For {
    /// A lock.
    Lock,
    /// Something to come out of a channel, or room in it.
    Channel,
}

/// Ends a session when it is dropped.
pub struct Open(Option<Rc<Session>>);

impl Drop for Open {
    fn drop(&mut self) {
        HERE.replace(self.0.take());
    }
}

impl Session {
    /// A session of this run, whose asks come out of the other end.
    pub fn new(
        compiled: Arc<Compiled>,
        clock: Rc<dyn Fn() -> Micros>,
        (threads, memory): (u16, usize),
        is_watched: bool,
    ) -> (Rc<Self>, mpsc::UnboundedReceiver<Ask>) {
        let (asks, asked) = mpsc::unbounded();
        let session = Self {
            compiled,
            threads,
            memory,
            began: clock(),
            clock,
            followed: is_watched.then(Followed::default),
            asks,
            printed: RefCell::default(),
            named: RefCell::default(),
            gave: RefCell::default(),
            error: RefCell::default(),
            fault: RefCell::default(),
            next_wait: Cell::new(0),
            waiting: Cell::default(),
        };
        (Rc::new(session), asked)
    }

    /// Makes it the one of this thread, as long as what is given lives.
    pub fn open(self: &Rc<Self>) -> Open {
        Open(HERE.replace(Some(Rc::clone(self))))
    }

    /// Time since the program began.
    pub fn now(&self) -> Millis {
        ((self.clock)() - self.began).to_millis()
    }

    /// The clock that spans are noted by.
    pub fn clock(&self) -> Micros {
        (self.clock)()
    }

    /// Asks for something.
    pub fn ask(&self, ask: Ask) {
        // Nobody is there to answer where the run was stopped just now: then nobody awaits it either.
        let _ = self.asks.unbounded_send(ask);
    }

    /// A number for a wait, which is its track.
    pub fn next_wait(&self) -> u32 {
        self.next_wait.replace(self.next_wait.get() + 1)
    }

    /// Keeps why the program is about to end.
    pub fn fail(&self, error: ScriptError) {
        self.error.borrow_mut().get_or_insert(error);
    }

    /// Why it ended, where that was kept.
    pub fn take_error(&self) -> Option<ScriptError> {
        self.error.take()
    }

    /// Keeps what ends the run, and gives what the program is told of it.
    pub fn end_with(&self, fault: Fault) -> ScriptError {
        self.fault.borrow_mut().get_or_insert(fault);
        ScriptError::new("The run is over.")
    }

    /// What ended the run, if anything did that is none of the program's doing.
    pub fn take_fault(&self) -> Option<Fault> {
        self.fault.take()
    }

    /// What it printed.
    pub fn take_printed(&self) -> String {
        self.printed.take()
    }

    /// Prints.
    pub fn print(&self, text: &str) {
        print_to(&mut self.printed.borrow_mut(), text);
    }

    /// Keeps what its `main` gave.
    pub fn keep_given(&self, given: Value) {
        self.gave.replace(Some(given));
    }

    /// What its `main` gave, once it has.
    pub fn take_given(&self) -> Option<Value> {
        self.gave.take()
    }

    /// Notes that a part of it which it gave a name is over.
    pub fn named(&self, name: String, from: Micros) {
        self.named.borrow_mut().push((name, from, self.clock()));
    }

    /// Those that are over since this was last asked.
    pub fn take_named(&self) -> Vec<(String, Micros, Micros)> {
        self.named.take()
    }

    /// Notes that somebody begins or ends to wait within the program.
    pub fn waits(&self, what: For, more: bool) {
        let mut waiting = self.waiting.get();
        let count = &mut waiting[what as usize];
        *count = if more {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
        self.waiting.set(waiting);
    }

    /// How many wait for a lock, and for a channel.
    pub fn waiting(&self) -> [u32; 2] {
        self.waiting.get()
    }
}

fn print_to(printed: &mut String, text: &str) {
    if printed.len() + text.len() <= MOST_PRINTED {
        printed.push_str(text);
    } else if !printed.ends_with(CUT_SHORT) {
        let room = MOST_PRINTED.saturating_sub(printed.len());
        printed.push_str(&text[..text.floor_char_boundary(room)]);
        printed.push_str(CUT_SHORT);
    }
}

/// The session of this thread; `named` is the function that wants it.
///
/// A chunk has none: it computes, wherever that happens to be.
pub fn here(named: &str) -> VmResult<Rc<Session>> {
    let session = HERE.with_borrow(Clone::clone);
    match session.filter(|_| CHUNK.with_borrow(Option::is_none)) {
        Some(session) => VmResult::Ok(session),
        None => VmResult::panic(format!("{named} can't be used in what chunks compute")),
    }
}

/// The session whose lines are followed, if this is one.
pub fn followed() -> Option<Rc<Session>> {
    let session = HERE.with_borrow(Clone::clone);
    session.filter(|session| session.followed.is_some())
}

/// Prints, wherever the program is.
pub fn print(text: &str) {
    let in_chunk =
        CHUNK.with_borrow_mut(|chunk| chunk.as_mut().map(|printed| print_to(printed, text)));
    if in_chunk.is_none() {
        HERE.with_borrow(|session| {
            if let Some(session) = session {
                session.print(text);
            }
        });
    }
}

/// Computes a chunk: what it gives, and what it printed.
pub fn in_chunk<T>(compute: impl FnOnce() -> T) -> (T, String) {
    let outer = CHUNK.replace(Some(String::new()));
    let given = compute();
    (given, CHUNK.replace(outer).unwrap_or_default())
}

/// The flag that ends what goes on on this thread.
pub fn stop_flag() -> &'static Stop {
    #[cfg(target_arch = "wasm32")]
    return crate::pool::shared_flags::stop_flag();
    #[cfg(not(target_arch = "wasm32"))]
    &crate::kernel::NEVER
}

/// Whether it is set.
pub fn is_stopped() -> bool {
    #[cfg(test)]
    if tests::is_over() {
        return true;
    }
    stop_flag().load(Ordering::Relaxed) != 0
}

/// What tests do with sessions.
#[cfg(test)]
pub mod tests {
    use super::*;

    thread_local! {
        static LOOKS_LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
    }

    /// Nobody stops a program of a test: it ends when it has looked so often whether it is to.
    pub fn end_after(looks: u64) {
        LOOKS_LEFT.set(looks);
    }

    pub(super) fn is_over() -> bool {
        let left = LOOKS_LEFT.get();
        LOOKS_LEFT.set(left.saturating_sub(1));
        left == 0
    }

    #[test]
    fn what_is_printed_has_an_end() {
        let mut printed = String::new();
        for _ in 0..3_000 {
            print_to(&mut printed, "Twenty-two bytes, ✓.\n");
        }
        assert!(printed.len() < MOST_PRINTED + 100, "{}", printed.len());
        assert!(printed.ends_with(CUT_SHORT));
        assert_eq!(printed.matches(CUT_SHORT).count(), 1);
    }
}
