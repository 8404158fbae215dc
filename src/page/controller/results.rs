//! The controller's part in results: what the analysis is asked, and what becomes of its answers.

use super::{Controller, News};
use crate::comparison::Kind;
use crate::key::Key;
use crate::page::analysis_link::{AnalysisLink, AnalysisNews};
use crate::page::environment::environment;
use crate::page::state::{Action, Activity};
use crate::page::storage;
use crate::page::tools;
use crate::protocol::analysis::{Export, Finish, FromAnalysis, RuntimeInfo, ToAnalysis};
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

/// Under this it is kept whether the fold with all measurements is open.
pub(super) const UNFOLDED: &str = "meanwhile-unfolded";

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// It is saved.
    #[default]
    Save,
    /// It goes to the clipboard.
    Copy,
}

/// The line to the analysis, and what came of it that is no part of the state.
pub(super) struct Results {
    link: RefCell<Option<AnalysisLink>>,
    /// Measured runs wait here until all is over, so that nothing disturbs the measuring.
    pub(super) unsent: RefCell<Vec<ToAnalysis>>,
    /// The latest comparison's trace file, as text; null before there is one.
    trace: RefCell<JsValue>,
    /// Ends the wait for an analysis that says nothing; with what it was set for.
    silence: RefCell<Option<(u32, Timeout)>>,
    /// What becomes of the file that was asked for last.
    on_export: Cell<Delivery>,
}

impl Results {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            link: RefCell::default(),
            unsent: RefCell::default(),
            trace: RefCell::new(JsValue::NULL),
            silence: RefCell::default(),
            on_export: Cell::default(),
        }
    }
}

impl Controller {
    /// Has the analysis draw a chart.
    pub fn draw(&self, chart: Key, width: f64) {
        self.ask(&ToAnalysis::Draw { chart, width });
    }

    /// Has a file made, and saved or copied.
    pub fn export(&self, export: Export, delivery: Delivery) {
        self.0.results.on_export.set(delivery);
        self.ask(&ToAnalysis::Export(export));
    }

    /// The latest comparison's trace file, as text; null before there is one.
    pub fn trace(&self) -> JsValue {
        self.0.results.trace.borrow().clone()
    }

    /// Tells the analysis, which is started when it is first told something. One that broke is started
    /// again when something new begins; what it knew is gone, what is shown stays.
    pub fn ask(&self, message: &ToAnalysis) {
        let is_anew = !matches!(
            message,
            ToAnalysis::Ended(_)
                | ToAnalysis::BeginAnew
                | ToAnalysis::Finish(_)
                | ToAnalysis::Draw { .. }
        );
        let may_start = is_anew || !self.state().is_analysis_broken;
        if self.0.results.link.borrow().is_none() && may_start {
            let controller = self.clone();
            let words = self.0.texts.base().pairs().to_vec();
            let open = self.open_message();
            match AnalysisLink::start(words, &open, move |news| controller.hear_analysis(news)) {
                Ok(link) => drop(self.0.results.link.replace(Some(link))),
                Err(words) => self.hear_analysis(AnalysisNews::Broke(words)),
            }
        }
        if let Some(link) = &*self.0.results.link.borrow() {
            link.send(message);
        }
    }

    /// The fold with all measurements was opened or closed: it stays so, in this browser.
    pub fn unfold(&self, is_open: bool) {
        if is_open != self.state().is_unfolded {
            storage::keep(UNFOLDED, if is_open { "1" } else { "" });
            self.dispatch(Action::Unfold(is_open));
        }
    }

    /// Tells the analysis something that it need not be started for.
    pub(super) fn tell_analysis(&self, message: &ToAnalysis) {
        if let Some(link) = &*self.0.results.link.borrow() {
            link.send(message);
        }
    }

    fn hear_analysis(&self, news: AnalysisNews) {
        match news {
            AnalysisNews::Broke(words) => {
                drop(self.0.results.link.take());
                let sentence = self.words().with("analysis.broke", &[("words", &words)]);
                let was_waiting = self.state().activity == Activity::Analyzing;
                self.dispatch(Action::AnalysisBroke(sentence));
                if was_waiting {
                    self.tell(News::Finished);
                }
            }
            AnalysisNews::Said(FromAnalysis::Exported { export, name }, text) => {
                self.deliver(export, &name, &text.as_string().unwrap_or_default());
            }
            AnalysisNews::Said(message, payload) => {
                let is_over = matches!(message, FromAnalysis::Done { .. } | FromAnalysis::Lost(_));
                let compared = match message {
                    FromAnalysis::Done {
                        kind: Kind::Programs,
                        number,
                        ..
                    } => Some(number),
                    _ => None,
                };
                if compared.is_some() {
                    tools::measure(&payload);
                    drop(self.0.results.trace.replace(payload));
                }
                self.dispatch(Action::Analysis(message));
                if let Some(number) = compared {
                    self.keep_progress(number);
                }
                if is_over {
                    self.tell(News::Finished);
                }
            }
        }
    }

    /// Sets the timer that ends the wait for an analysis that says nothing, and takes it back when it says
    /// something.
    pub(super) fn watch_silence(&self) {
        let silence = &self.0.results.silence;
        let state = self.state();
        let limit = state.activity.limit();
        let wanted = limit.map(|limit| (state.analysis_news, limit));
        let is_set_for = silence.borrow().as_ref().map(|(heard, _)| *heard);
        if wanted.map(|(heard, _)| heard) == is_set_for {
            return;
        }
        let timer = wanted.map(|(heard, limit)| {
            let controller = self.clone();
            let gave_up = move || {
                let words = controller.words().get("analysis.silent").to_owned();
                controller.hear_analysis(AnalysisNews::Broke(words));
            };
            (heard, Timeout::new(limit.0 as u32, gave_up))
        });
        drop(silence.replace(timer));
    }

    /// Sets the timer anew, if something is awaited.
    pub(super) fn await_anew(&self) {
        drop(self.0.results.silence.take());
        self.watch_silence();
    }

    fn deliver(&self, export: Export, name: &str, text: &str) {
        let kind = match export {
            Export::SamplesCsv => "text/csv",
            Export::ResultJson | Export::TraceJson => "application/json",
        };
        match self.0.results.on_export.get() {
            Delivery::Save => tools::save_text(name, text, kind),
            Delivery::Copy => {
                let (controller, text) = (self.clone(), text.to_owned());
                wasm_bindgen_futures::spawn_local(async move {
                    let is_copied = tools::copy_text(&text).await.is_truthy();
                    let say = |key| controller.words().get(key).to_owned();
                    controller.dispatch(match is_copied {
                        true => Action::Done(say("export.copied")),
                        false => Action::Analysis(FromAnalysis::Problem(say("export.not-copied"))),
                    });
                });
            }
        }
    }

    /// The analysis gets the runs that were measured: no measuring goes on.
    pub(super) fn send_measured(&self) {
        for message in self.0.results.unsent.take() {
            self.ask(&message);
        }
    }

    /// All runs are over.
    pub(super) fn finish(&self, is_stopped: bool) {
        let _ = self.0.frames.end();
        let state = self.state();
        self.send_measured();
        self.ask(&ToAnalysis::Finish(Finish {
            is_stopped,
            environment: environment(&state, &self.0.browser_info, &self.words()),
            runtime: state.latest_ready.as_ref().map(|ready| RuntimeInfo {
                tier: ready.tier,
                clock_step: ready.clock_step,
                pool_start: ready.pool_start,
                memory_a_thread: ready.memory_a_thread,
                waits: ready.waits,
            }),
            ended_at: js_sys::Date::now(),
        }));
    }
}
