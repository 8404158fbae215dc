//! What the page knows, and how that changes: by `Action`s, here and nowhere else. No browser in it.

mod shapes;
pub use shapes::{Action, Activity, Engine, ExampleRef, Live, Pokes, Ran, number_of};

use super::address::Given;
use super::link_event::LinkEvent;
use super::timeline::Strip;
use crate::comparison::{Comparison, Contender, Fault, Phase, Progress, Run};
use crate::example::parameters::{BadParameter, Parameters};
use crate::protocol::engine::Ready;
use crate::report::verdict::{Fact, verdict};
use crate::report::{Record, StrategyRecord, StrategyReport, report};
use crate::strategy::Strategy;
use crate::trace::Trace;
use crate::units::Millis;
use std::rc::Rc;

/// All that the page knows.
#[derive(Clone)]
pub struct State {
    /// The example on the page.
    pub example: ExampleRef,
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
    /// How the engine is.
    pub engine: Engine,
    /// What the latest engine said when it was up.
    pub latest_ready: Option<Ready>,
    /// What is going on.
    pub activity: Activity,
    /// What the latest comparison was asked with.
    pub ran: Option<Rc<Ran>>,
    /// All that is kept of the latest comparison. While it is measured, runs wait in `unfiled`.
    pub record: Rc<Record>,
    /// Its numbers.
    pub reports: Rc<Vec<StrategyReport>>,
    /// What they say.
    pub facts: Rc<Vec<Fact>>,
    /// What the timeline shows, strategy by strategy.
    pub strips: Rc<Vec<Strip>>,
    /// How far the watched run is; of the latest one that was begun.
    pub live: Live,
    /// Questions to the caller.
    pub pokes: Pokes,
    /// Runs that ended while measuring: filed all at once, since filing means drawing.
    unfiled: Vec<Rc<Ended>>,
    /// The page's gaps of the runs that ended since; filed with them.
    gaps: Vec<(Strategy, Millis)>,
}

/// A run that ended.
struct Ended {
    strategy: Strategy,
    phase: Phase,
    run: Result<Run, Fault>,
}

impl State {
    /// The page as it opens.
    pub fn new(example: ExampleRef, given: Given, reported_cores: u32) -> Self {
        let (parameters, bad) = Parameters::parse(&example, reported_cores, &given);
        Self {
            example,
            reported_cores,
            given,
            parameters,
            bad,
            prediction: None,
            engine: Engine::Starting,
            latest_ready: None,
            activity: Activity::Idle,
            ran: None,
            record: Rc::default(),
            reports: Rc::default(),
            facts: Rc::default(),
            strips: Rc::default(),
            live: Live::default(),
            pokes: Pokes::default(),
            unfiled: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// Whether a comparison is asked for or goes on.
    pub fn is_running(&self) -> bool {
        self.activity != Activity::Idle
    }

    /// What stands in a parameter's control: what was typed, or else its value.
    pub fn text_of(&self, name: &str) -> String {
        let given = self.given.iter().find(|(known, _)| known == name);
        given.map_or_else(
            || number_of(&self.parameters, name).to_string(),
            |(_, text)| text.clone(),
        )
    }

    /// What the engine is asked when the latest comparison is run.
    pub fn comparison(&self) -> Option<Comparison> {
        let ran = self.ran.as_ref()?;
        let small = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        Some(Comparison {
            job: (ran.example.job)(&ran.parameters),
            contenders: self
                .record
                .strategies
                .iter()
                .map(|own| own.contender)
                .collect(),
            is_watched: true,
            connections: small(ran.parameters.connections),
            repeats: ran.parameters.repeats,
            seed: ran.parameters.seed,
        })
    }

    /// The watched, or else first, traces of the latest comparison.
    pub fn traces(&self) -> impl Iterator<Item = &Trace> {
        self.record
            .strategies
            .iter()
            .filter_map(StrategyRecord::typical_trace)
    }

    /// Makes what happened part of what is known.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::Open(example, given) => self.open(example, given),
            Action::NoSuchExample(name) => self.bad.push(BadParameter::UnknownExample(name)),
            Action::Type { name, text } => self.give(name, text),
            Action::Toggle(strategy) => self.toggle(strategy),
            Action::Predict(option) => self.prediction = Some(option),
            Action::Run => self.run(),
            Action::Stop if self.is_running() => self.activity = Activity::Stopping,
            Action::Stop => {}
            Action::Poke { at } => {
                self.pokes.asked += 1;
                self.pokes.unanswered.push((self.pokes.asked, at));
            }
            Action::Link { event, at } => self.hear(event, at),
            Action::PageGap(strategy, gap) => self.gaps.push((strategy, gap)),
        }
    }

    fn open(&mut self, example: ExampleRef, given: Given) {
        if example != self.example {
            self.prediction = None;
            self.clear();
        }
        self.example = example;
        (self.parameters, self.bad) = Parameters::parse(&example, self.reported_cores, &given);
        self.given = given;
    }

    /// Forgets the latest comparison.
    fn clear(&mut self) {
        self.ran = None;
        self.record = Rc::default();
        self.reports = Rc::default();
        self.facts = Rc::default();
        self.strips = Rc::default();
        self.unfiled.clear();
        self.gaps.clear();
        self.live = Live {
            generation: self.live.generation + 1,
            ..Live::default()
        };
    }

    fn give(&mut self, name: &'static str, text: String) {
        self.given.retain(|(known, _)| known != name);
        self.given.push((name.to_owned(), text));
        (self.parameters, self.bad) =
            Parameters::parse(&self.example, self.reported_cores, &self.given);
    }

    /// The last strategy stays: nothing would be left to run.
    fn toggle(&mut self, strategy: Strategy) {
        let mut chosen = self.parameters.strategies.clone();
        if let Some(place) = chosen.iter().position(|&known| known == strategy) {
            if chosen.len() == 1 {
                return;
            }
            chosen.remove(place);
        } else {
            chosen.push(strategy);
            chosen.sort_unstable();
        }
        let ids: Vec<&str> = chosen.into_iter().map(Strategy::id).collect();
        self.give("strategies", ids.join(","));
    }

    fn run(&mut self) {
        if self.is_running() || matches!(self.engine, Engine::Cannot(_)) {
            return;
        }
        let number = self.ran.as_ref().map_or(1, |ran| ran.number + 1);
        self.clear();
        self.activity = Activity::Asked;
        self.pokes = Pokes::default();
        self.ran = Some(Rc::new(Ran {
            example: self.example,
            parameters: self.parameters.clone(),
            number,
            prediction: self.prediction,
        }));
        let small = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        let (threads, chunks) = (small(self.parameters.threads), self.parameters.chunks);
        let strategies = self.parameters.strategies.iter().zip(0..);
        let new =
            |(&strategy, id)| StrategyRecord::new(Contender::plain(id, strategy, threads, chunks));
        self.record = Rc::new(Record {
            strategies: strategies.map(new).collect(),
            baselines: self.example.baselines.to_vec(),
            threads: self.parameters.threads,
            pool_start: None,
        });
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
            LinkEvent::Cannot(why) => self.engine = Engine::Cannot(why),
            LinkEvent::Begins { strategy, phase } => self.begin(strategy, phase),
            LinkEvent::Progress(progress) => self.follow(progress),
            LinkEvent::Ended {
                strategy,
                phase,
                run,
            } => self.end(Ended {
                strategy,
                phase,
                run,
            }),
            LinkEvent::Finished { stopped } => self.finish(stopped),
            // Beats move the pendulum and nothing else.
            LinkEvent::Beat => {}
            LinkEvent::Poked(number) => self.pokes.answer(number, at),
        }
    }

    fn begin(&mut self, strategy: Strategy, phase: Phase) {
        let Some(ran) = self.ran.clone() else {
            return;
        };
        if self.activity != Activity::Stopping {
            self.activity = match phase {
                Phase::Watch => Activity::Watching(strategy),
                Phase::WarmUp(_) => Activity::WarmingUp(strategy),
                Phase::Measure(round) => Activity::Measuring {
                    round: round + 1,
                    of: ran.parameters.repeats,
                },
            };
        }
        if phase != Phase::Watch {
            return;
        }
        self.unfiled.retain(|ended| ended.strategy != strategy);
        self.gaps.retain(|&(known, _)| known != strategy);
        if let Some(record) = entry(Rc::make_mut(&mut self.record), strategy) {
            *record = StrategyRecord::new(record.contender);
        }
        self.live = Live {
            generation: self.live.generation + 1,
            ..Live::default()
        };
        let threads = u16::try_from(ran.parameters.threads).unwrap_or(u16::MAX);
        self.show(Strip::live(strategy, threads));
    }

    fn follow(&mut self, progress: Progress) {
        self.live.chunks_done = progress.chunks_done;
        self.live.letters_sorted = progress.letters_sorted;
        if !progress.pieces.is_empty() {
            Rc::make_mut(&mut self.live.pieces).extend(progress.pieces);
        }
        let mut known = self.record.strategies.iter();
        let strategy = known
            .find(|own| own.contender.id == progress.contender)
            .map(StrategyRecord::strategy);
        let strips = Rc::make_mut(&mut self.strips);
        if let Some(strip) = strips
            .iter_mut()
            .find(|strip| strategy == Some(strip.strategy))
        {
            strip.now = progress.now;
            strip.open = Rc::new(progress.open);
            if !progress.spans.is_empty() {
                Rc::make_mut(&mut strip.spans).extend(progress.spans);
            }
        }
    }

    /// A watched run is filed at once; the others when all is over, so that nothing is drawn
    /// between them.
    fn end(&mut self, ended: Ended) {
        let is_watched = ended.phase == Phase::Watch;
        self.unfiled.push(Rc::new(ended));
        if is_watched {
            self.file();
        }
    }

    fn finish(&mut self, stopped: bool) {
        self.file();
        if stopped && let Some(ran) = self.ran.clone() {
            for record in &mut Rc::make_mut(&mut self.record).strategies {
                let is_short = record.repeats.len() < ran.parameters.repeats as usize;
                if is_short && record.fault.is_none() {
                    record.fault = Some(Fault::Stopped);
                }
            }
            self.reckon();
        }
        self.activity = Activity::Idle;
    }

    fn file(&mut self) {
        let record = Rc::make_mut(&mut self.record);
        if let Engine::Ready(ready) = &self.engine {
            record.pool_start = Some(ready.pool_start);
        }
        for ended in self.unfiled.drain(..) {
            let Some(record) = entry(record, ended.strategy) else {
                continue;
            };
            match (&ended.run, ended.phase) {
                (Err(fault), _) => record.fault = Some(fault.clone()),
                (Ok(run), Phase::Watch) => record.watch = Some(run.clone()),
                (Ok(run), Phase::WarmUp(_)) => record.warm_ups.push(run.trace.wall),
                (Ok(run), Phase::Measure(_)) => record.repeats.push(run.clone()),
            }
        }
        for (strategy, gap) in self.gaps.drain(..) {
            if let Some(record) = entry(record, strategy) {
                let longest = record
                    .page_longest_gap
                    .map_or(gap.0, |known| known.0.max(gap.0));
                record.page_longest_gap = Some(Millis(longest));
            }
        }
        self.reckon();
    }

    /// Numbers and drawings from the record.
    fn reckon(&mut self) {
        self.reports = Rc::new(report(&self.record));
        self.facts = Rc::new(verdict(&self.record, &self.reports));
        let record = Rc::clone(&self.record);
        for trace in record
            .strategies
            .iter()
            .filter_map(StrategyRecord::typical_trace)
        {
            self.show(Strip::of_trace(trace));
        }
        // A run that came to nothing has nothing to show beyond what was seen of it.
        if self
            .record
            .strategies
            .iter()
            .any(|record| record.fault.is_some())
        {
            for strip in Rc::make_mut(&mut self.strips) {
                let failed = entry_ref(&record, strip.strategy).is_some_and(|r| r.fault.is_some());
                if failed && strip.wall.is_none() {
                    strip.wall = Some(strip.now);
                    strip.open = Rc::default();
                }
            }
        }
    }

    /// In the order asked for.
    fn show(&mut self, strip: Strip) {
        let order = |strategy: Strategy| {
            let asked = self.record.strategies.iter();
            asked
                .map(StrategyRecord::strategy)
                .position(|known| known == strategy)
        };
        let place = order(strip.strategy);
        let strips = Rc::make_mut(&mut self.strips);
        strips.retain(|known| known.strategy != strip.strategy);
        let before = strips
            .iter()
            .filter(|known| order(known.strategy) < place)
            .count();
        strips.insert(before, strip);
    }
}

fn entry(record: &mut Record, strategy: Strategy) -> Option<&mut StrategyRecord> {
    record
        .strategies
        .iter_mut()
        .find(|record| record.strategy() == strategy)
}

fn entry_ref(record: &Record, strategy: Strategy) -> Option<&StrategyRecord> {
    record
        .strategies
        .iter()
        .find(|record| record.strategy() == strategy)
}

#[cfg(test)]
mod tests;
