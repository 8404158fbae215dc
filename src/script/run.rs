//! A reader's program, carried out: its futures are polled, and what it asks for is done by the caller of the run, which
//! notes it as it notes everything.

use super::checks::{Ended, checked};
use super::chunks;
use super::compile::{known, no_main};
use super::context::library;
use super::errors;
use super::session::{self, Address, Ask, Cut, Session};
use super::stored;
use crate::comparison::Fault;
use crate::comparison::lines::LineBar;
use crate::comparison::script::{Checked, Script};
use crate::comparison::script_error::ScriptError;
use crate::job::Reply;
use crate::kernel::{Interrupted, Part, Stop};
use crate::run::platform::Platform;
use crate::run::program::{Answer, Stage};
use crate::tier::Tier;
use crate::trace::wait::Wait;
use crate::trace::{SpanKind, Track};
use crate::units::Micros;
use crate::work::{Cells, Input, Work};
use futures_channel::{mpsc, oneshot};
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use futures_util::task::{ArcWake, AtomicWaker, waker};
use rune::Vm;
use rune::alloc::limit;
use rune::runtime::{ConstValue, Value, VmError};
use std::future::poll_fn;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

/// Memory that all threads of a program may have together, in bytes: the engine has 256 MiB.
const MEMORY: usize = 120 << 20;

/// What each of them may have at least.
const LEAST_MEMORY: usize = 4 << 20;

/// Turns of a program that are shorter than this leave no span of work: there may be a hundred thousand.
const WORTH_A_SPAN: Micros = Micros(20.0);

/// Carries out the comparison's program of that place, and gives what its `main` gives. Its chunks are computed as that
/// work, whose code is `compute`.
///
/// # Errors
/// `Fault::Script` where it is wrong, and the faults of a run.
pub async fn carry_out(i: &Stage<'_>, place: usize, work: Work) -> Result<Answer, Fault> {
    let script = i.scripts.get(place).cloned().unwrap_or_default();
    let compiled = known(&script.whole()).map_err(|error| Fault::Script(script.told(error)))?;
    if !compiled.has_main() {
        return Err(Fault::Script(no_main()));
    }
    let threads = match i.platform().tier() {
        Tier::Single => 1,
        Tier::Workers | Tier::Threads => i.threads,
    };
    let memory = (MEMORY / (usize::from(threads) + 1)).max(LEAST_MEMORY);
    let (session, asked) = Session::new(
        Arc::clone(&compiled),
        i.platform().clock(),
        (threads, memory),
        i.recorder().watched(),
    );
    let start = session.clock();
    let ended = Program::new((i, work), &session, asked)
        .lived_through()
        .await;
    match ended {
        Ok(text) => {
            let output = session.take_printed();
            Ok(Answer {
                lines: lines(&session, start, script.lines()),
                checks: checks(i, &script, &session, (&text, &output)),
                text,
                output,
                measures: Vec::new(),
            })
        }
        // The reader wants to see how far it came.
        Err(Fault::Script(error)) => Err(Fault::Script(ScriptError {
            printed: session.take_printed(),
            ..script.told(error)
        })),
        Err(other) => Err(other),
    }
}

/// What had to be true of a run that somebody watches, when it has come to its end.
fn checks(
    i: &Stage<'_>,
    script: &Script,
    session: &Session,
    (answer, printed): (&str, &str),
) -> Vec<Checked> {
    let given = session.take_given();
    if script.checks.is_empty() || !i.recorder().watched() {
        return Vec::new();
    }
    let ended = Ended {
        gave: given.unwrap_or_else(|| ().into()),
        answer,
        printed,
        threads: session.threads,
        trace: &i.recorder().so_far(session.clock()),
        memory: session.memory,
    };
    checked(script, &ended)
}

/// When its lines were being run, as many as are seen, if it was followed.
fn lines(session: &Session, start: Micros, seen: u32) -> Vec<LineBar> {
    let followed = session.followed.as_ref();
    let bars = followed.map(|followed| followed.bars((start, session.clock())));
    let mut bars = bars.unwrap_or_default();
    bars.retain(|bar| bar.line <= seen);
    bars
}

/// Computes chunks of a program, as work of a lesson: the bytes say what.
///
/// # Errors
/// `Interrupted`.
pub fn compute(
    input: &Input<'_>,
    units: Range<u64>,
    _: &Cells,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    chunks::carry_out(input.bytes, units, stop)
}

/// What ends when a program's task ends: what `main` gives, as text, and nothing for the others.
type Task<'a> = LocalBoxFuture<'a, Result<Option<String>, VmError>>;

/// A program and all that goes on for it.
struct Program<'a> {
    i: &'a Stage<'a>,
    work: Work,
    session: &'a Rc<Session>,
    asked: mpsc::UnboundedReceiver<Ask>,
    /// What is being done for it. Each ends by itself, and nobody hears of it but who asked.
    served: FuturesUnordered<LocalBoxFuture<'a, ()>>,
    /// `main`, and what was spawned.
    tasks: FuturesUnordered<Task<'a>>,
    woken: Arc<Woken>,
}

/// Whether anything of a program is due.
#[derive(Default)]
struct Woken {
    is_due: AtomicBool,
    outer: AtomicWaker,
}

impl ArcWake for Woken {
    fn wake_by_ref(woken: &Arc<Self>) {
        woken.is_due.store(true, Ordering::Release);
        woken.outer.wake();
    }
}

impl<'a> Program<'a> {
    fn new(
        (i, work): (&'a Stage<'a>, Work),
        session: &'a Rc<Session>,
        asked: mpsc::UnboundedReceiver<Ask>,
    ) -> Self {
        let program = Self {
            i,
            work,
            session,
            asked,
            served: FuturesUnordered::new(),
            tasks: FuturesUnordered::new(),
            woken: Arc::default(),
        };
        let main = limit::with(session.memory, main_of(session));
        program.tasks.push(Box::pin(async { main.await.map(Some) }));
        program
    }

    /// What `main` gives, as text.
    async fn lived_through(mut self) -> Result<String, Fault> {
        poll_fn(move |context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<String, Fault>> {
        self.woken.outer.register(context.waker());
        let own = waker(Arc::clone(&self.woken));
        let context = &mut Context::from_waker(&own);
        loop {
            self.woken.is_due.store(false, Ordering::Release);
            match self.poll_tasks(context) {
                Poll::Ready(Some(Ok(Some(text)))) => return Poll::Ready(Ok(text)),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(self.ended_by(&error))),
                Poll::Ready(_) => continue,
                Poll::Pending => {}
            }
            let mut is_more = false;
            while let Ok(ask) = self.asked.try_recv() {
                self.serve(ask);
                is_more = true;
            }
            while let Poll::Ready(Some(())) = self.served.poll_next_unpin(context) {
                is_more = true;
            }
            if let Err(fault) = self.i.go_on() {
                return Poll::Ready(Err(fault));
            }
            if !is_more {
                break;
            }
        }
        // Nothing is being done for it, and nobody has anything to do: so it is for ever.
        if self.served.is_empty() && !self.woken.is_due.load(Ordering::Acquire) {
            return Poll::Ready(Err(Fault::Script(self.stuck())));
        }
        Poll::Pending
    }

    /// One turn of whatever task is due.
    fn poll_tasks(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Option<String>, VmError>>> {
        let _open = self.session.open();
        let start = self.session.clock();
        let polled = self.tasks.poll_next_unpin(context);
        let end = self.session.clock();
        if let Some(followed) = &self.session.followed {
            followed.was_busy(start, end);
        }
        let recorder = self.i.recorder();
        if end - start >= WORTH_A_SPAN {
            recorder.span(Track::Caller, SpanKind::Work, start, end, None);
        }
        for (name, from, to) in self.session.take_named() {
            recorder.named(&name, from, to);
        }
        polled
    }

    fn ended_by(&self, error: &VmError) -> Fault {
        if session::is_stopped() {
            return Fault::Stopped;
        }
        if let Some(fault) = self.session.take_fault() {
            return fault;
        }
        let told = errors::of_run(&self.session.compiled, error);
        let own = self.session.take_error();
        Fault::Script(own.map_or_else(
            || told.clone(),
            |own| ScriptError {
                place: own.place.or(told.place),
                ..own
            },
        ))
    }

    fn stuck(&self) -> ScriptError {
        let [locks, channels] = self.session.waiting();
        let who = |count: u32, what: &str| (count > 0).then(|| format!("{count} for a {what}"));
        let who: Vec<String> = [who(locks, "lock"), who(channels, "channel")]
            .into_iter()
            .flatten()
            .collect();
        let who = if who.is_empty() {
            "something".to_owned()
        } else {
            who.join(" and ")
        };
        ScriptError::new(format!(
            "Deadlock: every task waits, {who}, and nothing is left that could wake one."
        ))
    }

    fn serve(&self, ask: Ask) {
        let (i, session) = (self.i, self.session);
        match ask {
            Ask::Spawn(future, ends) => {
                let task = limit::with(session.memory, future);
                self.tasks.push(Box::pin(async {
                    // Nobody may wait for what it gives.
                    let _ = ends.send(task.await.into_result()?);
                    Ok(None)
                }));
            }
            Ask::Sleep(length, ends) => {
                let work = noted(i, session, i.platform().sleep(length));
                self.served.push(while_wanted(ends, work));
            }
            Ask::Store(order, ends) => {
                let work = noted(i, session, stored::carry_out(order));
                self.served.push(while_wanted(ends, work));
            }
            Ask::Get(address, answers) => {
                self.served
                    .push(while_wanted(answers, answered(i, session, address)));
            }
            Ask::Chunks(task, cut, ends) => {
                let work = computed((i, self.work), session, task, cut);
                self.served.push(while_wanted(ends, work));
            }
        }
    }
}

/// Does something as long as somebody waits for it.
fn while_wanted<'a, T: 'a>(
    waiter: oneshot::Sender<T>,
    work: impl Future<Output = T> + 'a,
) -> LocalBoxFuture<'a, ()> {
    let (mut work, mut waiter) = (Box::pin(work), Some(waiter));
    Box::pin(poll_fn(move |context| {
        let is_unwanted =
            |waiter: &mut oneshot::Sender<T>| waiter.poll_canceled(context).is_ready();
        if waiter.as_mut().is_none_or(is_unwanted) {
            return Poll::Ready(());
        }
        work.as_mut().poll(context).map(|done| {
            // Gone in this very moment: nobody minds.
            let _ = waiter.take().map(|waiter| waiter.send(done));
        })
    }))
}

/// A wait, with its span.
async fn noted<T>(i: &Stage<'_>, session: &Session, wait: impl Future<Output = T>) -> T {
    let (number, start) = (session.next_wait(), session.clock());
    let (track, kind) = (Track::Wait(number), SpanKind::InFlight);
    i.recorder().begins(track, kind, start, Some(number));
    let given = wait.await;
    i.recorder().ends(track);
    i.recorder()
        .span(track, kind, start, session.clock(), Some(number));
    given
}

/// `main`, and what it gives as text.
async fn main_of(session: &Session) -> Result<String, VmError> {
    let main = Arc::clone(&session.compiled.main);
    let mut vm = Vm::new(Arc::clone(&library().runtime), main);
    let given = vm.async_call(["main"], ()).await?;
    let text = vm.with(|| shown(&given));
    session.keep_given(given);
    Ok(text)
}

/// A value as a program would print it for itself; nothing where `main` gives nothing.
fn shown(value: &Value) -> String {
    match value.into_unit() {
        Ok(()) => String::new(),
        Err(_) => format!("{value:?}"),
    }
}

async fn answered(i: &Stage<'_>, session: &Session, address: Address) -> Result<Vec<u8>, String> {
    let wait = session.next_wait();
    let terms = i.platform().request_terms();
    let url = match address {
        Address::Slow(ms) => {
            let nonce = terms.nonce;
            let path = format!("io/slow?ms={ms}&bytes=512&seed={wait}&nonce={nonce}");
            terms.waits.address(&terms.site, &path)
        }
        Address::Url(url) if url.contains("://") || url.starts_with("//") => url,
        Address::Url(url) => [&*terms.site, url.trim_start_matches('/')].concat(),
    };
    let begun = session.clock();
    i.recorder().asks(wait, begun);
    let body = i.platform().request(&url, terms.limit, wait).await;
    let answered = session.clock();
    let wait = Wait {
        chunk: wait,
        url,
        asked: begun,
        begun,
        answered,
    };
    let reply = body.as_deref().map(Reply::of_body).map_err(Clone::clone);
    i.recorder().answered(wait, reply);
    body.map_err(|fault| match fault {
        Fault::RequestTimedOut { limit_ms, .. } => {
            format!("no answer within {} s", limit_ms / 1_000)
        }
        Fault::RequestRefused { status, .. } => format!("the server refused it: {status}"),
        Fault::RequestFailed { message, .. } => {
            format!("the request failed: {message}. (This page may ask its own server only.)")
        }
        _ => "it was stopped".to_owned(),
    })
}

async fn computed(
    (i, work): (&Stage<'_>, Work),
    session: &Session,
    task: Box<super::task::Task>,
    cut: Cut,
) -> Result<Vec<ConstValue>, ScriptError> {
    let bytes = postcard::to_allocvec(&task)
        .map_err(|_| ScriptError::new("What is captured can't be sent."))?;
    let work = Work {
        units: cut.units,
        ..work
    };
    let parts = i.computed_apart(work, bytes.into(), cut.chunks).await;
    let parts = parts.map_err(|fault| session.end_with(fault))?;
    let mut all = Vec::new();
    for (chunk, part) in (0..).zip(&parts) {
        let given = chunks::read(part);
        session.print(&given.printed);
        let of_chunk = |error| ScriptError {
            chunk: Some(chunk),
            ..error
        };
        all.extend(given.values.map_err(of_chunk)?);
    }
    Ok(all)
}
