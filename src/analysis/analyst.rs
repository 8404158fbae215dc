//! The analyst: hears messages and says what is to be done. Holds the latest comparison, the sweeps and
//! what is pinned. Knows no browser.

use super::drawings::Drawings;
use super::findings::{Reckoned, findings, strips};
use super::session::Session;
use crate::comparison::{Kind, Phase};
use crate::protocol::analysis::{
    Asked, ChartId, EndedRun, Export, Findings, Finish, FromAnalysis, ToAnalysis,
};
use crate::trace::Trace;
use crate::trace::export;
use crate::view::words::Words;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the page; with a long text beside the message, or none.
    Tell(FromAnalysis, Option<String>),
}

/// The analyst.
#[derive(Default)]
pub struct Analyst {
    words: Words,
    /// The comparison that goes on.
    current: Option<Session>,
    /// The latest comparison of strategies, and its numbers.
    latest: Option<(Session, Reckoned)>,
}

impl Analyst {
    /// Hears a message; `payload` is the long text beside it.
    pub fn hear(&mut self, message: ToAnalysis, payload: Option<String>) -> Vec<Effect> {
        let _ = payload;
        match message {
            ToAnalysis::Words(text) => {
                self.words = Words::from_json(&text).unwrap_or_default();
                vec![tell(FromAnalysis::Ready)]
            }
            ToAnalysis::Begin(asked) => self.begin(asked),
            ToAnalysis::Ended(ended) => self.ended(ended),
            ToAnalysis::Finish(finish) => self.finish(finish),
            ToAnalysis::Draw { chart, width } => self.draw(chart, width),
            ToAnalysis::Export(export) => self.export(export),
            _ => Vec::new(),
        }
    }

    fn begin(&mut self, asked: Asked) -> Vec<Effect> {
        if asked.kind == Kind::Strategies {
            self.latest = None;
        }
        self.current = Some(Session::new(asked));
        Vec::new()
    }

    /// A watched run is told at once; the others when all is over.
    fn ended(&mut self, ended: EndedRun) -> Vec<Effect> {
        let is_watched = ended.phase == Phase::Watch;
        let Some(session) = &mut self.current else {
            return Vec::new();
        };
        session.file(ended);
        if !is_watched {
            return Vec::new();
        }
        let reckoned = Reckoned::of(session);
        let found = findings(session, &reckoned, &self.words);
        vec![tell(FromAnalysis::Found(Box::new(found)))]
    }

    fn finish(&mut self, finish: Finish) -> Vec<Effect> {
        let Some(mut session) = self.current.take() else {
            return Vec::new();
        };
        session.finish(finish);
        let number = session.asked.number;
        let reckoned = Reckoned::of(&session);
        self.latest = Some((session, reckoned));
        let found = self.found();
        vec![
            tell(FromAnalysis::Found(Box::new(found))),
            Effect::Tell(FromAnalysis::Done { number }, self.trace_json()),
        ]
    }

    fn found(&self) -> Findings {
        let latest = self.latest.as_ref();
        latest.map_or_else(Findings::default, |(session, reckoned)| {
            findings(session, reckoned, &self.words)
        })
    }

    fn draw(&self, chart: ChartId, width: f64) -> Vec<Effect> {
        let say = |key: &str, parts: &[(&str, &str)]| self.words.with(key, parts);
        let Some((session, reckoned)) = &self.latest else {
            return Vec::new();
        };
        let drawn = Drawings::of(session, reckoned).draw(chart, width, &say);
        let drawn = drawn.map(|html| tell(FromAnalysis::Drawn { chart, html }));
        drawn.into_iter().collect()
    }

    fn export(&self, export: Export) -> Vec<Effect> {
        let text = match export {
            Export::ResultJson => Some(self.found().result),
            Export::TraceJson => self.trace_json(),
            Export::SamplesCsv => None,
        };
        let name = self.latest.as_ref().map(|(session, _)| {
            let extension = match export {
                Export::ResultJson => "result.json",
                Export::TraceJson => "trace.json",
                Export::SamplesCsv => "samples.csv",
            };
            ["meanwhile-", &session.asked.example, "-", extension].concat()
        });
        match (text, name) {
            (Some(text), Some(name)) => {
                vec![Effect::Tell(
                    FromAnalysis::Exported { export, name },
                    Some(text),
                )]
            }
            _ => Vec::new(),
        }
    }

    fn trace_json(&self) -> Option<String> {
        let (session, _) = self.latest.as_ref()?;
        let strips = strips(session, false);
        let traces: Vec<&Trace> = strips.iter().map(|strip| &strip.trace).collect();
        export::to_json(&traces).ok().filter(|_| !traces.is_empty())
    }
}

fn tell(message: FromAnalysis) -> Effect {
    Effect::Tell(message, None)
}
