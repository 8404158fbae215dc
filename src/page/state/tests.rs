//! The page's state, by what happens to it.

use super::*;
use crate::comparison::Piece;
use crate::example;
use crate::page::link_event::NoEngine;
use crate::protocol::engine::Ready;
use crate::strategy::Strategy::{Async, Blocking};
use crate::tier::{Tier, TierReason};
use crate::trace::{Span, SpanKind, Track};
use crate::units::Micros;

fn ready() -> LinkEvent {
    LinkEvent::Ready(Ready {
        tier: Tier::Threads,
        reason: TierReason::SharedMemoryWorks,
        pool_threads: 2,
        pool_start: Millis(80.0),
        clock_step: Micros(5.0),
        memory_a_thread: None,
    })
}

fn run_of(strategy: Strategy, wall_ms: f64) -> Run {
    let wall = Millis(wall_ms).to_micros();
    Run {
        disturbance: None,
        answer: "4".to_owned(),
        trace: Trace {
            strategy,
            wall,
            jobs: 1,
            thinned: 0,
            threads: 0,
            spans: vec![work(0, wall)],
            beats: vec![Micros::ZERO, wall],
            beat_every: Micros(10_000.0),
            letters_sorted: 3,
        },
    }
}

fn work(chunk: u32, end: Micros) -> Span {
    Span {
        track: Track::Caller,
        kind: SpanKind::Work,
        start: Micros::ZERO,
        end,
        chunk: Some(chunk),
    }
}

/// A page with two strategies, two repeats, and an engine.
fn page() -> State {
    let example = ExampleRef(example::find("many-cores").unwrap());
    let given = vec![
        ("strategies".to_owned(), "blocking,async".to_owned()),
        ("repeats".to_owned(), "2".to_owned()),
    ];
    let mut state = State::new(example, given, 2);
    state.hear(ready(), Millis(0.0));
    state
}

fn hear(state: &mut State, event: LinkEvent) {
    state.apply(Action::Link {
        event,
        at: Millis(0.0),
    });
}

fn begins(state: &mut State, strategy: Strategy, phase: Phase) {
    hear(state, LinkEvent::Begins { strategy, phase });
}

fn ended(state: &mut State, strategy: Strategy, phase: Phase, run: Result<Run, Fault>) {
    let event = LinkEvent::Ended {
        strategy,
        phase,
        run,
    };
    hear(state, event);
}

/// Both strategies, watched and measured to the end.
fn measured() -> State {
    let mut state = page();
    state.apply(Action::Run);
    for (strategy, ms) in [(Blocking, 40.0), (Async, 50.0)] {
        begins(&mut state, strategy, Phase::Watch);
        ended(
            &mut state,
            strategy,
            Phase::Watch,
            Ok(run_of(strategy, ms * 2.0)),
        );
    }
    for round in 0..2 {
        for (strategy, ms) in [(Blocking, 40.0), (Async, 50.0)] {
            begins(&mut state, strategy, Phase::Measure(round));
            state.apply(Action::PageGap(strategy, Millis(16.0 + f64::from(round))));
            let run = run_of(strategy, ms + f64::from(round));
            ended(&mut state, strategy, Phase::Measure(round), Ok(run));
        }
    }
    state
}

#[test]
fn a_comparison_from_asking_to_its_end() {
    let mut state = measured();
    assert_eq!(state.activity, Activity::Measuring { round: 2, of: 2 });
    // Nothing is drawn while it is measured: the numbers are still those of the watched runs.
    assert!(state.reports.iter().all(|report| report.samples.is_empty()));
    hear(&mut state, LinkEvent::Finished { stopped: false });
    assert_eq!(state.activity, Activity::Idle);
    let samples: Vec<_> = state
        .reports
        .iter()
        .map(|report| report.samples.clone())
        .collect();
    assert_eq!(
        samples,
        [
            vec![Millis(40.0), Millis(41.0)],
            vec![Millis(50.0), Millis(51.0)]
        ]
    );
    assert_eq!(state.record.pool_start, Some(Millis(80.0)));
    assert_eq!(state.reports[0].page_longest_gap, Some(Millis(17.0)));
    assert_eq!(state.traces().count(), 2);
    let strips: Vec<_> = state.strips.iter().map(|strip| strip.strategy).collect();
    assert_eq!(strips, [Blocking, Async]);
    assert!(!state.facts.is_empty());
}

#[test]
fn a_watched_run_begins_its_strategy_anew() {
    let mut state = measured();
    begins(&mut state, Async, Phase::Watch);
    ended(&mut state, Async, Phase::Watch, Ok(run_of(Async, 7.0)));
    hear(&mut state, LinkEvent::Finished { stopped: false });
    assert_eq!(state.reports[0].samples.len(), 2);
    assert_eq!(state.reports[1].samples.len(), 0);
    assert_eq!(state.reports[1].first_run, Some(Millis(7.0)));
    assert_eq!(state.record.strategies[1].page_longest_gap, None);
}

#[test]
fn a_watched_run_is_seen_as_it_grows() {
    let mut state = page();
    state.apply(Action::Run);
    assert_eq!(state.activity, Activity::Asked);
    begins(&mut state, Blocking, Phase::Watch);
    assert_eq!(state.activity, Activity::Watching(Blocking));
    for chunk in 0..3u32 {
        let now = Micros(f64::from(chunk + 1) * 10.0);
        let piece = Piece {
            chunk,
            shades: vec![1, 2],
        };
        hear(
            &mut state,
            LinkEvent::Progress(Progress {
                contender: 0,
                open: Vec::new(),
                now,
                spans: vec![work(chunk, now)],
                chunks_done: chunk + 1,
                letters_sorted: 9,
                pieces: vec![piece],
            }),
        );
    }
    assert_eq!(state.strips[0].spans.len(), 3);
    assert_eq!(
        (state.strips[0].now, state.strips[0].wall),
        (Micros(30.0), None)
    );
    assert_eq!((state.live.chunks_done, state.live.pieces.len()), (3, 3));
    let before = state.live.generation;
    begins(&mut state, Async, Phase::Watch);
    assert!(state.live.pieces.is_empty() && state.live.generation > before);
}

#[test]
fn stopping_keeps_what_is_measured_and_says_so() {
    let mut state = measured();
    state.apply(Action::Stop);
    assert_eq!(state.activity, Activity::Stopping);
    begins(&mut state, Async, Phase::Measure(2));
    assert_eq!(state.activity, Activity::Stopping);
    state.ran = state.ran.map(|ran| {
        let mut ran = (*ran).clone();
        ran.parameters.repeats = 3;
        Rc::new(ran)
    });
    hear(&mut state, LinkEvent::Finished { stopped: true });
    assert!(!state.is_running());
    for report in state.reports.iter() {
        assert_eq!(report.samples.len(), 2);
        assert_eq!(report.fault, Some(Fault::Stopped));
    }
}

#[test]
fn a_fault_of_one_leaves_the_other() {
    let mut state = page();
    state.apply(Action::Run);
    begins(&mut state, Blocking, Phase::Watch);
    let broke = Fault::RequestRefused {
        chunk: 3,
        status: 500,
    };
    ended(&mut state, Blocking, Phase::Watch, Err(broke.clone()));
    begins(&mut state, Async, Phase::Watch);
    ended(&mut state, Async, Phase::Watch, Ok(run_of(Async, 5.0)));
    hear(&mut state, LinkEvent::Finished { stopped: false });
    assert_eq!(state.reports[0].fault, Some(broke));
    assert_eq!(state.reports[1].fault, None);
    assert!(state.strips.iter().all(|strip| strip.wall.is_some()));
}

#[test]
fn what_is_typed_is_kept_though_it_can_not_be_used() {
    let mut state = page();
    let usual = state.parameters.size;
    let type_size = |state: &mut State, text: &str| {
        let text = text.to_owned();
        state.apply(Action::Type { name: "size", text });
    };
    type_size(&mut state, "60x");
    assert_eq!(state.text_of("size"), "60x");
    assert_eq!((state.bad.len(), state.parameters.size), (1, usual));
    type_size(&mut state, "60");
    assert_eq!((state.bad.len(), state.parameters.size), (0, 60));
    assert_eq!(state.parameters.repeats, 2);
    assert_eq!(state.text_of("threads"), "2");
}

#[test]
fn strategies_are_taken_and_left_but_never_the_last() {
    let mut state = page();
    state.apply(Action::Toggle(Strategy::AsyncParallel));
    assert_eq!(
        state.parameters.strategies,
        [Blocking, Async, Strategy::AsyncParallel]
    );
    for strategy in [Strategy::AsyncParallel, Blocking, Async] {
        state.apply(Action::Toggle(strategy));
    }
    assert_eq!(state.parameters.strategies, [Async]);
}

#[test]
fn a_run_during_a_run_changes_nothing() {
    let mut state = measured();
    state.apply(Action::Run);
    assert_eq!(state.ran.as_ref().unwrap().number, 1);
    assert_eq!(state.activity, Activity::Measuring { round: 2, of: 2 });
}

#[test]
fn without_an_engine_nothing_runs() {
    let mut state = page();
    hear(&mut state, LinkEvent::Cannot(NoEngine::TooSlow));
    state.apply(Action::Run);
    assert!(!state.is_running() && state.comparison().is_none());
}

#[test]
fn another_example_forgets_the_measurement_but_a_parameter_does_not() {
    let mut state = measured();
    hear(&mut state, LinkEvent::Finished { stopped: false });
    let same = state.example;
    state.apply(Action::Open(same, Vec::new()));
    assert!(!state.reports.is_empty());
    let other = ExampleRef(example::find("many-fetches").unwrap());
    state.apply(Action::Open(other, Vec::new()));
    assert!(state.reports.is_empty() && state.strips.is_empty() && state.ran.is_none());
}

#[test]
fn pokes_are_timed() {
    let mut state = page();
    for at in [100.0, 150.0] {
        state.apply(Action::Poke { at: Millis(at) });
    }
    let poked = |state: &mut State, number, at| {
        let event = LinkEvent::Poked(number);
        state.apply(Action::Link {
            event,
            at: Millis(at),
        });
    };
    poked(&mut state, 1, 1_080.0);
    assert_eq!(state.pokes.unanswered.len(), 1);
    poked(&mut state, 2, 1_081.0);
    poked(&mut state, 2, 9_999.0);
    assert_eq!(state.pokes.last_after, Some(Millis(931.0)));
    assert_eq!(state.pokes.longest, Some(Millis(980.0)));
    assert!(state.pokes.unanswered.is_empty());
}

#[test]
fn the_comparison_is_the_one_that_was_asked() {
    let mut state = page();
    state.apply(Action::Run);
    state.apply(Action::Type {
        name: "size",
        text: "9".to_owned(),
    });
    let comparison = state.comparison().unwrap();
    let contenders = comparison.contenders.iter();
    assert!(
        contenders
            .map(|one| (one.strategy, one.threads))
            .eq([(Blocking, 2), (Async, 2)])
    );
    assert_eq!(comparison.repeats, 2);
    assert_eq!(comparison.job.chunk_count, 60);
    assert_eq!(comparison.job.kernel.unwrap().units(), 600);
}
