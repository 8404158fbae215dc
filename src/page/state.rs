//! What the page knows, and how that changes: by `Action`s, here and nowhere else. No browser in it.
//! Numbers are the analysis's: the page keeps what it is told of them.

mod bets;
mod live;
mod pace;
mod places;
mod scripts;
mod shapes;
mod sizing;
mod slower;
pub use bets::Bets;
pub use pace::Pace;
pub use shapes::{
    ANALYSIS_LIMIT, Action, Activity, Done, Engine, Exercise, LessonRef, Live, Pokes, Said, Script,
};
pub use sizing::Sizing;

use super::address::Given;
use super::link_event::LinkEvent;
use crate::comparison::{Case, Comparison, Kind, Phase};
use crate::contract::bad_parameter::BadParameter;
use crate::contract::cases::cases;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::protocol::analysis::{Findings, FromAnalysis, History, RunRequest};
use crate::protocol::engine::Ready;
use crate::protocol::timeline::ToTimeline;
use crate::units::Millis;
use std::rc::Rc;

/// All that the page knows.
#[derive(Clone)]
pub struct State {
    /// The example on the page.
    pub example: LessonRef,
    /// What the browser says of cores.
    pub reported_cores: u32,
    /// What was given by address or typed, as text, bad or not.
    pub given: Given,
    /// What a run would be made with.
    pub parameters: Parameters,
    /// What of the given can't be used.
    pub bad: Vec<BadParameter>,
    /// The option of the question that the reader took, from 0.
    pub prediction: Option<usize>,
    /// Where the reader thinks that each program ends.
    pub bets: Bets,
    /// The option of a question of the author's own, in somebody else's page, from 0.
    pub chosen: Option<usize>,
    /// How the engine is.
    pub engine: Engine,
    /// What the latest engine said when it was up.
    pub latest_ready: Option<Ready>,
    /// How it is with the size that suits this machine.
    pub sizing: Sizing,
    /// What is going on.
    pub activity: Activity,
    /// The latest comparison of any kind.
    pub request: Option<Rc<RunRequest>>,
    /// The latest comparison of strategies: what is shown is of this one.
    pub ran: Option<Rc<RunRequest>>,
    /// What was found in it.
    pub findings: Rc<Findings>,
    /// Numbers what was found, so that drawings know when to begin anew.
    pub edition: u32,
    /// The latest drawing of each chart: HTML.
    pub drawings: Rc<Vec<(Key, Rc<str>)>>,
    /// What scripts are told of the latest comparison, as JSON, where it was not one of strategies.
    pub answer: Option<Rc<str>>,
    /// What is kept of earlier comparisons; nothing until asked for.
    pub history: Option<Rc<History>>,
    /// Whether the fold with all measurements is open.
    pub is_unfolded: bool,
    /// What could not be done, or what was done, as a sentence.
    pub said: Option<Said>,
    /// Whether the latest comparison was stopped.
    pub was_stopped: bool,
    /// Whether the analysis broke: then nothing more is found.
    pub is_analysis_broken: bool,
    /// How often the analysis was heard, so that its silence can be told.
    pub analysis_news: u32,
    /// What the timeline is to be told of what happened.
    for_timeline: Vec<ToTimeline>,
    /// How far the watched run is; of the latest one that was begun.
    pub live: Live,
    /// How far the latest comparison is; nothing before its first run.
    pub pace: Option<Pace>,
    /// Questions to the caller.
    pub pokes: Pokes,
    /// The reader's own programs, in the order of the lesson that is made of them.
    pub scripts: [Script; 2],
    /// What was set as an exercise.
    pub exercise: Option<Rc<Exercise>>,
    /// Whether the opening is seen, and not a lesson.
    pub is_opening: bool,
    /// What was seen of lessons that were left.
    earlier: Vec<places::Earlier>,
}

impl State {
    /// The page as it opens.
    pub fn new(example: LessonRef, given: Given, reported_cores: u32) -> Self {
        let (parameters, bad) = Parameters::parse(&example, reported_cores, &given);
        Self {
            sizing: Sizing::of(&example, &given),
            example,
            reported_cores,
            given,
            parameters,
            bad,
            prediction: None,
            bets: Bets::default(),
            chosen: None,
            engine: Engine::Starting,
            latest_ready: None,
            activity: Activity::Idle,
            request: None,
            ran: None,
            findings: Rc::default(),
            edition: 0,
            drawings: Rc::default(),
            answer: None,
            history: None,
            is_unfolded: false,
            said: None,
            was_stopped: false,
            is_analysis_broken: false,
            analysis_news: 0,
            for_timeline: Vec::new(),
            live: Live::default(),
            pace: None,
            pokes: Pokes::default(),
            scripts: Default::default(),
            exercise: None,
            is_opening: false,
            earlier: Vec::new(),
        }
    }

    /// Whether a comparison is asked for or goes on.
    pub fn is_running(&self) -> bool {
        self.activity != Activity::Idle
    }

    /// What stands in a parameter's control: what was typed, or else its value.
    pub fn text_of(&self, name: Key) -> String {
        let mut given = self.given.iter();
        let given = given.find(|(known, _)| known == name.as_str());
        given.map_or_else(
            || {
                self.parameters
                    .text(&self.example, name)
                    .unwrap_or_default()
            },
            |(_, text)| text.clone(),
        )
    }

    /// The latest drawing of a chart.
    pub fn drawing(&self, chart: Key) -> Option<Rc<str>> {
        let mut drawings = self.drawings.iter();
        let known = drawings.find(|(known, _)| *known == chart)?;
        Some(Rc::clone(&known.1))
    }

    /// What the engine is asked when the latest comparison is run.
    pub fn comparison(&self) -> Option<Comparison> {
        let request = self.request.as_ref()?;
        let parameters = &request.parameters;
        Some(Comparison {
            lesson: request.example.clone(),
            cases: request.cases.clone(),
            is_watched: request.kind == Kind::Programs,
            repeats: parameters.repeats,
            seed: parameters.seed,
            scripts: request.scripts.clone(),
        })
    }

    /// Makes what happened part of what is known, and says what the timeline is to be told of it.
    pub fn apply(&mut self, action: Action) -> Vec<ToTimeline> {
        match action {
            Action::Open(example, given) => self.open(example, given, false),
            Action::Return(example, given) => self.open(example, given, true),
            Action::Home => self.is_opening = true,
            Action::Mend => self.mend(),
            Action::Bad(bad) => self.bad.push(bad),
            Action::Type { name, text } => self.type_in(name, text),
            Action::Toggle(program) => self.toggle(program),
            Action::Write { place, text } => self.write(place, text),
            Action::Set(exercise) => self.set(exercise),
            Action::Predict(option) => self.prediction = Some(option),
            Action::Bet(program, share) => self.set_bet(program, share),
            Action::Done(sentence) => self.said = Some(Said::Done(sentence)),
            Action::Unfold(is_open) => self.is_unfolded = is_open,
            Action::Choose(option) => self.chosen = Some(option),
            Action::Run(kind) => self.run(kind, self.example.swept.first().copied()),
            Action::Sweep(kind, program) => self.run(kind, Some(program)),
            Action::Stop if self.can_stop() => self.activity = Activity::Stopping,
            Action::Stop => {}
            Action::Poke { at } => {
                let whom = self.activity.case();
                self.pokes.ask(whom, at);
            }
            Action::Link { event, at } => self.hear(event, at),
            Action::Analysis(news) => self.learn(news),
            Action::AnalysisBroke(sentence) => {
                self.is_analysis_broken = true;
                self.lose(sentence);
            }
        }
        std::mem::take(&mut self.for_timeline)
    }

    /// What the latest comparison was for.
    pub fn latest_kind(&self) -> Option<Kind> {
        self.request.as_ref().map(|request| request.kind)
    }

    /// A case of the latest comparison.
    pub fn case(&self, id: u16) -> Option<&Case> {
        let mut cases = self.request.as_ref()?.cases.iter();
        cases.find(|case| case.id == id)
    }

    /// Whether something goes on that can be stopped.
    pub fn can_stop(&self) -> bool {
        !matches!(
            self.activity,
            Activity::Idle | Activity::Stopping | Activity::Analyzing
        )
    }

    /// The last program stays: nothing would be left to run.
    fn toggle(&mut self, program: Key) {
        let mut chosen = self.parameters.programs.clone();
        if let Some(place) = chosen.iter().position(|&known| known == program) {
            if chosen.len() == 1 {
                return;
            }
            chosen.remove(place);
        } else {
            chosen.push(program);
            let place = |key: &Key| self.example.place(*key);
            chosen.sort_by_key(place);
        }
        let keys: Vec<&str> = chosen.iter().map(Key::as_str).collect();
        self.give("strategies", keys.join(","));
    }

    /// A sweep is of one program; a lesson without any has none to sweep.
    fn run(&mut self, kind: Kind, swept: Option<Key>) {
        if !self.can_run() {
            return;
        }
        // A lesson without programs to sweep, or without threads to choose, or chunks to cut its job into.
        if matches!(kind, Kind::Threads | Kind::Chunks) && !self.example.can_sweep(kind) {
            return;
        }
        let request = Rc::new(RunRequest {
            number: self
                .request
                .as_ref()
                .map_or(1, |request| request.number + 1),
            kind,
            example: self.example.slug.to_owned(),
            parameters: self.parameters.clone(),
            cases: cases(
                kind,
                &self.example,
                &self.parameters,
                self.reported_cores,
                swept,
            ),
            scripts: self.scripts_to_run(),
            prediction: self.prediction.map(|option| option as u16),
            reported_cores: self.reported_cores,
        });
        if kind == Kind::Programs {
            self.clear();
            self.ran = Some(Rc::clone(&request));
        }
        self.request = Some(request);
        self.sizing.runs();
        self.answer = None;
        self.activity = Activity::Requested;
        self.pace = None;
        self.pokes = Pokes::default();
        self.said = None;
    }

    fn hear(&mut self, event: LinkEvent, at: Millis) {
        match event {
            LinkEvent::Starting => {
                self.engine = Engine::Starting;
                self.pokes.unanswered.clear();
            }
            LinkEvent::Ready(ready) => {
                self.latest_ready = Some(ready.clone());
                self.engine = Engine::Ready(ready);
            }
            LinkEvent::Checked { number, check } => self.take_check(number, check),
            LinkEvent::Sized { lesson, size } => self.take_size(&lesson, size),
            LinkEvent::Cannot(why) => self.engine = Engine::Cannot(why),
            LinkEvent::Queued if self.activity == Activity::Requested => {
                self.activity = Activity::Queued;
            }
            LinkEvent::Queued => {}
            // What was drawn is drawn anew as each case begins.
            LinkEvent::BeginsAnew => self.pace = None,
            LinkEvent::Begins { case, phase } => self.begin(case, phase, at),
            LinkEvent::Progress(news) => self.follow(news),
            LinkEvent::Ended {
                case,
                phase: Phase::Watch,
                run,
            } => {
                self.end_run(at);
                // A run that came to nothing has nothing to show beyond what was seen of it.
                let wall = run.ok().map(|run| run.wall);
                self.for_timeline.push(ToTimeline::Ended { case, wall });
            }
            LinkEvent::Ended { case, run, .. } => {
                self.end_run(at);
                self.take_error(case, run.err());
            }
            LinkEvent::Finished { stopped } => {
                self.was_stopped = stopped;
                self.activity = match self.is_analysis_broken {
                    true => Activity::Idle,
                    false => Activity::Analyzing,
                };
            }
            // Beats move the pendulum and nothing else.
            LinkEvent::Beat => {}
            LinkEvent::Poked(number) => self.pokes.answer(number, at),
        }
    }

    /// What the analysis says.
    fn learn(&mut self, news: FromAnalysis) {
        self.analysis_news = self.analysis_news.wrapping_add(1);
        match news {
            FromAnalysis::Ready => self.is_analysis_broken = false,
            FromAnalysis::Exported { .. } => {}
            FromAnalysis::Found(findings) if !self.is_about_this(&findings) => {}
            FromAnalysis::Found(mut findings) => {
                self.said = None;
                // The timeline has them from here on: traces are long, and held once.
                self.for_timeline.push(ToTimeline::Found {
                    tracks: std::mem::take(&mut findings.run_tracks),
                    is_running: self.is_running(),
                });
                self.find(*findings);
            }
            FromAnalysis::Done { number, answer, .. } => {
                let is_latest = self
                    .request
                    .as_ref()
                    .is_some_and(|request| request.number == number);
                if is_latest && self.activity == Activity::Analyzing {
                    self.activity = Activity::Idle;
                    self.answer = answer.map(Into::into);
                }
            }
            FromAnalysis::Lost(sentence) => self.lose(sentence),
            FromAnalysis::Drawn { chart, html } => {
                let drawings = Rc::make_mut(&mut self.drawings);
                drawings.retain(|(known, _)| *known != chart);
                drawings.push((chart, html.into()));
            }
            FromAnalysis::History(history) => self.history = Some(Rc::new(history)),
            FromAnalysis::Problem(sentence) => self.said = Some(Said::Problem(sentence)),
        }
    }

    /// Whether findings are of the lesson on the page and of its latest comparison. A loaded file says
    /// itself what it is about.
    fn is_about_this(&self, findings: &Findings) -> bool {
        let ran = self.ran.as_ref().map(|ran| ran.number);
        let is_own = findings.example.is_empty() || findings.example == self.example.slug;
        findings.loaded.is_some()
            || is_own && (findings.number == 0 || Some(findings.number) == ran)
    }

    /// Whether what runs is of the lesson on the page, and not of one that was left.
    pub fn runs_this(&self) -> bool {
        let request = self.request.as_ref();
        request.is_some_and(|request| request.example == self.example.slug)
    }

    /// Nothing will be found of the latest comparison.
    fn lose(&mut self, sentence: String) {
        self.said = Some(Said::Problem(sentence));
        if self.activity == Activity::Analyzing {
            self.activity = Activity::Idle;
        }
    }

    fn find(&mut self, findings: Findings) {
        Rc::make_mut(&mut self.drawings).retain(|(chart, _)| {
            let mut shown = findings.charts.iter().chain(&findings.sweep_charts);
            shown.any(|known| known.key == *chart)
        });
        self.findings = Rc::new(findings);
        self.edition += 1;
    }
}

#[cfg(test)]
mod bets_tests;
#[cfg(test)]
mod ending_tests;
#[cfg(test)]
mod lesson_tests;
#[cfg(test)]
mod slower_tests;
#[cfg(test)]
mod tests;
