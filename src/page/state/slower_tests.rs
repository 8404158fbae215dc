//! "Slow it down": when it is offered, and with which values.

use super::bets_tests::ends;
use super::tests::page;
use super::*;
use crate::comparison::Fault;
use crate::lesson;
use crate::values::{DELAY, SIZE};

/// A comparison of the lesson is over whose longest run took so long, in milliseconds.
fn over(slug: &str, took: f64) -> State {
    let mut state = page();
    let lesson = LessonRef(lesson::find(slug).unwrap());
    state.apply(Action::Open(lesson, Given::new()));
    run(&mut state, took);
    state
}

fn run(state: &mut State, took: f64) {
    state.apply(Action::Run(Kind::Programs));
    let (case, phase) = (0, Phase::Watch);
    let mut at = |event, at| state.apply(Action::Link { event, at });
    at(LinkEvent::Begins { case, phase }, Millis(100.0));
    let run = Err(Fault::Stopped);
    at(LinkEvent::Ended { case, phase, run }, Millis(100.0 + took));
    ends(state);
}

fn given(state: &State, name: &str) -> Option<u32> {
    let given = state.slowed()?;
    let found = given.iter().find(|(known, _)| known == name)?;
    found.1.parse().ok()
}

#[test]
fn what_is_over_too_soon_can_be_slowed_down() {
    // Four seconds instead of a fifth: twenty times as long to wait,
    let state = over("many-fetches", 200.0);
    assert_eq!(given(&state, "delay"), Some(20 * 40));
    assert_eq!(given(&state, "size"), None);
    assert_eq!(given(&state, "repeats"), Some(1));
    // or twenty times as much to do, where that grows with the square,
    let state = over("many-cores", 200.0);
    let usual = f64::from(state.parameters.number(SIZE).unwrap());
    assert_eq!(given(&state, "size"), Some((usual * 20f64.sqrt()) as u32));
    // or both, as far as the ranges go.
    let state = over("wrong-tool", 1.0);
    let most = |key| state.example.range(key, 2).unwrap().max;
    assert_eq!(given(&state, "delay"), Some(most(DELAY)));
    assert_eq!(given(&state, "size"), Some(most(SIZE)));
}

#[test]
fn there_is_no_need_and_no_way_to_slow_everything_down() {
    // Nothing was run, or something is.
    let mut state = page();
    assert_eq!(state.slowed(), None);
    state.apply(Action::Run(Kind::Programs));
    assert_eq!(state.slowed(), None);
    // There was time.
    assert_eq!(over("many-fetches", 1_500.0).slowed(), None);
    // The reader did poke.
    let mut state = over("many-fetches", 200.0);
    state.apply(Action::Poke { at: Millis(0.0) });
    assert_eq!(state.slowed(), None);
    // Other values were typed: nothing is known of those.
    let mut state = over("many-fetches", 200.0);
    state.apply(Action::Type {
        name: DELAY,
        text: "50".to_owned(),
    });
    assert_eq!(state.slowed(), None);
    // It is as slow as can be.
    state.apply(Action::Type {
        name: DELAY,
        text: "1000".to_owned(),
    });
    run(&mut state, 200.0);
    assert_eq!(state.slowed(), None);
}

#[test]
fn what_is_shown_again_is_not_what_went_on_last() {
    let mut state = over("many-fetches", 200.0);
    let fetches = state.example;
    let cores = LessonRef(lesson::find("many-cores").unwrap());
    state.apply(Action::Open(cores, Given::new()));
    run(&mut state, 300.0);
    state.apply(Action::Return(fetches, Given::new()));
    assert_eq!(state.slowed(), None);
}
