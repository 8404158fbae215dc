//! Sentences: no blank left unfilled, and the numbers as they were.

use super::*;
use crate::example;
use crate::page::state::{Action, ExampleRef};
use crate::units::Micros;

fn words() -> Words {
    Words::english()
}

#[test]
fn every_fault_has_a_whole_sentence() {
    let message = "no route".to_owned();
    let faults = [
        Fault::Stopped,
        Fault::Unavailable(Tier::Single),
        Fault::Unavailable(Tier::Workers),
        Fault::Unavailable(Tier::Threads),
        Fault::RequestTimedOut {
            chunk: 1_234,
            limit_ms: 30_000,
        },
        Fault::RequestFailed {
            chunk: 3,
            message: message.clone(),
        },
        Fault::RequestRefused {
            chunk: 3,
            status: 503,
        },
        Fault::ChunkBroke {
            chunk: Some(7),
            message: message.clone(),
        },
        Fault::ChunkBroke {
            chunk: None,
            message: message.clone(),
        },
        Fault::PoolFailed(message),
    ];
    let sentences: Vec<String> = faults.iter().map(|why| fault(&words(), why)).collect();
    for sentence in &sentences {
        assert!(!sentence.contains(['{', '}']), "{sentence}");
        assert!(sentence.contains(' '), "{sentence}");
    }
    assert!(sentences[4].contains("1,234") && sentences[4].contains("30.0\u{a0}s"));
    assert!(sentences[6].contains("503"));
    assert!(sentences[7].contains('7') && sentences[7].contains("no route"));
}

#[test]
fn pokes_are_counted_and_timed() {
    let mut asked = Pokes::default();
    assert_eq!(
        pokes(&words(), &asked),
        "Ask the caller something while it runs."
    );
    asked.asked = 5;
    asked.last_after = Some(Millis(980.0));
    assert_eq!(
        pokes(&words(), &asked),
        "5 pokes, last answered after 980\u{a0}ms."
    );
    asked.unanswered.push((5, Millis(1.0)));
    assert_eq!(pokes(&words(), &asked), "5 pokes, no answer yet.");
}

#[test]
fn facts_become_sentences() {
    let unit = Unit::Seconds;
    let check = |fact, expect: &str| {
        let (_, said) = said(&words(), fact, unit).unwrap_or_default();
        assert_eq!(said.replace('\u{a0}', " "), expect);
    };
    check(
        Fact::Fastest {
            strategy: Strategy::Async,
            time: Millis(412.0),
        },
        "0.41 s.",
    );
    check(
        Fact::Longer {
            strategy: Strategy::OneByOne,
            time: Millis(2_070.0),
            times: 5.02,
        },
        "2.07 s, 5.0 times longer.",
    );
    check(
        Fact::NoClearDifference {
            strategy: Strategy::Parallel,
            time: Millis(424.0),
            fastest: Strategy::Async,
        },
        "0.42 s, no clear difference from async.",
    );
    check(
        Fact::Rounds {
            strategy: Strategy::Async,
            requests: 20,
            at_once: 6,
            rounds: 4,
        },
        "6 connections, so 20 requests took 4 rounds.",
    );
    check(
        Fact::CallerFree {
            strategy: Strategy::Async,
            share: 0.97,
            letters: Some(3_120),
        },
        "You were free 97 % of the time and sorted 3,120 letters.",
    );
    check(
        Fact::CallerFree {
            strategy: Strategy::Blocking,
            share: 0.0,
            letters: None,
        },
        "You were free 0 % of the time.",
    );
}

#[test]
fn progress_says_what_is_going_on() {
    let example = ExampleRef(example::find("many-fetches").unwrap());
    let mut state = State::new(example, Vec::new(), 2);
    assert_eq!(progress(&words(), &state), "The engine is starting.");
    state.apply(Action::Run);
    state.activity = Activity::Watching(Strategy::Async);
    state.live.chunks_done = 7;
    assert_eq!(
        progress(&words(), &state),
        "Watching: async. 7 of 20 chunks, 0 letters sorted."
    );
    state.activity = Activity::Measuring { round: 3, of: 7 };
    assert!(progress(&words(), &state).starts_with("Measuring: round 3 of 7."));
    state.engine = Engine::Cannot(NoEngine::NotLoaded("404".to_owned()));
    state.activity = Activity::Idle;
    assert!(progress(&words(), &state).contains("404"));
}

#[test]
fn a_coarse_clock_and_too_many_threads_are_told() {
    let example = ExampleRef(example::find("many-cores").unwrap());
    let mut state = State::new(example, vec![("threads".to_owned(), "4".to_owned())], 2);
    state.apply(Action::Run);
    let told = warnings(&words(), &state);
    assert_eq!(
        told,
        ["4 threads were asked for, and the browser reports 2 cores."]
    );
    let ready = Ready {
        tier: Tier::Workers,
        reason: TierReason::PoolDidNotStart,
        pool_threads: 4,
        pool_start: Millis(1.0),
        clock_step: Micros(1_000.0),
        memory_a_thread: None,
    };
    assert_eq!(
        tier_reason(&words(), &ready),
        "The pool of threads did not start in time, twice."
    );
}
