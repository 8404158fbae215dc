//! The edge of the line to the engine: carries out what the machine says, with a worker and a timer.

use super::machine::Machine;
use super::shapes::{Effect, Flavour, Input};
use crate::comparison::Comparison;
use crate::page::browser_env::is_framed;
use crate::page::link_event::LinkEvent;
use crate::page::live_engine::LiveEngine;
use crate::page::tools::{self, OnTurn};
use crate::protocol::engine::{Start, ToEngine};
use crate::values::Values;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use yew::Callback;

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
    machine: RefCell<Machine>,
    /// What happened and is not heard yet: what the page is told may make it ask for something.
    inputs: RefCell<VecDeque<Input>>,
    is_hearing: Cell<bool>,
    engine: RefCell<Option<LiveEngine>>,
    /// The one that was ended last, for a look at its counter.
    ended: RefCell<Option<LiveEngine>>,
    timer: RefCell<Option<Timeout>>,
    /// Hears of the turn to measure; as long as the page.
    on_turn: RefCell<Option<OnTurn>>,
}

impl EngineLink {
    /// A line to an engine for the site at this address; starts the engine. `reported_cores` is the
    /// pool's first size.
    pub fn new(site: String, reported_cores: u32, on_event: Callback<LinkEvent>) -> Self {
        let link = Self(Rc::new(Link {
            site,
            on_event,
            machine: RefCell::new(Machine::new(reported_cores)),
            inputs: RefCell::default(),
            is_hearing: Cell::default(),
            engine: RefCell::default(),
            ended: RefCell::default(),
            timer: RefCell::default(),
            on_turn: RefCell::default(),
        }));
        let hears = link.clone();
        let on_turn = Closure::new(move |is_ours| {
            hears.hear(if is_ours { Input::Turn } else { Input::Queued });
        });
        link.0.on_turn.replace(Some(on_turn));
        link.hear(Input::Begin);
        link
    }

    /// Carries a comparison out, as soon as an engine with enough threads is up.
    pub fn compare(&self, comparison: Comparison) {
        self.hear(Input::Compare(comparison));
    }

    /// Ends the comparison: by the flag, by message, and if neither helps by ending the engine.
    pub fn stop(&self) {
        self.hear(Input::Stop);
    }

    /// Has a size found that suits this machine, if the engine has nothing else to do.
    pub fn size(&self, lesson: String, values: Values) {
        self.hear(Input::Size(lesson, values));
    }

    /// Has a reader's program looked at, without running it.
    pub fn check(&self, number: u32, source: String) {
        self.hear(Input::Check { number, source });
    }

    /// Ends the engine, if it has nothing to do, until it is wanted.
    pub fn rest(&self) {
        self.hear(Input::Rest);
    }

    /// Ends the engine, whatever it is doing, until it is wanted.
    pub fn leave(&self) {
        self.hear(Input::Leave);
    }

    /// Starts an engine, if there is none.
    pub fn wake(&self) {
        self.hear(Input::Begin);
    }

    /// Asks the caller whether it is there.
    pub fn poke(&self, number: u32) {
        self.hear(Input::Poke(number));
    }

    /// One input after the other, each with all its effects.
    fn hear(&self, input: Input) {
        self.0.inputs.borrow_mut().push_back(input);
        if self.0.is_hearing.replace(true) {
            return;
        }
        while let Some(input) = self.next() {
            let effects = self.0.machine.borrow_mut().apply(input);
            effects
                .into_iter()
                .for_each(|effect| self.carry_out(effect));
        }
        self.0.is_hearing.set(false);
    }

    fn next(&self) -> Option<Input> {
        self.0.inputs.borrow_mut().pop_front()
    }

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Start {
                engine,
                flavour,
                best_tier,
                pool_threads,
            } => {
                self.0.ended.take();
                let first = ToEngine::Start(Start {
                    best_tier,
                    pool_threads,
                    site: self.0.site.clone(),
                    is_framed: is_framed(),
                });
                self.start((engine, flavour), &first);
            }
            Effect::Send(message) => self.with_engine(|engine| engine.send(&message)),
            Effect::RaiseStopFlag => self.with_engine(LiveEngine::raise_stop_flag),
            Effect::End => {
                self.with_engine(LiveEngine::end);
                self.0.ended.replace(self.0.engine.take());
            }
            Effect::ReadCounter => {
                let count = self
                    .0
                    .ended
                    .borrow()
                    .as_ref()
                    .and_then(LiveEngine::progress);
                self.hear(Input::Counted(count));
            }
            Effect::SetTimer { timer, after_ms } => {
                let link = self.clone();
                let set = Timeout::new(after_ms, move || link.hear(Input::Fired(timer)));
                self.0.timer.replace(Some(set));
            }
            Effect::CancelTimer => drop(self.0.timer.take()),
            Effect::AskTurn => {
                if let Some(on_turn) = &*self.0.on_turn.borrow() {
                    tools::ask_turn(on_turn);
                }
            }
            Effect::GiveTurn => tools::give_turn(),
            Effect::Emit(event) => self.0.on_event.emit(event),
        }
    }

    fn start(&self, (engine, flavour): (u32, Flavour), first: &ToEngine) {
        let link = self.clone();
        let started = LiveEngine::start(flavour, move |news| {
            link.hear(Input::Heard { engine, news });
        });
        match started {
            Ok(live) => {
                live.send(first);
                self.0.engine.replace(Some(live));
            }
            Err(words) => self.hear(Input::Refused(words)),
        }
    }

    fn with_engine(&self, act: impl FnOnce(&LiveEngine)) {
        if let Some(engine) = &*self.0.engine.borrow() {
            act(engine);
        }
    }
}
