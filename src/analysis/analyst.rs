//! The analyst: hears messages and says what is to be done. Holds the latest comparison, the sweeps and
//! what is pinned. Knows no browser.

use super::findings::{Reckoned, findings, strips};
use super::session::Session;
use super::sweeps::{chunking_of, chunks_said, scaling_of, threads_said};
use crate::comparison::{Kind, Phase};
use crate::protocol::analysis::{
    Asked, ChartId, EndedRun, Export, Findings, Finish, FromAnalysis, ToAnalysis,
};
use crate::protocol::result::RecordingV1;
use crate::report::chunking::Chunking;
use crate::report::recording::recording_costs;
use crate::report::scaling::Scaling;
use crate::trace::Trace;
use crate::trace::export::{self, json};
use crate::view::charts::{occupancy::occupancy_html, time::time_svg};
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
    /// The latest sweep over thread counts.
    on_threads: Option<Session>,
    /// The latest sweep over chunk counts.
    on_chunks: Option<Session>,
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
        // A sweep of another job has nothing to say of this one.
        let is_other = |sweep: &mut Session| {
            let (old, new) = (&sweep.asked, &asked);
            old.example != new.example || old.parameters.size != new.parameters.size
        };
        drop(self.on_threads.take_if(is_other));
        drop(self.on_chunks.take_if(is_other));
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
        let (number, kind) = (session.asked.number, session.asked.kind);
        let done = FromAnalysis::Done { number, kind };
        if kind == Kind::Recording {
            return vec![Effect::Tell(done, recording_json(&session))];
        }
        match kind {
            Kind::Threads => self.on_threads = Some(session),
            Kind::Chunks => self.on_chunks = Some(session),
            _ => {
                let reckoned = Reckoned::of(&session);
                self.latest = Some((session, reckoned));
            }
        }
        let trace = (kind == Kind::Strategies).then(|| self.trace_json());
        vec![
            tell(FromAnalysis::Found(Box::new(self.found()))),
            Effect::Tell(done, trace.flatten()),
        ]
    }

    fn found(&self) -> Findings {
        let latest = self.latest.as_ref();
        let mut found = latest.map_or_else(Findings::default, |(session, reckoned)| {
            findings(session, reckoned, &self.words)
        });
        if let Some(scaling) = self.scaling() {
            found.charts.push(ChartId::Scaling);
            found.scaling.extend(threads_said(&scaling, &self.words));
        }
        if let Some(chunking) = self.chunking() {
            found.charts.push(ChartId::Chunks);
            found.scaling.push(chunks_said(&chunking, &self.words));
        }
        found
    }

    /// The sweep over threads, once it has speed-ups.
    fn scaling(&self) -> Option<Scaling> {
        let scaling = scaling_of(self.on_threads.as_ref()?);
        let has_speedups = scaling.points.iter().any(|point| point.speedup.is_some());
        has_speedups.then_some(scaling)
    }

    fn chunking(&self) -> Option<Chunking> {
        chunking_of(self.on_chunks.as_ref()?)
    }

    fn draw(&self, chart: ChartId, width: f64) -> Vec<Effect> {
        let say = |key: &str, parts: &[(&str, &str)]| self.words.with(key, parts);
        let Some((_, reckoned)) = &self.latest else {
            return Vec::new();
        };
        let html = match chart {
            ChartId::Parts => occupancy_html(&reckoned.reports, width, &say),
            ChartId::Time => time_svg(&reckoned.reports, width, &say),
            _ => return Vec::new(),
        };
        vec![tell(FromAnalysis::Drawn { chart, html })]
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
        export::to_json(&session.asked.example, &traces)
            .ok()
            .filter(|_| !traces.is_empty())
    }
}

fn recording_json(session: &Session) -> Option<String> {
    let costs = recording_costs(&session.record);
    let costs = costs.into_iter().map(|cost| RecordingV1 {
        strategy: cost.strategy.id(),
        recorded_ms: cost.recorded_ms,
        unrecorded_ms: cost.unrecorded_ms,
        ratio: cost.ratio,
    });
    json::to_json(&costs.collect::<Vec<_>>()).ok()
}

fn tell(message: FromAnalysis) -> Effect {
    Effect::Tell(message, None)
}
