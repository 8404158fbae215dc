//! The page's end of the line to the engine: starts it, sends comparisons, passes its news on, and
//! throws it away and starts another whenever it broke, hung, or has too few threads. An engine is
//! never repaired.

use super::link_event::{LinkEvent, NoEngine};
use super::live_engine::{FromLive, LiveEngine};
use crate::comparison::{Case, Comparison, Fault, Phase};
use crate::protocol::engine::{FromEngine, Ready, Start, ToEngine};
use crate::tier::Tier;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use yew::Callback;

/// An engine that has not stopped by then is ended.
const STOP_LIMIT_MS: u32 = 300;

/// An engine that is not up by then, loading and all, is given up.
const START_LIMIT_MS: u32 = 30_000;

/// After the end of an engine its workers' counter is looked at so often,
const SETTLE_STEP_MS: u32 = 50;

/// and no longer than this: Firefox may leave a worker burning for half a minute.
const SETTLE_LIMIT_MS: u32 = 30_000;

/// So many engines in a row may break without having been given anything to do.
const MOST_IDLE_BREAKS: u32 = 2;

/// The line. Clones share it.
#[derive(Clone)]
pub struct EngineLink(Rc<Link>);

impl PartialEq for EngineLink {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct Link {
    site: String,
    on_event: Callback<LinkEvent>,
    state: RefCell<State>,
}

struct State {
    engine: Option<LiveEngine>,
    /// Numbers engines, so that a late timer or message of an ended one is not taken for the new one's.
    generation: u32,
    best_tier: Tier,
    pool_threads: u16,
    failed_pools: u32,
    idle_breaks: u32,
    ready: Option<Ready>,
    /// RunRequest for, but not sent yet.
    waiting: Option<Comparison>,
    running: Option<Running>,
    stopping: bool,
    given_up: bool,
    timer: Option<Timeout>,
}

struct Running {
    comparison: Comparison,
    /// The run that goes on.
    current: Option<(Case, Phase)>,
}

impl EngineLink {
    /// A line to an engine for the site at this address; starts the engine. `reported_cores` is the
    /// pool's first size.
    pub fn new(site: String, reported_cores: u32, on_event: Callback<LinkEvent>) -> Self {
        let link = Self(Rc::new(Link {
            site,
            on_event,
            state: RefCell::new(State {
                engine: None,
                generation: 0,
                best_tier: Tier::Threads,
                pool_threads: reported_cores.clamp(2, 32) as u16,
                failed_pools: 0,
                idle_breaks: 0,
                ready: None,
                waiting: None,
                running: None,
                stopping: false,
                given_up: false,
                timer: None,
            }),
        }));
        link.start();
        link
    }

    /// Carries a comparison out, as soon as an engine with enough threads is up.
    pub fn compare(&self, comparison: Comparison) {
        self.0.state.borrow_mut().waiting = Some(comparison);
        self.send_waiting();
    }

    /// Ends the comparison: by the flag, by message, and if neither helps by ending the engine.
    pub fn stop(&self) {
        let mut state = self.0.state.borrow_mut();
        if state.running.is_none() {
            let had = state.waiting.take().is_some();
            drop(state);
            if had {
                self.emit(LinkEvent::Finished { stopped: true });
            }
            return;
        }
        if state.stopping {
            return;
        }
        state.stopping = true;
        if let Some(engine) = &state.engine {
            engine.raise_stop_flag();
            engine.send(&ToEngine::Stop);
        }
        let (link, generation) = (self.clone(), state.generation);
        state.timer = Some(Timeout::new(STOP_LIMIT_MS, move || {
            if link.is_current(generation) {
                link.end_hanging();
            }
        }));
    }

    /// Asks the caller whether it is there.
    pub fn poke(&self, number: u32) {
        if let Some(engine) = &self.0.state.borrow().engine {
            engine.send(&ToEngine::Poke(number));
        }
    }

    fn emit(&self, event: LinkEvent) {
        self.0.on_event.emit(event);
    }

    fn is_current(&self, generation: u32) -> bool {
        self.0.state.borrow().generation == generation
    }

    /// Starts an engine; there is none.
    fn start(&self) {
        self.emit(LinkEvent::Starting);
        let mut state = self.0.state.borrow_mut();
        state.generation += 1;
        let generation = state.generation;
        let link = self.clone();
        let started = LiveEngine::start(move |news| {
            if link.is_current(generation) {
                link.heard(news);
            }
        });
        match started {
            Err(words) => {
                drop(state);
                self.give_up(NoEngine::WorkerRefused(words));
            }
            Ok(engine) => {
                engine.send(&ToEngine::Start(Start {
                    best_tier: state.best_tier,
                    pool_threads: state.pool_threads,
                    site: self.0.site.clone(),
                }));
                state.engine = Some(engine);
                let link = self.clone();
                state.timer = Some(Timeout::new(START_LIMIT_MS, move || {
                    if link.is_current(generation) {
                        link.give_up(NoEngine::TooSlow);
                    }
                }));
            }
        }
    }

    fn send_waiting(&self) {
        let mut state = self.0.state.borrow_mut();
        if state.given_up {
            state.waiting = None;
            drop(state);
            return self.emit(LinkEvent::Finished { stopped: false });
        }
        let Some(pool_threads) = state.ready.as_ref().map(|ready| ready.pool_threads) else {
            return;
        };
        if state.running.is_some() {
            return;
        }
        let Some(comparison) = state.waiting.take() else {
            return;
        };
        let threads = comparison.cases.iter().map(|known| known.threads).max();
        if let Some(threads) = threads.filter(|&threads| threads > pool_threads) {
            state.pool_threads = threads;
            state.waiting = Some(comparison);
            drop(state);
            self.end_engine();
            return self.start();
        }
        if let Some(engine) = &state.engine {
            engine.send(&ToEngine::Compare(comparison.clone()));
        }
        state.running = Some(Running {
            comparison,
            current: None,
        });
    }

    fn heard(&self, news: FromLive) {
        match news {
            FromLive::Said(message) => self.said(message),
            FromLive::Broke { chunk, message } => self.broke(chunk, message),
        }
    }

    fn said(&self, message: FromEngine) {
        match message {
            FromEngine::Ready(ready) => {
                let mut state = self.0.state.borrow_mut();
                state.timer = None;
                if ready.tier == Tier::Threads {
                    // Two starts in a row count, not two in a day.
                    state.failed_pools = 0;
                }
                state.ready = Some(ready.clone());
                drop(state);
                self.emit(LinkEvent::Ready(ready));
                self.send_waiting();
            }
            FromEngine::PoolDidNotStart => self.pool_did_not_start(),
            FromEngine::Begins { case, phase } => {
                if let Some(running) = &mut self.0.state.borrow_mut().running {
                    running.current = Some((case, phase));
                }
                self.emit(LinkEvent::Begins { case, phase });
            }
            FromEngine::Progress(progress) => self.emit(LinkEvent::Progress(progress)),
            FromEngine::Ended { case, phase, run } => {
                let broken = run.as_ref().is_err_and(Fault::breaks_engine);
                if let Some(running) = &mut self.0.state.borrow_mut().running {
                    running.current = None;
                }
                self.emit(LinkEvent::Ended { case, phase, run });
                if broken {
                    self.go_on_without(case);
                }
            }
            FromEngine::Finished => {
                let mut state = self.0.state.borrow_mut();
                state.running = None;
                state.timer = None;
                state.idle_breaks = 0;
                let stopped = std::mem::take(&mut state.stopping);
                drop(state);
                self.emit(LinkEvent::Finished { stopped });
            }
            FromEngine::Beat => self.emit(LinkEvent::Beat),
            FromEngine::Poked(number) => self.emit(LinkEvent::Poked(number)),
            FromEngine::Broke(message) => self.broke(None, message),
        }
    }

    /// Once more, and then a tier lower.
    fn pool_did_not_start(&self) {
        {
            let mut state = self.0.state.borrow_mut();
            state.failed_pools += 1;
            if state.failed_pools >= 2 {
                state.best_tier = Tier::Workers;
            }
        }
        self.end_engine();
        self.start();
    }

    /// The caller itself broke, or never came up.
    fn broke(&self, chunk: Option<u32>, message: String) {
        let mut state = self.0.state.borrow_mut();
        let current = state.running.as_ref().and_then(|running| running.current);
        if let Some((case, phase)) = current {
            drop(state);
            let run = Err(Fault::ChunkBroke { chunk, message });
            self.emit(LinkEvent::Ended { case, phase, run });
            return self.go_on_without(case);
        }
        state.idle_breaks += 1;
        let hopeless = state.ready.is_none() || state.idle_breaks > MOST_IDLE_BREAKS;
        if hopeless {
            drop(state);
            return self.give_up(NoEngine::NotLoaded(message));
        }
        // It broke between two runs: no strategy is to blame, and the comparison begins anew.
        let stopped = std::mem::take(&mut state.stopping);
        let left = state.running.take().map(|running| running.comparison);
        let is_over = stopped && left.is_some();
        state.waiting = left.filter(|_| !stopped).or(state.waiting.take());
        drop(state);
        self.end_engine();
        self.start();
        if is_over {
            self.emit(LinkEvent::Finished { stopped });
        }
    }

    /// A new engine for the cases that are left of a comparison whose engine broke.
    fn go_on_without(&self, broken: Case) {
        let mut state = self.0.state.borrow_mut();
        let running = state.running.take();
        let stopping = std::mem::take(&mut state.stopping);
        let left = running
            .map(|running| running.comparison)
            .filter(|_| !stopping);
        let left = left.map(|mut comparison| {
            comparison.cases.retain(|known| known.id != broken.id);
            comparison
        });
        state.waiting = left.filter(|comparison| !comparison.cases.is_empty());
        let over = state.waiting.is_none();
        drop(state);
        self.replace_engine();
        if over {
            self.emit(LinkEvent::Finished { stopped: stopping });
        }
    }

    /// The engine has not stopped in time.
    fn end_hanging(&self) {
        {
            let mut state = self.0.state.borrow_mut();
            state.running = None;
            state.stopping = false;
        }
        self.replace_engine();
        self.emit(LinkEvent::Finished { stopped: true });
    }

    /// Ends the engine, and starts another when the old one's workers have come to rest.
    fn replace_engine(&self) {
        let old = self.end_engine();
        self.emit(LinkEvent::Starting);
        match old {
            Some(engine) => self.when_at_rest(engine, None, 0),
            None => self.start(),
        }
    }

    fn when_at_rest(&self, old: LiveEngine, last_count: Option<i32>, waited_ms: u32) {
        let count = old.progress();
        if count.is_none() || count == last_count || waited_ms >= SETTLE_LIMIT_MS {
            return self.start();
        }
        let (link, generation) = (self.clone(), self.0.state.borrow().generation);
        let next = Timeout::new(SETTLE_STEP_MS, move || {
            if link.is_current(generation) {
                link.when_at_rest(old, count, waited_ms + SETTLE_STEP_MS);
            }
        });
        self.0.state.borrow_mut().timer = Some(next);
    }

    /// Ends the engine, if there is one. It is returned for a last look at its counter.
    fn end_engine(&self) -> Option<LiveEngine> {
        let mut state = self.0.state.borrow_mut();
        // Whatever the old one still says is nobody's any more.
        state.generation += 1;
        state.ready = None;
        state.timer = None;
        let engine = state.engine.take();
        if let Some(engine) = &engine {
            // Takers that are well end by themselves, sooner than the browser ends them.
            engine.raise_stop_flag();
            engine.end();
        }
        engine
    }

    fn give_up(&self, why: NoEngine) {
        self.end_engine();
        let mut state = self.0.state.borrow_mut();
        state.given_up = true;
        let ran = state.running.take().is_some();
        let waited = state.waiting.take().is_some() || ran;
        drop(state);
        self.emit(LinkEvent::Cannot(why));
        if waited {
            self.emit(LinkEvent::Finished { stopped: false });
        }
    }
}
