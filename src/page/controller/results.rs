//! The controller's part in results: what the analysis is asked, and what becomes of its answers.

use super::{Controller, News};
use crate::comparison::Kind;
use crate::page::analysis_link::{AnalysisLink, AnalysisNews};
use crate::page::environment::environment;
use crate::page::state::{Action, Activity};
use crate::page::tools;
use crate::protocol::analysis::{ChartId, Export, Finish, FromAnalysis, RuntimeInfo, ToAnalysis};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;

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
    /// What recording cost when that was measured last, as JSON; null before.
    recording: RefCell<JsValue>,
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
            recording: RefCell::new(JsValue::NULL),
            on_export: Cell::default(),
        }
    }
}

impl Controller {
    /// Has the analysis draw a chart.
    pub fn draw(&self, chart: ChartId, width: f64) {
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

    /// What recording cost when that was measured last, as JSON; null before.
    pub fn recording(&self) -> JsValue {
        self.0.results.recording.borrow().clone()
    }

    /// Tells the analysis, which is started when it is first told something. One that broke is started
    /// again when something new begins; what it knew is gone, what is shown stays.
    pub fn ask(&self, message: &ToAnalysis) {
        self.ask_with(message, &JsValue::UNDEFINED);
    }

    /// The same with a file beside the message.
    pub fn ask_with(&self, message: &ToAnalysis, payload: &JsValue) {
        let is_anew = !matches!(
            message,
            ToAnalysis::Ended(_) | ToAnalysis::Finish(_) | ToAnalysis::Draw { .. }
        );
        let may_start = is_anew || !self.state().is_analysis_broken;
        if self.0.results.link.borrow().is_none() && may_start {
            let controller = self.clone();
            let words = self.0.words.pairs().to_vec();
            match AnalysisLink::start(words, move |news| controller.hear_analysis(news)) {
                Ok(link) => drop(self.0.results.link.replace(Some(link))),
                Err(words) => self.hear_analysis(AnalysisNews::Broke(words)),
            }
        }
        if let Some(link) = &*self.0.results.link.borrow() {
            link.send(message, payload);
        }
    }

    fn hear_analysis(&self, news: AnalysisNews) {
        match news {
            AnalysisNews::Broke(words) => {
                drop(self.0.results.link.take());
                let sentence = self.0.words.with("analysis.broke", &[("words", &words)]);
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
                let is_done = matches!(message, FromAnalysis::Done { .. });
                match message {
                    FromAnalysis::Done {
                        kind: Kind::Strategies,
                        ..
                    } => {
                        tools::measure(&payload);
                        drop(self.0.results.trace.replace(payload));
                    }
                    FromAnalysis::Done {
                        kind: Kind::Recording,
                        ..
                    } => drop(self.0.results.recording.replace(payload)),
                    _ => {}
                }
                self.dispatch(Action::Analysis(message));
                if is_done {
                    self.tell(News::Finished);
                }
            }
        }
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
                    let key = if is_copied {
                        "export.copied"
                    } else {
                        "export.not-copied"
                    };
                    let sentence = controller.0.words.get(key).to_owned();
                    controller.dispatch(Action::Analysis(FromAnalysis::Problem(sentence)));
                });
            }
        }
    }

    /// All runs are over: the analysis gets those that were measured.
    pub(super) fn finish(&self, is_stopped: bool) {
        let _ = self.0.frames.end();
        let state = self.state();
        for message in self.0.results.unsent.take() {
            self.ask(&message);
        }
        self.ask(&ToAnalysis::Finish(Finish {
            is_stopped,
            environment: environment(&state, &self.0.browser_info, &self.0.words),
            runtime: state.latest_ready.as_ref().map(|ready| RuntimeInfo {
                tier: ready.tier,
                clock_step: ready.clock_step,
                pool_start: ready.pool_start,
                memory_a_thread: ready.memory_a_thread,
            }),
            ended_at: js_sys::Date::now(),
        }));
    }
}
