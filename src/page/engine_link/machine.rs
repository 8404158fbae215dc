//! What is done with the engine: hears what happened and says what is to be done. It starts an engine,
//! sends comparisons, passes news on, and throws the engine away and starts another whenever it broke,
//! hung, or has too few threads. An engine is never repaired.
//!
//! Whatever happens, a comparison that was asked for ends in one `Finished`, and every run that begins
//! in one `Ended` before it.

use super::asked::{Asked, Progress, Sizing};
use super::shapes::{
    Effect, Flavour, FromLive, Input, MOST_FAILED_POOLS, MOST_IDLE_BREAKS, START_LIMITS_MS,
    STOP_LIMIT_MS,
};
use super::turn::{Need, Turn};
use crate::comparison::{Comparison, Fault, NoEngine, Phase};
use crate::page::link_event::LinkEvent;
use crate::protocol::engine::{FromEngine, Ready, ToEngine};
use crate::tier::Tier;

mod flavours;
mod settling;

/// How it is with the engine.
#[derive(Debug)]
enum Stage {
    /// There is none: not yet, or because nobody sees the page.
    Unstarted,
    /// It is loading, or its pool is starting.
    Starting,
    /// It can be given something to do.
    Up,
    /// The last one was ended; the next is started when the old one's workers have come to rest.
    Settling {
        last_count: Option<i32>,
        waited_ms: u32,
    },
    /// There will be none.
    GivenUp(NoEngine),
}

/// The state machine.
#[derive(Debug)]
pub struct Machine {
    stage: Stage,
    /// Numbers engines, so that a late message of an ended one is not taken for the new one's.
    engine: u32,
    /// Numbers timers, so that one that fires late is not taken for the next.
    timer: u32,
    best_tier: Tier,
    flavour: Flavour,
    pool_threads: u16,
    failed_pools: u32,
    idle_breaks: u32,
    asked: Option<Asked>,
    sizing: Option<Sizing>,
    /// A program that is to be looked at, with its number.
    check: Option<(u32, String)>,
    /// Whether the engine is looking at it.
    is_looking: bool,
    turn: Turn,
    effects: Vec<Effect>,
}

impl Machine {
    /// A machine without an engine; the first one's pool is as large as the browser says there are cores.
    pub fn new(reported_cores: u32) -> Self {
        Self {
            stage: Stage::Unstarted,
            engine: 0,
            timer: 0,
            best_tier: Tier::Threads,
            flavour: Flavour::Lessons,
            pool_threads: reported_cores.clamp(2, 32) as u16,
            failed_pools: 0,
            idle_breaks: 0,
            asked: None,
            sizing: None,
            check: None,
            is_looking: false,
            turn: Turn::Free,
            effects: Vec::new(),
        }
    }

    /// Makes what happened part of what is known, and says what is to be done.
    pub fn apply(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Begin => {
                if matches!(self.stage, Stage::Unstarted) {
                    self.emit(LinkEvent::Starting);
                    self.start();
                }
            }
            Input::Rest => self.rest(),
            Input::Leave => self.leave(),
            Input::Turn => {
                if matches!(self.turn, Turn::Asked | Turn::Queued) {
                    self.turn = Turn::Held;
                    self.go_on();
                }
            }
            Input::Queued => {
                if self.turn == Turn::Asked {
                    self.turn = Turn::Queued;
                    self.tell_queued();
                }
            }
            Input::Compare(comparison) => self.compare(comparison),
            Input::Stop => self.stop(),
            Input::Size(lesson, values) => {
                if matches!(self.stage, Stage::Up) && self.asked.is_none() {
                    self.sizing = Some(Sizing::of(lesson, values));
                    self.go_on();
                }
            }
            Input::Check { number, source } => {
                self.check = Some((number, source));
                self.is_looking = false;
                self.go_on();
            }
            Input::Poke(number) => {
                if matches!(self.stage, Stage::Up) {
                    self.effects.push(Effect::Send(ToEngine::Poke(number)));
                }
            }
            Input::Heard { engine, news } => {
                // Whatever an ended engine still says is nobody's any more.
                let is_live = matches!(self.stage, Stage::Starting | Stage::Up);
                if is_live && engine == self.engine {
                    self.heard(news);
                }
            }
            Input::Refused(words) => self.give_up(NoEngine::WorkerRefused(words)),
            Input::Fired(timer) => {
                if timer == self.timer {
                    self.fired();
                }
            }
            Input::Counted(count) => self.counted(count),
        }
        let effect = self.turn.follow(self.need());
        self.effects.extend(effect);
        std::mem::take(&mut self.effects)
    }

    const fn need(&self) -> Need {
        if self.asked.is_some() || self.sizing.is_some() {
            Need::Measures
        } else if matches!(self.stage, Stage::Settling { .. }) {
            Need::Settles
        } else {
            Need::None
        }
    }

    fn emit(&mut self, event: LinkEvent) {
        self.effects.push(Effect::Emit(event));
    }

    fn set_timer(&mut self, after_ms: u32) {
        self.timer += 1;
        let timer = self.timer;
        self.effects.push(Effect::SetTimer { timer, after_ms });
    }

    fn cancel_timer(&mut self) {
        self.timer += 1;
        self.effects.push(Effect::CancelTimer);
    }

    fn compare(&mut self, comparison: Comparison) {
        // One at a time: the page asks for no second before the first is over.
        if self.asked.is_some() {
            return;
        }
        self.asked = Some(Asked {
            comparison,
            progress: Progress::Waiting,
        });
        // What was asked of the engine before is of no use any more.
        self.sizing = None;
        self.tell_queued();
        if matches!(self.stage, Stage::Unstarted) {
            self.emit(LinkEvent::Starting);
            self.start();
        }
        self.go_on();
    }

    fn tell_queued(&mut self) {
        if self.turn == Turn::Queued && self.asked.is_some() {
            self.emit(LinkEvent::Queued);
        }
    }

    fn stop(&mut self) {
        let Some(asked) = &mut self.asked else {
            return;
        };
        match asked.progress {
            Progress::Waiting => {
                self.finish(true);
                self.go_on();
            }
            Progress::Running(current) => {
                asked.progress = Progress::Stopping(current);
                self.effects.push(Effect::RaiseStopFlag);
                self.effects.push(Effect::Send(ToEngine::Stop));
                self.set_timer(STOP_LIMIT_MS);
            }
            Progress::Stopping(_) => {}
        }
    }

    /// Starts an engine; there is none.
    fn start(&mut self) {
        self.engine += 1;
        self.stage = Stage::Starting;
        self.effects.push(Effect::Start {
            engine: self.engine,
            flavour: self.flavour,
            best_tier: self.best_tier,
            pool_threads: self.pool_threads,
        });
        self.set_timer(START_LIMITS_MS[self.idle_breaks as usize]);
    }

    /// Sends what waits, if the engine is up and it is our turn. A comparison that wants more threads than the pool was
    /// asked to have gets another engine; one whose pool came out smaller than asked for has to do.
    fn go_on(&mut self) {
        if self.is_of_no_use() {
            self.flavour = self.wanted();
            return self.replace();
        }
        let is_ours = self.turn == Turn::Held && matches!(self.stage, Stage::Up);
        self.look_at_program();
        let Some(asked) = &mut self.asked else {
            if let Some(sizing) = self
                .sizing
                .as_mut()
                .filter(|sizing| is_ours && !sizing.is_sent)
            {
                sizing.is_sent = true;
                let (lesson, values) = (sizing.lesson.clone(), sizing.values.clone());
                self.effects
                    .push(Effect::Send(ToEngine::Size { lesson, values }));
            }
            return;
        };
        if let Stage::GivenUp(why) = &self.stage {
            let why = why.clone();
            return self.fail(&why);
        }
        if !is_ours || asked.progress != Progress::Waiting {
            return;
        }
        if asked.pool_size() > self.pool_threads {
            self.pool_threads = asked.pool_size();
            return self.replace();
        }
        asked.progress = Progress::Running(None);
        self.effects.push(Effect::Send(asked.message()));
    }

    fn heard(&mut self, news: FromLive) {
        match news {
            FromLive::Broke { chunk, message } => self.broke(chunk, message),
            FromLive::Said(message) => match message {
                FromEngine::Ready(ready) => self.ready(ready),
                FromEngine::Sized { lesson, size } => {
                    self.sizing = None;
                    if let Some(size) = size {
                        self.emit(LinkEvent::Sized { lesson, size });
                    }
                }
                FromEngine::Checked { number, check } => {
                    if matches!(self.check, Some((latest, _)) if latest == number) {
                        self.stop_looking();
                    }
                    self.emit(LinkEvent::Checked { number, check });
                }
                FromEngine::PoolDidNotStart => self.pool_did_not_start(),
                FromEngine::Begins { case, phase } => {
                    self.set_current(Some((case, phase)));
                    self.emit(LinkEvent::Begins { case, phase });
                }
                FromEngine::Progress(progress) => self.emit(LinkEvent::Progress(progress)),
                FromEngine::Ended { case, phase, run } => {
                    let is_broken = run.as_ref().is_err_and(Fault::breaks_engine);
                    self.set_current(None);
                    self.emit(LinkEvent::Ended { case, phase, run });
                    if is_broken {
                        self.go_on_without(case);
                    }
                }
                FromEngine::Finished => {
                    self.cancel_timer();
                    self.idle_breaks = 0;
                    let is_stopping = self.asked.as_ref().is_some_and(Asked::is_stopping);
                    self.finish(is_stopping);
                    self.go_on();
                }
                FromEngine::Beat => self.emit(LinkEvent::Beat),
                FromEngine::Poked(number) => self.emit(LinkEvent::Poked(number)),
                FromEngine::Broke(message) => self.broke(None, message),
            },
        }
    }

    fn set_current(&mut self, current: Option<(u16, Phase)>) {
        if let Some(asked) = &mut self.asked {
            asked.set_current(current);
        }
    }

    fn ready(&mut self, ready: Ready) {
        self.cancel_timer();
        self.stage = Stage::Up;
        if ready.tier == Tier::Threads {
            // Two starts in a row count, not two in a day.
            self.failed_pools = 0;
        }
        self.emit(LinkEvent::Ready(ready));
        self.go_on();
    }

    /// Once more, and then a tier lower.
    fn pool_did_not_start(&mut self) {
        self.failed_pools += 1;
        if self.failed_pools >= MOST_FAILED_POOLS {
            self.best_tier = Tier::Workers;
        }
        self.replace();
    }

    /// The caller itself broke, or never came up.
    fn broke(&mut self, chunk: Option<u32>, message: String) {
        if let Some((case, phase)) = self.asked.as_ref().and_then(Asked::current) {
            let run = Err(Fault::ChunkBroke { chunk, message });
            self.emit(LinkEvent::Ended { case, phase, run });
            return self.go_on_without(case);
        }
        if self.broke_at_program(&message) {
            return self.replace();
        }
        self.try_again(NoEngine::NotLoaded(message));
    }

    /// No case is to blame: another engine, unless too many on end would not do.
    fn try_again(&mut self, why: NoEngine) {
        self.idle_breaks += 1;
        if self.idle_breaks > MOST_IDLE_BREAKS {
            return self.give_up(why);
        }
        self.begin_anew();
    }

    /// What is left of a comparison whose engine broke: all but the case that broke it.
    fn go_on_without(&mut self, broken: u16) {
        if let Some(asked) = &mut self.asked {
            let cases = &mut asked.comparison.cases;
            cases.retain(|known| known.id != broken);
        }
        self.begin_anew();
    }

    /// A new engine, which gets what is left of the comparison from its beginning, so that all samples of
    /// a round are of one engine. A comparison that was to stop is over.
    fn begin_anew(&mut self) {
        if let Some(asked) = &mut self.asked {
            let is_stopping = asked.is_stopping();
            if is_stopping || asked.comparison.cases.is_empty() {
                self.finish(is_stopping);
            } else if asked.progress != Progress::Waiting {
                asked.progress = Progress::Waiting;
                self.emit(LinkEvent::BeginsAnew);
            }
        }
        self.replace();
    }

    fn fired(&mut self) {
        match self.stage {
            Stage::Starting => self.try_again(NoEngine::TooSlow),
            // It has not stopped in time. What it was to look at may be why.
            Stage::Up => {
                self.stop_looking();
                self.stop_at_once();
                self.replace();
            }
            Stage::Settling { .. } => self.effects.push(Effect::ReadCounter),
            Stage::Unstarted | Stage::GivenUp(_) => {}
        }
    }

    fn give_up(&mut self, why: NoEngine) {
        self.end();
        self.emit(LinkEvent::Cannot(why.clone()));
        self.fail(&why);
        self.stage = Stage::GivenUp(why);
    }

    /// There will be no engine for the comparison: each case that is left says so.
    fn fail(&mut self, why: &NoEngine) {
        let Some(asked) = &self.asked else {
            return;
        };
        let is_stopping = asked.is_stopping();
        if !is_stopping {
            let phase = Phase::Measure(0);
            let cases = asked.comparison.cases.iter().map(|case| case.id);
            for case in cases.collect::<Vec<_>>() {
                let run = Err(Fault::NoEngine(why.clone()));
                self.emit(LinkEvent::Ended { case, phase, run });
            }
        }
        self.finish(is_stopping);
    }

    fn finish(&mut self, stopped: bool) {
        if self.asked.take().is_some() {
            self.emit(LinkEvent::Finished { stopped });
        }
    }
}

#[cfg(test)]
#[path = "any_order_tests.rs"]
mod any_order_tests;
#[cfg(test)]
#[path = "flavour_tests.rs"]
mod flavour_tests;
#[cfg(test)]
#[path = "pool_tests.rs"]
mod pool_tests;
#[cfg(test)]
#[path = "tests.rs"]
mod tests;
#[cfg(test)]
#[path = "turn_tests.rs"]
mod turn_tests;
