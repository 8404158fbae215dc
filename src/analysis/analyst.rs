//! The analyst: hears messages and says what is to be done. Holds the latest comparison, the sweeps, what
//! is pinned and what is loaded. Knows no browser. (Keeping, pinning and loading are in `keeping`.)

use super::csv::samples_csv;
use super::db::DbRequest;
use super::drawings::Drawings;
use super::findings::{Pinned, add_pinned, findings, run_tracks};
use super::loaded::Loaded;
use super::numbers::Numbers;
use super::session::Session;
use super::sweep_answer::{chunks_swept, threads_swept};
use super::sweeps::{
    chunking_of, chunks_said, drawn_chunking, drawn_scaling, scaling_of, threads_said,
};
use crate::comparison::record::CaseRecord;
use crate::comparison::{Kind, Phase};
use crate::key::Key;
use crate::protocol::analysis::{
    ChartHead, EndedRun, Export, Findings, Finish, FromAnalysis, History, RunRequest, ToAnalysis,
};
use crate::protocol::packed::Packed;
use crate::protocol::result::RecordingV1;
use crate::protocol::timeline::FoundTracks;
use crate::report::chunking::Chunking;
use crate::report::recording::recording_costs;
use crate::report::scaling::Scaling;
use crate::trace::Trace;
use crate::trace::export::{self, json};
use crate::units::Millis;
use crate::view::numbers::write_as;
use crate::view::words::Words;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Tell the page; with a long text beside the message, or none.
    Tell(FromAnalysis, Option<String>),
    /// Ask the browser's database; its answer goes to `Analyst::answered`.
    Db(DbRequest),
}

/// A sweep, and what was found in it: worked out once, however often it is drawn.
struct Swept<T> {
    session: Session,
    found: Option<T>,
}

impl<T> Swept<T> {
    fn of(session: Session, find: impl FnOnce(&Session) -> Option<T>) -> Self {
        let found = find(&session);
        Self { session, found }
    }

    fn both(&self) -> Option<(&Session, &T)> {
        Some((&self.session, self.found.as_ref()?))
    }
}

/// The analyst.
#[derive(Default)]
pub struct Analyst {
    /// The texts: the page's, the analysis's own, and over them those of the lesson on the page.
    pub(super) words: Words,
    /// The same without the lesson's.
    base: Words,
    /// The lesson on the page, by its slug; empty before the first comparison.
    lesson: String,
    /// The comparison that goes on.
    pub(super) current: Option<Session>,
    /// The latest comparison of strategies, and its numbers.
    pub(super) latest: Option<(Session, Numbers)>,
    /// The latest comparisons of lessons that were left, one each.
    left: Vec<(Session, Numbers)>,
    /// The latest sweep over thread counts.
    on_threads: Option<Swept<Scaling>>,
    /// The latest sweep over chunk counts.
    on_chunks: Option<Swept<Chunking>>,
    /// What is pinned beside what is shown.
    pub(super) pinned: Option<Pinned>,
    /// What of the kept is to be pinned, while the database looks for it.
    pub(super) wanted_pin: Option<u32>,
    /// The file that is shown instead of the latest comparison.
    pub(super) loaded: Option<Loaded>,
    /// Whether the page shows what is kept.
    pub(super) is_history_shown: bool,
    /// What is kept, as it was listed last, and what the database would not do since.
    pub(super) history: History,
}

impl Analyst {
    /// Learns the texts that only the analysis says. To be done first.
    pub fn learn_words(&mut self, words: Vec<(String, String)>) {
        self.base = words.into();
        self.words = self.base.clone();
    }

    /// Hears a message.
    pub fn hear(&mut self, message: ToAnalysis) -> Vec<Effect> {
        match message {
            ToAnalysis::Words(pairs) => {
                self.base = self.base.with_over(&pairs);
                self.words = self.base.clone();
                write_as(&self.base);
                vec![tell(FromAnalysis::Ready)]
            }
            ToAnalysis::Open {
                lesson,
                words,
                again,
            } => {
                self.words = self.base.with_over(&words);
                self.open(&lesson);
                self.show_again(again)
            }
            ToAnalysis::Begin(request) => self.begin(request),
            ToAnalysis::Bets(bets) => self.bet(bets),
            ToAnalysis::Ended(ended) => self.ended(ended),
            ToAnalysis::BeginAnew => self.begin_anew(),
            ToAnalysis::Finish(finish) => self.finish(finish),
            ToAnalysis::Draw { chart, width } => self.draw(chart, width),
            ToAnalysis::Export(export) => self.export(export),
            ToAnalysis::ListHistory => self.list(),
            ToAnalysis::Pin(id) => self.pin(id),
            ToAnalysis::PinLatest => self.pin_shown(""),
            ToAnalysis::Forget(id) => vec![Effect::Db(DbRequest::Forget(id))],
            ToAnalysis::Load { name, file } => self.load(&name, &file),
        }
    }

    /// Numbers of one lesson never stand under the title of another.
    fn open(&mut self, lesson: &str) {
        if self.lesson == lesson {
            return;
        }
        lesson.clone_into(&mut self.lesson);
        self.leave();
        self.loaded = None;
        self.on_threads = None;
        self.on_chunks = None;
    }

    /// What was found in a lesson is put aside while another is on the page.
    fn leave(&mut self) {
        if let Some(left) = self.latest.take() {
            let lesson = left.0.request.example.clone();
            self.left
                .retain(|(known, _)| known.request.example != lesson);
            self.left.push(left);
        }
    }

    /// Shows a comparison that was put aside.
    fn show_again(&mut self, number: Option<u32>) -> Vec<Effect> {
        let is_it = |(session, _): &(Session, Numbers)| {
            Some(session.request.number) == number && session.request.example == self.lesson
        };
        let Some(place) = self.left.iter().position(is_it) else {
            return Vec::new();
        };
        self.latest = Some(self.left.swap_remove(place));
        self.tell_found()
    }

    fn begin(&mut self, request: RunRequest) -> Vec<Effect> {
        self.open(&request.example);
        if request.kind == Kind::Programs {
            self.latest = None;
            self.loaded = None;
        }
        // A sweep of another job has nothing to say of this one.
        let size = request.parameters.values.size();
        let is_other = |session: &Session| session.request.parameters.values.size() != size;
        drop(self.on_threads.take_if(|sweep| is_other(&sweep.session)));
        drop(self.on_chunks.take_if(|sweep| is_other(&sweep.session)));
        self.current = Some(Session::new(request));
        Vec::new()
    }

    fn bet(&mut self, bets: Vec<(Key, Millis)>) -> Vec<Effect> {
        if let Some(session) = &mut self.current {
            session.bets = bets;
        }
        Vec::new()
    }

    /// A watched run is told at once; the others when all is over.
    fn ended(&mut self, ended: EndedRun) -> Vec<Effect> {
        let (is_watched, case) = (ended.phase == Phase::Watch, ended.case);
        let Some(session) = &mut self.current else {
            return Vec::new();
        };
        session.file(ended);
        if !is_watched || session.request.example != self.lesson {
            return Vec::new();
        }
        let (found, mut tracks) = self.found();
        // The timeline has the others already, and a run goes on: it is to read no more than what is new.
        tracks.retain(|tracks| tracks.is_pinned || tracks.case == case);
        vec![tell_of(found, &tracks)]
    }

    fn begin_anew(&mut self) -> Vec<Effect> {
        if let Some(session) = &mut self.current {
            session.begin_anew();
        }
        Vec::new()
    }

    /// A comparison that is over gets an answer, known or not: the page waits for it.
    fn finish(&mut self, finish: Finish) -> Vec<Effect> {
        let Some(mut session) = self.current.take() else {
            let sentence = self.words.get("analysis.lost").to_owned();
            return vec![tell(FromAnalysis::Lost(sentence))];
        };
        session.finish(finish);
        let (number, kind) = (session.request.number, session.request.kind);
        let is_left = session.request.example != self.lesson;
        let done = |answer| FromAnalysis::Done {
            number,
            kind,
            answer,
        };
        // Another lesson is on the page by now.
        if is_left {
            return vec![tell(done(None))];
        }
        if kind == Kind::Recording {
            return vec![tell(done(recording_json(&session)))];
        }
        if kind != Kind::Programs && session.is_stopped() {
            return vec![self.problem("scaling.stopped"), tell(done(None))];
        }
        let answer = match kind {
            Kind::Threads => json::to_json(&threads_swept(&session, &self.words)).ok(),
            Kind::Chunks => json::to_json(&chunks_swept(&session, &self.words)).ok(),
            _ => None,
        };
        match kind {
            Kind::Threads => self.on_threads = Some(Swept::of(session, found_scaling)),
            Kind::Chunks => self.on_chunks = Some(Swept::of(session, chunking_of)),
            _ => {
                let numbers = Numbers::of(&session);
                // What is drawn from now on is of the typical runs, and there may be very many spans.
                let records = session.record.cases.iter_mut();
                records.for_each(CaseRecord::keep_typical_spans);
                self.latest = Some((session, numbers));
            }
        }
        let trace = (kind == Kind::Programs).then(|| self.trace_json());
        let mut effects = self.tell_found();
        effects.push(Effect::Tell(done(answer), trace.flatten()));
        effects.extend(self.keep(kind));
        effects
    }

    /// What is shown now, told to the page.
    pub(super) fn tell_found(&self) -> Vec<Effect> {
        let (found, tracks) = self.found();
        vec![tell_of(found, &tracks)]
    }

    fn found(&self) -> (Findings, Vec<FoundTracks>) {
        let words = &self.words;
        let is_compared = |session: &&Session| {
            session.request.kind == Kind::Programs && session.request.example == self.lesson
        };
        let current = self.current.as_ref().filter(is_compared);
        let current = current.map(|session| (session, Numbers::of(session)));
        let current = current
            .as_ref()
            .map(|(session, numbers)| (*session, numbers));
        let shown = current.or(self.shown());
        let only_sweeps = || Findings {
            example: self.lesson.clone(),
            ..Findings::default()
        };
        let mut found = shown.map_or_else(only_sweeps, |(session, numbers)| {
            findings(session, numbers, words, &self.lesson)
        });
        let tracks = shown.map(|(session, _)| run_tracks(session, false));
        let mut tracks = tracks.unwrap_or_default();
        if let Some(loaded) = &self.loaded {
            loaded.limit((&mut found, &mut tracks), words);
        }
        if let Some(pinned) = &self.pinned {
            add_pinned((&mut found, &mut tracks), shown, pinned, words);
        }
        if let Some((_, scaling)) = self.on_threads.as_ref().and_then(Swept::both) {
            found.scaling.extend(threads_said(scaling, words));
        }
        if let Some((_, chunking)) = self.on_chunks.as_ref().and_then(Swept::both) {
            found.scaling.push(chunks_said(chunking, words));
        }
        let mut drawings = self.drawings();
        if let Some((session, numbers)) = current {
            drawings.show(session, numbers, &self.lesson);
        }
        let head = |key: Key| chart_head(key, drawings.is_own(key), words);
        found.charts = drawings.charts().into_iter().map(head).collect();
        found.sweep_charts = drawings.sweep_charts().into_iter().map(head).collect();
        (found, tracks)
    }

    /// All that charts are drawn from.
    fn drawings(&self) -> Drawings<'_> {
        let mut drawings = Drawings {
            pinned: self
                .pinned
                .as_ref()
                .map(|pinned| (&*pinned.title, &*pinned.numbers.reports)),
            scaling: self
                .on_threads
                .as_ref()
                .and_then(Swept::both)
                .map(drawn_scaling),
            chunking: self
                .on_chunks
                .as_ref()
                .and_then(Swept::both)
                .map(drawn_chunking),
            ..Drawings::default()
        };
        if let Some((session, numbers)) = self.shown() {
            drawings.show(session, numbers, &self.lesson);
        }
        drawings
    }

    /// The comparison that is shown once it is over: the loaded file's, if it has one, or the latest.
    pub(super) fn shown(&self) -> Option<(&Session, &Numbers)> {
        if let Some(loaded) = &self.loaded {
            return loaded.comparison();
        }
        let latest = self.latest.as_ref();
        latest.map(|(session, numbers)| (session, numbers))
    }

    fn draw(&self, chart: Key, width: f64) -> Vec<Effect> {
        let say = |key: &str, parts: &[(&str, &str)]| self.words.with(key, parts);
        let drawn = self.drawings().draw(chart, width, &say);
        let drawn = drawn.map(|html| tell(FromAnalysis::Drawn { chart, html }));
        drawn.into_iter().collect()
    }

    fn export(&self, export: Export) -> Vec<Effect> {
        let shown = self.shown();
        let result = || Some(self.found().0.result).filter(|result| !result.is_empty());
        let samples = || {
            let has_samples = self.loaded.as_ref().is_none_or(Loaded::has_samples);
            let (session, numbers) = shown.filter(|_| has_samples)?;
            Some(samples_csv(session, numbers))
        };
        let (text, extension) = match export {
            Export::ResultJson => (result(), ".result.json"),
            Export::TraceJson => (self.trace_json(), ".trace.json"),
            Export::SamplesCsv => (samples(), ".samples.csv"),
        };
        let Some((text, (session, _))) = text.zip(shown) else {
            return vec![self.problem("export.nothing")];
        };
        let request = &session.request;
        let number = request.number.to_string();
        let name = ["meanwhile-", &request.example, "-", &number, extension].concat();
        vec![Effect::Tell(
            FromAnalysis::Exported { export, name },
            Some(text),
        )]
    }

    fn trace_json(&self) -> Option<String> {
        let (session, _) = self.shown()?;
        let run_tracks = run_tracks(session, false);
        let traces: Vec<&Trace> = run_tracks.iter().map(|tracks| &tracks.trace).collect();
        let has_spans = traces.iter().any(|trace| !trace.spans.is_empty());
        let text = export::to_json(&session.request.example, &traces);
        text.ok().filter(|_| has_spans)
    }

    /// What could not be done, told to the page.
    pub(super) fn problem(&self, key: &str) -> Effect {
        tell(FromAnalysis::Problem(self.words.get(key).to_owned()))
    }
}

fn chart_head(key: Key, is_own: bool, words: &Words) -> ChartHead {
    let said = |what: &str| {
        let name = ["chart.", key.as_str(), what].concat();
        words.get(&name).to_owned()
    };
    ChartHead {
        key,
        title: said(".title"),
        hint: said(".hint"),
        is_own,
    }
}

fn recording_json(session: &Session) -> Option<String> {
    let costs = recording_costs(&session.record);
    let costs = costs.into_iter().map(|cost| RecordingV1 {
        strategy: cost.program.key.as_str().to_owned(),
        recorded_ms: cost.recorded_ms,
        unrecorded_ms: cost.unrecorded_ms,
        ratio: cost.ratio,
    });
    json::to_json(&costs.collect::<Vec<_>>()).ok()
}

/// What was found, with what the timeline shows beside it.
fn tell_of(mut found: Findings, tracks: &Vec<FoundTracks>) -> Effect {
    found.is_others = !tracks.is_empty() && tracks.iter().all(|own| own.names.is_some());
    found.run_tracks = Packed::pack(tracks);
    tell(FromAnalysis::Found(Box::new(found)))
}

pub(super) fn tell(message: FromAnalysis) -> Effect {
    Effect::Tell(message, None)
}

/// A sweep over threads says something once it has speed-ups.
fn found_scaling(session: &Session) -> Option<Scaling> {
    let scaling = scaling_of(session);
    let has_speedups = scaling.points.iter().any(|point| point.speedup.is_some());
    has_speedups.then_some(scaling)
}

#[cfg(test)]
#[path = "analyst_tests.rs"]
mod tests;
