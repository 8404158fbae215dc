//! The machine, by what happens to it.

use super::*;
use crate::comparison::{Kind, Repeats};
use crate::contract::{cases::cases, request::Parameters};
use crate::lesson;
use crate::page::engine_link::shapes::{SETTLE_LIMIT_MS, SETTLE_STEP_MS};
use crate::protocol::engine::PackedRun;
use crate::tier::TierReason;
use crate::units::{Micros, Millis};

/// A machine and what became of its effects: a pretended engine, timer and page.
pub(super) struct Drill {
    pub(super) machine: Machine,
    /// What was done since it was looked at last.
    pub(super) done: Vec<Effect>,
    engine: u32,
    pub(super) timer: u32,
    /// Whether something else measures, so that the turn does not come when it is asked for.
    pub(super) is_taken: bool,
    /// Whether the turn is asked for or held.
    pub(super) wants_turn: bool,
}

impl Drill {
    pub(super) fn new() -> Self {
        let mut drill = Self {
            machine: Machine::new(2),
            done: Vec::new(),
            engine: 0,
            timer: 0,
            is_taken: false,
            wants_turn: false,
        };
        drill.hear(Input::Begin);
        drill
    }

    /// One whose engine is up.
    pub(super) fn up() -> Self {
        let mut drill = Self::new();
        drill.ready(Tier::Threads);
        drill.done.clear();
        drill
    }

    /// One whose engine runs a comparison, of whose first case a run goes on.
    pub(super) fn running() -> Self {
        let mut drill = Self::up();
        drill.hear(Input::Compare(sweep(2)));
        drill.begins(0, Phase::Measure(0));
        drill.done.clear();
        drill
    }

    pub(super) fn hear(&mut self, input: Input) {
        let mut is_asked = false;
        for effect in self.machine.apply(input) {
            match &effect {
                Effect::AskTurn => {
                    assert!(!self.wants_turn, "asked twice for the turn");
                    (self.wants_turn, is_asked) = (true, true);
                    continue;
                }
                Effect::GiveTurn => {
                    assert!(self.wants_turn, "gave a turn that it had not");
                    self.wants_turn = false;
                    continue;
                }
                Effect::Start { engine, .. } => self.engine = *engine,
                Effect::SetTimer { timer, .. } => self.timer = *timer,
                _ => {}
            }
            self.done.push(effect);
        }
        if is_asked {
            let input = [Input::Turn, Input::Queued][usize::from(self.is_taken)].clone();
            self.hear(input);
        }
    }

    pub(super) fn says(&mut self, message: FromEngine) {
        let (engine, news) = (self.engine, FromLive::Said(message));
        self.hear(Input::Heard { engine, news });
    }

    pub(super) fn breaks(&mut self, chunk: Option<u32>) {
        let message = "unreachable".to_owned();
        let (engine, news) = (self.engine, FromLive::Broke { chunk, message });
        self.hear(Input::Heard { engine, news });
    }

    pub(super) fn ready(&mut self, tier: Tier) {
        self.says(FromEngine::Ready(Ready {
            tier,
            reason: TierReason::SharedMemoryWorks,
            pool_threads: 2,
            pool_start: Millis(80.0),
            clock_step: Micros(5.0),
            memory_a_thread: None,
            waits: crate::waits::WaitsFrom::Server,
        }));
    }

    pub(super) fn begins(&mut self, id: usize, phase: Phase) {
        let case = sweep(2).cases[id].id;
        self.says(FromEngine::Begins { case, phase });
    }

    pub(super) fn ends(&mut self, id: usize, run: Result<PackedRun, Fault>) {
        let (case, phase) = (sweep(2).cases[id].id, Phase::Measure(0));
        self.says(FromEngine::Ended { case, phase, run });
    }

    /// The ended engine's workers are seen to rest, and the next engine comes up.
    pub(super) fn settles(&mut self) {
        self.hear(Input::Counted(None));
        self.ready(Tier::Threads);
    }

    pub(super) fn starts(&self) -> Vec<(Tier, u16)> {
        let starts = self.done.iter().filter_map(|effect| match effect {
            Effect::Start {
                best_tier,
                pool_threads,
                ..
            } => Some((*best_tier, *pool_threads)),
            _ => None,
        });
        starts.collect()
    }

    /// The ids of the cases of each comparison that was sent.
    pub(super) fn sent(&self) -> Vec<Vec<u16>> {
        let sent = self.done.iter().filter_map(|effect| match effect {
            Effect::Send(ToEngine::Compare(comparison)) => {
                Some(comparison.cases.iter().map(|case| case.id).collect())
            }
            _ => None,
        });
        sent.collect()
    }

    /// What the page was told of the comparison, shortly.
    pub(super) fn told(&self) -> Vec<String> {
        let told = self.done.iter().filter_map(|effect| match effect {
            Effect::Emit(LinkEvent::Ended { case, run, .. }) => Some(match run {
                Ok(_) => format!("{case} done"),
                Err(Fault::Stopped) => format!("{case} stopped"),
                Err(Fault::NoEngine(_)) => format!("{case} without engine"),
                Err(_) => format!("{case} broke"),
            }),
            Effect::Emit(LinkEvent::BeginsAnew) => Some("anew".to_owned()),
            Effect::Emit(LinkEvent::Finished { stopped: true }) => Some("stopped".to_owned()),
            Effect::Emit(LinkEvent::Finished { stopped: false }) => Some("over".to_owned()),
            Effect::Emit(LinkEvent::Cannot(_)) => Some("cannot".to_owned()),
            _ => None,
        });
        told.collect()
    }

    fn limit_ms(&self) -> Option<u32> {
        let last = self.done.iter().rev().find_map(|effect| match effect {
            Effect::SetTimer { after_ms, .. } => Some(Some(*after_ms)),
            Effect::CancelTimer => Some(None),
            _ => None,
        });
        last.flatten()
    }
}

/// A sweep over the threads of a machine of so many cores.
pub(super) fn sweep(cores: u32) -> Comparison {
    let lesson = lesson::find("many-cores").unwrap();
    let parameters = Parameters::defaults(lesson, cores);
    let swept = lesson.swept.first().copied();
    let mut cases = cases(Kind::Threads, lesson, &parameters, cores, swept);
    cases.retain(|case| u32::from(case.threads()) <= cores);
    Comparison {
        lesson: lesson.slug.to_owned(),
        cases,
        is_watched: false,
        repeats: Repeats::Exactly(2),
        seed: 1,
        scripts: Vec::new(),
    }
}

fn broke() -> Fault {
    Fault::ChunkBroke {
        chunk: Some(3),
        message: "unreachable".to_owned(),
    }
}

#[test]
fn a_comparison_waits_for_the_engine() {
    let mut drill = Drill::new();
    drill.hear(Input::Compare(sweep(2)));
    assert_eq!(drill.sent(), Vec::<Vec<u16>>::new());
    assert_eq!(drill.limit_ms(), Some(START_LIMITS_MS[0]));
    drill.ready(Tier::Threads);
    assert_eq!(drill.sent(), [[0, 1, 2, 3]]);
    assert_eq!(drill.limit_ms(), None);
    drill.says(FromEngine::Finished);
    assert_eq!(drill.told(), ["over"]);
}

#[test]
fn an_engine_lost_in_a_sweep_is_replaced_and_the_rest_begins_anew() {
    let mut drill = Drill::running();
    drill.ends(0, Err(broke()));
    // The page hears whose fault it was, and then that all the others begin anew, before any does.
    assert_eq!(drill.told(), ["0 broke", "anew"]);
    assert!(drill.done.contains(&Effect::End));
    drill.settles();
    assert_eq!(drill.sent(), [[1, 2, 3]]);
    drill.says(FromEngine::Finished);
    assert_eq!(drill.told(), ["0 broke", "anew", "over"]);
}

#[test]
fn a_caller_that_breaks_in_a_run_names_the_case_and_the_chunk() {
    let mut drill = Drill::running();
    drill.breaks(Some(3));
    let ended = drill.done.iter().find_map(|effect| match effect {
        Effect::Emit(LinkEvent::Ended { case, run, .. }) => Some((*case, run.clone())),
        _ => None,
    });
    assert_eq!(ended, Some((0, Err(broke()))));
    drill.settles();
    assert_eq!(drill.sent(), [[1, 2, 3]]);
}

#[test]
fn when_every_case_broke_it_the_comparison_is_over() {
    let mut drill = Drill::up();
    let mut only = sweep(2);
    only.cases.truncate(1);
    drill.hear(Input::Compare(only));
    drill.begins(0, Phase::Measure(0));
    drill.breaks(None);
    assert_eq!(drill.told(), ["0 broke", "over"]);
    drill.settles();
    assert_eq!(drill.sent().len(), 1);
}

#[test]
fn stop_that_races_the_end_ends_once() {
    let mut drill = Drill::running();
    drill.ends(0, Err(Fault::Stopped));
    drill.hear(Input::Stop);
    assert!(drill.done.contains(&Effect::RaiseStopFlag));
    assert_eq!(drill.limit_ms(), Some(STOP_LIMIT_MS));
    // It had ended before it heard of it; then its timer is taken back, and means nothing any more.
    drill.says(FromEngine::Finished);
    assert_eq!(drill.limit_ms(), None);
    let late = drill.timer;
    drill.hear(Input::Fired(late));
    drill.hear(Input::Stop);
    assert_eq!(drill.told(), ["0 stopped", "stopped"]);
    assert!(drill.starts().is_empty());
    drill.hear(Input::Compare(sweep(2)));
    assert_eq!(drill.sent(), [[0, 1, 2, 3]]);
}

#[test]
fn stop_before_the_engine_is_up_ends_at_once() {
    let mut drill = Drill::new();
    drill.hear(Input::Compare(sweep(2)));
    drill.hear(Input::Stop);
    assert_eq!(drill.told(), ["stopped"]);
    drill.ready(Tier::Threads);
    assert!(drill.sent().is_empty());
}

#[test]
fn an_engine_that_hangs_in_stop_is_ended_and_its_run_has_an_end() {
    let mut drill = Drill::running();
    drill.hear(Input::Stop);
    drill.hear(Input::Stop);
    let limit = drill.timer;
    drill.hear(Input::Fired(limit));
    assert_eq!(drill.told(), ["0 stopped", "stopped"]);
    // The next engine waits until the old one's workers have come to rest.
    for (count, starts) in [(7, 0), (9, 0), (9, 1)] {
        drill.hear(Input::Counted(Some(count)));
        assert_eq!(drill.starts().len(), starts);
        if starts == 0 {
            assert_eq!(drill.limit_ms(), Some(SETTLE_STEP_MS));
            let step = drill.timer;
            drill.hear(Input::Fired(step));
            assert_eq!(drill.done.last(), Some(&Effect::ReadCounter));
        }
    }
}

#[test]
fn workers_that_never_rest_are_not_waited_for_for_ever() {
    let mut drill = Drill::running();
    drill.breaks(None);
    let mut steps = 0;
    while drill.starts().is_empty() && steps < 10_000 {
        steps += 1;
        drill.hear(Input::Counted(Some(steps)));
    }
    assert_eq!(steps as u32, SETTLE_LIMIT_MS / SETTLE_STEP_MS + 1);
}

#[test]
fn an_engine_that_breaks_while_it_stops_ends_the_comparison() {
    let mut drill = Drill::running();
    drill.hear(Input::Stop);
    drill.breaks(None);
    assert_eq!(drill.told(), ["0 broke", "stopped"]);
    drill.settles();
    assert!(drill.sent().is_empty());
}

#[test]
fn a_caller_that_breaks_idle_too_often_is_given_up() {
    let mut drill = Drill::up();
    drill.hear(Input::Compare(sweep(2)));
    for _ in 0..MOST_IDLE_BREAKS {
        // Between two runs: no case is to blame, and all are run again.
        drill.breaks(None);
        drill.settles();
    }
    assert_eq!(drill.sent(), vec![vec![0, 1, 2, 3]; 3]);
    drill.done.clear();
    drill.breaks(None);
    let told = [
        "cannot",
        "0 without engine",
        "1 without engine",
        "2 without engine",
        "3 without engine",
        "over",
    ];
    assert_eq!(drill.told(), told);
    assert!(drill.starts().is_empty());
}

#[test]
fn a_comparison_that_comes_to_its_end_forgives_idle_breaks() {
    let mut drill = Drill::up();
    for _ in 0..2 * MOST_IDLE_BREAKS {
        drill.breaks(None);
        drill.settles();
        drill.hear(Input::Compare(sweep(2)));
        drill.says(FromEngine::Finished);
    }
    assert!(!drill.told().contains(&"cannot".to_owned()));
}

#[test]
fn without_an_engine_a_comparison_fails_with_the_reason() {
    let words = || "SecurityError".to_owned();
    let not_loaded = |drill: &mut Drill| {
        let (engine, message) = (drill.engine, words());
        let news = FromLive::Broke {
            chunk: None,
            message,
        };
        drill.hear(Input::Heard { engine, news });
    };
    let too_slow = |drill: &mut Drill| drill.hear(Input::Fired(drill.timer));
    let refused = |drill: &mut Drill| drill.hear(Input::Refused(words()));
    // Who can't be started is not tried again; who did not come up is.
    let check = |why: NoEngine, before: u32, fails: &dyn Fn(&mut Drill)| {
        let mut drill = Drill::new();
        drill.hear(Input::Compare(sweep(2)));
        for _ in 0..before {
            fails(&mut drill);
            assert_eq!(drill.told(), Vec::<String>::new(), "{why:?}");
            drill.hear(Input::Counted(None));
        }
        fails(&mut drill);
        let cannot = Effect::Emit(LinkEvent::Cannot(why.clone()));
        assert!(drill.done.contains(&cannot), "{why:?}");
        assert_eq!(drill.told().len(), 6, "{why:?}");
        // The next one hears the same, at once.
        drill.done.clear();
        drill.hear(Input::Compare(sweep(2)));
        assert_eq!(drill.told().len(), 5, "{why:?}");
        let ended = drill.done.iter().any(|effect| match effect {
            Effect::Emit(LinkEvent::Ended { run, .. }) => *run == Err(Fault::NoEngine(why.clone())),
            _ => false,
        });
        assert!(ended, "{why:?}");
    };
    check(NoEngine::WorkerRefused(words()), 0, &refused);
    check(NoEngine::TooSlow, MOST_IDLE_BREAKS, &too_slow);
    check(NoEngine::NotLoaded(words()), MOST_IDLE_BREAKS, &not_loaded);
}

#[test]
fn late_messages_of_an_ended_engine_are_ignored() {
    let mut drill = Drill::running();
    let old = drill.engine;
    drill.breaks(None);
    let late = |drill: &mut Drill| {
        drill.done.clear();
        let messages = [FromEngine::Finished, FromEngine::PoolDidNotStart];
        for news in messages.map(FromLive::Said) {
            drill.hear(Input::Heard { engine: old, news });
        }
        assert_eq!(drill.done, []);
    };
    late(&mut drill);
    drill.hear(Input::Counted(None));
    late(&mut drill);
    drill.ready(Tier::Threads);
    late(&mut drill);
    // So is a timer that was set before the latest.
    drill.hear(Input::Fired(0));
    drill.hear(Input::Counted(Some(1)));
    assert_eq!(drill.done, []);
}

#[test]
fn pokes_go_to_an_engine_that_is_up() {
    let mut drill = Drill::new();
    drill.done.clear();
    drill.hear(Input::Poke(1));
    assert_eq!(drill.done, []);
    drill.ready(Tier::Threads);
    drill.done.clear();
    drill.hear(Input::Poke(2));
    assert_eq!(drill.done, [Effect::Send(ToEngine::Poke(2))]);
    drill.says(FromEngine::Poked(2));
    assert_eq!(drill.done[1], Effect::Emit(LinkEvent::Poked(2)));
}
