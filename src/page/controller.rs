//! Where everything meets: the state, the engine's line, the page's frames, the address. What the
//! reader or a script wants goes through here, and so does what the engine says.

mod results;
pub use results::Delivery;

use super::address::{Address, Given, Theme};
use super::browser_env::{browser_info, now, query, reported_cores, show_theme, site, write_query};
use super::engine_link::EngineLink;
use super::environment::BrowserInfo;
use super::frames::Frames;
use super::link_event::LinkEvent;
use super::pulse::Pulse;
use super::state::{Action, Engine, LessonRef, State};
use super::tools;
use crate::comparison::{Kind, Phase};
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::lesson;
use crate::protocol::analysis::{EndedRun, ToAnalysis};
use crate::view::sentences::no_engine;
use crate::view::words::Words;
use results::Results;
use std::cell::RefCell;
use std::rc::Rc;
use yew::Callback;

/// The controller. Clones share it.
#[derive(Clone)]
pub struct Controller(Rc<Inner>);

struct Inner {
    words: Rc<Words>,
    browser_info: BrowserInfo,
    address: RefCell<Address>,
    state: RefCell<Rc<State>>,
    on_change: RefCell<Option<Callback<()>>>,
    on_news: RefCell<Vec<Callback<News>>>,
    link: RefCell<Option<EngineLink>>,
    results: Results,
    frames: Frames,
    pulse: Pulse,
}

/// What scripts wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The engine is up, or will never be.
    EngineKnown,
    /// A comparison is over, and its numbers are there.
    Finished,
}

impl PartialEq for Controller {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Controller {
    /// The controller of a page at this address, with these texts.
    pub fn new(words: Words) -> Self {
        let address = Address::parse(&query());
        show_theme(address.theme);
        let (example, unknown) = example_of(&address);
        let mut state = State::new(example, address.given.clone(), reported_cores());
        if let Some(name) = unknown {
            state.apply(Action::Bad(lesson::unknown(&name)));
        }
        Self(Rc::new(Inner {
            words: Rc::new(words),
            browser_info: browser_info(),
            address: RefCell::new(address),
            state: RefCell::new(Rc::new(state)),
            on_change: RefCell::default(),
            on_news: RefCell::default(),
            link: RefCell::default(),
            results: Results::new(),
            frames: Frames::default(),
            pulse: Pulse::default(),
        }))
    }

    /// The texts.
    pub fn words(&self) -> Rc<Words> {
        Rc::clone(&self.0.words)
    }

    /// What the page knows now.
    pub fn state(&self) -> Rc<State> {
        Rc::clone(&self.0.state.borrow())
    }

    /// What the browser told.
    pub fn browser_info(&self) -> &BrowserInfo {
        &self.0.browser_info
    }

    /// The theme.
    pub fn theme(&self) -> Theme {
        self.0.address.borrow().theme
    }

    /// Who is told that the state changed.
    pub fn on_change(&self, listener: Callback<()>) {
        self.0.on_change.replace(Some(listener));
    }

    /// Who is told what scripts wait for.
    pub fn on_news(&self, listener: Callback<News>) {
        self.0.on_news.borrow_mut().push(listener);
    }

    /// Starts the engine. To be done once, after the first paint.
    pub fn start_engine(&self) {
        let controller = self.clone();
        let on_event = Callback::from(move |event| controller.hear(event));
        let link = EngineLink::new(site(), reported_cores(), on_event);
        let is_asked = self.state().is_running();
        if let Some(comparison) = self.state().comparison().filter(|_| is_asked) {
            link.compare(comparison);
        }
        self.0.link.replace(Some(link));
    }

    /// Makes what happened part of what is known.
    pub fn dispatch(&self, action: Action) {
        Rc::make_mut(&mut self.0.state.borrow_mut()).apply(action);
        self.changed();
    }

    /// Something was typed or picked: the address follows.
    pub fn set(&self, action: Action) {
        self.dispatch(action);
        self.write_address(false);
    }

    /// Another example, with what is given.
    pub fn open(&self, example: LessonRef, given: Given) {
        self.stop();
        self.show(example, given);
        self.write_address(true);
    }

    fn show(&self, example: LessonRef, given: Given) {
        // The same lesson with other parameters keeps what is shown.
        if example != self.state().example {
            self.tell_analysis(&ToAnalysis::Open(example.slug.to_owned()));
        }
        self.dispatch(Action::Open(example, given));
    }

    /// The reader went back or forth. Jumps within the page are none of its business.
    pub fn follow_address(&self) {
        let address = Address::parse(&query());
        if address == *self.0.address.borrow() {
            return;
        }
        let (example, unknown) = example_of(&address);
        let given = address.given.clone();
        show_theme(address.theme);
        self.0.address.replace(address);
        self.stop();
        self.show(example, given);
        if let Some(name) = unknown {
            self.dispatch(Action::Bad(lesson::unknown(&name)));
        }
    }

    /// Light or dark from now on.
    pub fn set_theme(&self, theme: Theme) {
        self.0.address.borrow_mut().theme = theme;
        show_theme(theme);
        self.write_address(false);
        self.changed();
    }

    /// Runs the comparison that the controls show.
    pub fn run(&self) {
        self.run_for(Kind::Strategies);
    }

    /// Runs a comparison of that kind.
    pub fn run_for(&self, kind: Kind) {
        self.run_as(kind, Action::Run(kind));
    }

    /// Sweeps threads or chunks of that program.
    pub fn sweep(&self, kind: Kind, program: Key) {
        self.run_as(kind, Action::Sweep(kind, program));
    }

    fn run_as(&self, kind: Kind, action: Action) {
        if self.state().is_running() || matches!(self.state().engine, Engine::Cannot(_)) {
            return;
        }
        self.dispatch(action);
        if kind == Kind::Strategies {
            tools::clear_measures();
        }
        let state = self.state();
        self.0.results.unsent.borrow_mut().clear();
        if let Some(request) = &state.request {
            self.ask(&ToAnalysis::Begin((**request).clone()));
        }
        if let (Some(link), Some(comparison)) = (&*self.0.link.borrow(), state.comparison()) {
            link.compare(comparison);
        }
    }

    /// Ends what runs.
    pub fn stop(&self) {
        if !self.state().can_stop() {
            return;
        }
        self.dispatch(Action::Stop);
        match &*self.0.link.borrow() {
            Some(link) => link.stop(),
            None => self.hear(LinkEvent::Finished { stopped: true }),
        }
    }

    /// Asks the caller whether it is there.
    pub fn poke(&self) {
        if !matches!(self.state().engine, Engine::Ready(_)) {
            return;
        }
        self.dispatch(Action::Poke { at: now() });
        if let Some(link) = &*self.0.link.borrow() {
            link.poke(self.state().pokes.asked);
        }
    }

    /// Why nothing can run at all, if so.
    pub fn no_engine(&self) -> Option<String> {
        match &self.state().engine {
            Engine::Cannot(why) => Some(no_engine(&self.0.words, why)),
            _ => None,
        }
    }

    fn hear(&self, event: LinkEvent) {
        match &event {
            LinkEvent::Beat => return self.0.pulse.beat(&self.0.words),
            LinkEvent::BeginsAnew => {
                self.send_measured();
                self.ask(&ToAnalysis::BeginAnew);
            }
            LinkEvent::Begins { .. } => self.0.frames.begin(),
            LinkEvent::Ended { case, phase, run } => {
                let seen = self.0.frames.end();
                let ended = ToAnalysis::Ended(EndedRun {
                    case: *case,
                    phase: *phase,
                    run: run.clone(),
                    disturbance: seen.as_ref().and_then(|seen| seen.disturbance),
                    page_gap: seen.map(|seen| seen.longest_gap),
                });
                self.0.results.unsent.borrow_mut().push(ended);
                // Before the first watched run there is nothing but warm-ups, and nothing is counted yet.
                if *phase == Phase::Watch {
                    self.send_measured();
                }
            }
            LinkEvent::Finished { stopped } => self.finish(*stopped),
            _ => {}
        }
        let is_settled = matches!(&event, LinkEvent::Ready(_) | LinkEvent::Cannot(_));
        let is_finished = matches!(&event, LinkEvent::Finished { .. });
        self.dispatch(Action::Link { event, at: now() });
        if is_settled {
            self.tell(News::EngineKnown);
        }
        // Otherwise the analysis says when its numbers are there.
        if is_finished && self.state().is_analysis_broken {
            self.tell(News::Finished);
        }
    }

    fn tell(&self, news: News) {
        let listeners = self.0.on_news.borrow().clone();
        for listener in listeners {
            listener.emit(news);
        }
    }

    fn changed(&self) {
        self.watch_silence();
        let listener = self.0.on_change.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(());
        }
    }

    fn write_address(&self, is_new: bool) {
        let state = self.state();
        let defaults = Parameters::defaults(&state.example, state.reported_cores);
        let mut address = self.0.address.borrow_mut();
        let query = address.query(&state.example, &state.parameters, &defaults);
        write_query(&query, is_new);
        *address = Address::parse(&query);
    }
}

/// The example an address asks for, and the name if there is none of that name.
fn example_of(address: &Address) -> (LessonRef, Option<String>) {
    let first = LessonRef(lesson::ALL[0]);
    match &address.example {
        None => (first, None),
        Some(slug) => match lesson::find(slug) {
            Some(example) => (LessonRef(example), None),
            None => (first, Some(slug.clone())),
        },
    }
}
