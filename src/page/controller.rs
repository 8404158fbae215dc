//! Where everything meets: the state, the engine's line, the page's frames, the address. What the
//! reader or a script wants goes through here, and so does what the engine says.

mod places;
mod programs;
mod rest;
mod results;
mod timeline;
pub use results::Delivery;

use super::address::{Address, Embed, Given, Theme};
use super::browser_env::{
    browser_info, focus, now, query, reported_cores, show_opening, show_theme, to_top, write_query,
};
use super::engine_link::EngineLink;
use super::environment::BrowserInfo;
use super::frames::Frames;
use super::link_event::LinkEvent;
use super::pulse::Pulse;
use super::state::{Action, Engine, LessonRef, State};
use super::storage;
use super::texts::{self, Texts};
use super::timeline_link::TimelineLink;
use super::tools;
use crate::comparison::{Kind, Phase};
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::lesson;
use crate::protocol::analysis::{EndedRun, FromAnalysis, ToAnalysis};
use crate::view::sentences::no_engine;
use crate::view::words::Words;
use gloo_timers::callback::{Interval, Timeout};
use results::{Results, UNFOLDED};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use yew::Callback;

/// The controller. Clones share it.
#[derive(Clone)]
pub struct Controller(Rc<Inner>);

struct Inner {
    texts: Texts,
    browser_info: BrowserInfo,
    address: RefCell<Address>,
    state: RefCell<Rc<State>>,
    on_change: RefCell<Option<Callback<()>>>,
    on_news: RefCell<Vec<Callback<News>>>,
    link: RefCell<Option<EngineLink>>,
    results: Results,
    timeline: TimelineLink,
    frames: Frames,
    pulse: Pulse,
    /// Counts the lessons that were picked.
    picked: Cell<u32>,
    /// A look at the program that is being written, to come.
    look: RefCell<Option<Timeout>>,
    /// Has the engine rest, while nobody sees the page.
    rest: RefCell<Option<Interval>>,
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
    pub fn new(texts: Texts) -> Self {
        let address = Address::parse(&query());
        show_theme(address.theme);
        let (example, unknown) = example_of(&address);
        let mut state = State::new(example, address.given.clone(), reported_cores());
        state.is_unfolded = storage::kept(UNFOLDED).is_some_and(|kept| !kept.is_empty());
        if let Some(name) = unknown {
            state.apply(Action::Bad(lesson::unknown(&name)));
        }
        if address.is_opening() {
            state.apply(Action::Home);
        }
        Self(Rc::new(Inner {
            texts,
            browser_info: browser_info(),
            address: RefCell::new(address),
            state: RefCell::new(Rc::new(state)),
            on_change: RefCell::default(),
            on_news: RefCell::default(),
            link: RefCell::default(),
            results: Results::new(),
            timeline: TimelineLink::default(),
            frames: Frames::default(),
            pulse: Pulse::default(),
            picked: Cell::new(0),
            look: RefCell::default(),
            rest: RefCell::default(),
        }))
    }

    /// The texts, those of the lesson on the page with them as far as they are there.
    pub fn words(&self) -> Rc<Words> {
        self.0.texts.of(self.0.state.borrow().example.slug)
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

    /// How the page stands in somebody else's, if it does.
    pub fn embed(&self) -> Option<Embed> {
        self.0.address.borrow().embed.clone()
    }

    /// The address of what is shown, as a page of its own.
    pub fn own_address(&self) -> String {
        self.query(&Address::default())
    }

    fn query(&self, address: &Address) -> String {
        let state = self.state();
        let defaults = Parameters::defaults(&state.example, state.reported_cores);
        address.query(&state.example, &state.parameters, &defaults)
    }

    /// Who is told that the state changed.
    pub fn on_change(&self, listener: Callback<()>) {
        self.0.on_change.replace(Some(listener));
    }

    /// Who is told what scripts wait for.
    pub fn on_news(&self, listener: Callback<News>) {
        self.0.on_news.borrow_mut().push(listener);
    }

    fn with_link(&self, act: impl FnOnce(&EngineLink)) {
        if let Some(link) = &*self.0.link.borrow() {
            act(link);
        }
    }

    /// Makes what happened part of what is known.
    pub fn dispatch(&self, action: Action) {
        let (for_timeline, sizing) = {
            let mut state = self.0.state.borrow_mut();
            let state = Rc::make_mut(&mut state);
            (state.apply(action), state.ask_for_size())
        };
        self.tell_timeline(for_timeline);
        if let (Some(link), Some((lesson, values))) = (&*self.0.link.borrow(), sizing) {
            link.size(lesson, values);
        }
        self.changed();
    }

    /// Something was typed or picked: the address follows.
    pub fn set(&self, action: Action) {
        self.dispatch(action);
        self.write_address(false);
    }

    /// Another lesson, with what is given.
    pub fn open(&self, lesson: LessonRef, given: Given) {
        self.next_pick();
        self.stop();
        self.show(lesson, Action::Open(lesson, given));
        self.write_address(true);
    }

    /// The reader picked another lesson: it is opened when its texts are there, so that it is never seen without.
    /// Of several picked on end the last is opened; one whose texts don't come leaves the page as it was.
    pub fn pick(&self, lesson: LessonRef, given: Given) {
        self.with_texts(lesson, move |controller, are_there| {
            if are_there {
                controller.open(lesson, given);
                to_top();
            }
        });
    }

    /// Goes on when the lesson's texts are there, or can't be had; not where another lesson was picked meanwhile.
    fn with_texts(&self, lesson: LessonRef, then: impl FnOnce(&Self, bool) + 'static) {
        let picked = self.next_pick();
        if self.0.texts.own(lesson.slug).is_some() {
            return then(self, true);
        }
        let controller = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let are_there = controller.fetch_texts(lesson).await;
            if controller.0.picked.get() == picked {
                then(&controller, are_there);
            }
        });
    }

    /// Whatever was picked before is not opened any more.
    fn next_pick(&self) -> u32 {
        let picked = self.0.picked.get().wrapping_add(1);
        self.0.picked.set(picked);
        picked
    }

    fn show(&self, lesson: LessonRef, open: Action) {
        // The same lesson with other parameters keeps what is shown.
        let is_other = lesson != self.state().example;
        self.dispatch(open);
        show_opening(false);
        if is_other {
            self.tell_analysis(&self.open_message());
        }
        self.want_texts();
    }

    /// The analysis is told which lesson is open, and its texts.
    fn open_message(&self) -> ToAnalysis {
        let lesson = self.state().example.slug;
        let own = self.0.texts.own(lesson);
        // The sources of programs are for the page alone.
        let is_said = |(key, _): &&(String, String)| !key.starts_with("code.");
        let words = own.iter().flat_map(|own| own.iter()).filter(is_said);
        ToAnalysis::Open {
            lesson: lesson.to_owned(),
            words: words.cloned().collect(),
            again: self.state().ran.as_ref().map(|ran| ran.number),
        }
    }

    /// Has the texts of the lesson on the page fetched, if they are not there: an address or a script opened it.
    pub fn want_texts(&self) {
        let lesson = self.state().example;
        if self.0.texts.own(lesson.slug).is_none() {
            let controller = self.clone();
            wasm_bindgen_futures::spawn_local(async move {
                if controller.fetch_texts(lesson).await && controller.state().example == lesson {
                    controller.tell_analysis(&controller.open_message());
                    controller.changed();
                }
            });
        }
    }

    /// Fetches a lesson's texts; whether they are there now. Why not is told.
    async fn fetch_texts(&self, lesson: LessonRef) -> bool {
        let fetched = texts::fetch(lesson.slug).await;
        match fetched {
            Ok(own) if self.0.texts.own(lesson.slug).is_none() => {
                self.0.texts.learn(lesson.slug, own)
            }
            Ok(_) => {}
            Err(words) => {
                let sentence = self.words().with("problem.texts", &[("words", &words)]);
                self.dispatch(Action::Analysis(FromAnalysis::Problem(sentence)));
                return false;
            }
        }
        true
    }

    /// Light or dark from now on.
    pub fn set_theme(&self, theme: Theme) {
        self.0.address.borrow_mut().theme = theme;
        show_theme(theme);
        self.write_address(false);
        self.changed();
    }

    /// Runs what the controls show.
    pub fn run(&self) {
        self.run_for(Kind::Programs);
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
        if self.asks_to_mend() || !self.state().can_run() || self.state().is_opening {
            return;
        }
        self.dispatch(action);
        if kind == Kind::Programs {
            tools::clear_measures();
            self.load_timeline();
        }
        let state = self.state();
        self.0.results.unsent.borrow_mut().clear();
        if let Some(request) = &state.request {
            self.ask(&ToAnalysis::Begin((**request).clone()));
            self.tell_analysis(&ToAnalysis::Bets(state.bets().to_vec()));
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

    /// The same once more, so slowly that there is time to poke. The browser's Back leads to the values before.
    pub fn slow_down(&self) {
        let state = self.state();
        if let Some(given) = state.slowed() {
            self.open(state.example, given);
            self.run();
            focus("#poke");
        }
    }

    /// Asks the caller whether it is there.
    pub fn poke(&self) {
        if !matches!(self.state().engine, Engine::Ready(_)) {
            return;
        }
        self.dispatch(Action::Poke { at: now() });
        self.with_link(|link| link.poke(self.state().pokes.asked));
    }

    /// Why nothing can run at all, if so.
    pub fn no_engine(&self) -> Option<String> {
        match &self.state().engine {
            Engine::Cannot(why) => Some(no_engine(&self.words(), why)),
            _ => None,
        }
    }

    fn hear(&self, event: LinkEvent) {
        match &event {
            LinkEvent::Beat => return self.0.pulse.beat(&self.words()),
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
                    page_gap: seen.and_then(|seen| seen.longest_gap),
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
        let is_sized = matches!(&event, LinkEvent::Sized { .. });
        self.dispatch(Action::Link { event, at: now() });
        if is_sized {
            self.write_address(false);
        }
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
        self.tell_what_stands();
        self.watch_silence();
        let listener = self.0.on_change.borrow().clone();
        if let Some(listener) = listener {
            listener.emit(());
        }
    }

    fn write_address(&self, is_new: bool) {
        let mut address = self.0.address.borrow_mut();
        let query = match self.state().is_opening {
            true => address.opening_query(),
            false => self.query(&address),
        };
        // In somebody else's page the reader's way back is theirs.
        write_query(&query, is_new && address.embed.is_none());
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
