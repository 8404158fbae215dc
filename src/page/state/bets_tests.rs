//! Bets as they are made, run, and forgotten.

use super::tests::{found, hear, learn, measuring, page};
use super::*;
use crate::protocol::analysis::Bars;
use crate::values::{DELAY, SIZE};
use proptest::prelude::*;

const BLOCKING: Key = Key::new("blocking");
const ASYNC: Key = Key::new("async");

fn bet(state: &mut State, share: f64) -> Option<f64> {
    state.apply(Action::Bet(ASYNC, share));
    state.bet(ASYNC).map(|bet| bet.0)
}

fn give(state: &mut State, name: Key, text: &str) {
    let text = text.to_owned();
    state.apply(Action::Type { name, text });
}

/// What the analysis draws of the comparison of that number.
fn drawn(number: u32) -> FromAnalysis {
    let rows = ["blocking", "async"].map(str::to_owned).to_vec();
    FromAnalysis::Found(Box::new(Findings {
        bars: Bars {
            rows,
            ..Bars::default()
        },
        ..found(number)
    }))
}

/// The comparison that goes on is over, and drawn.
pub(super) fn ends(state: &mut State) {
    hear(state, LinkEvent::Finished { stopped: false });
    let number = state.request.as_ref().unwrap().number;
    learn(state, drawn(number));
    let (kind, answer) = (Kind::Programs, None);
    learn(
        state,
        FromAnalysis::Done {
            number,
            kind,
            answer,
        },
    );
}

#[test]
fn a_bet_is_made_moved_and_taken_back() {
    let mut state = page();
    assert_eq!((state.can_bet(), state.axis_end()), (true, Millis(400.0)));
    assert_eq!(state.bet(ASYNC), None);
    assert_eq!(bet(&mut state, 0.5), Some(200.0));
    assert_eq!(bet(&mut state, 0.2), Some(80.0));
    state.apply(Action::Bet(BLOCKING, 1.0));
    assert_eq!(state.bets().len(), 2);
    assert_eq!(bet(&mut state, 0.0), None);
    assert_eq!(state.bet(BLOCKING), Some(Millis(400.0)));
}

#[test]
fn a_bet_beside_the_axis_stands_at_its_end() {
    let mut state = page();
    assert_eq!(bet(&mut state, 7.0), Some(400.0));
    assert_eq!(bet(&mut state, f64::NAN), Some(400.0));
    assert_eq!(bet(&mut state, -1.0), None);
}

#[test]
fn during_a_run_bets_stand_whatever_is_typed() {
    let mut state = page();
    bet(&mut state, 0.5);
    state.apply(Action::Run(Kind::Programs));
    assert!(!state.can_bet() && state.bars().is_none());
    assert_eq!(bet(&mut state, 0.1), Some(200.0));
    learn(&mut state, drawn(1));
    assert!(state.bars().is_some());
    give(&mut state, SIZE, "7");
    state.apply(Action::Toggle(Key::new("parallel")));
    assert_eq!(state.bet(ASYNC), Some(Millis(200.0)));
    assert!(state.bars().is_some());
    assert_eq!(state.shown_programs(), [BLOCKING, ASYNC]);
}

#[test]
fn what_is_known_can_not_be_bet_on() {
    let mut state = page();
    state.apply(Action::Run(Kind::Programs));
    ends(&mut state);
    assert!(state.bars().is_some());
    assert_eq!(bet(&mut state, 0.5), None);
    // Other programs, or other values, are something else; how often they are run is not.
    give(&mut state, Key::new("repeats"), "9");
    assert!(!state.can_bet());
    for (name, text) in [("strategies", "async,parallel"), ("size", "9")] {
        let mut other = state.clone();
        give(&mut other, Key::new(name), text);
        assert_eq!(bet(&mut other, 0.5), Some(200.0), "{name}");
        assert!(other.bars().is_none(), "{name}");
    }
    // A sweep leaves it as it is.
    state.apply(Action::Run(Kind::Threads));
    assert!(state.bars().is_some() && !state.can_bet());
}

#[test]
fn repeats_change_no_bet_and_a_size_that_was_found_neither() {
    let mut state = page();
    bet(&mut state, 0.5);
    give(&mut state, Key::new("repeats"), "9");
    assert_eq!(state.bet(ASYNC), Some(Millis(200.0)));
    let (lesson, size) = ("many-cores".to_owned(), 1_000);
    assert!(state.ask_for_size().is_some());
    hear(&mut state, LinkEvent::Sized { lesson, size });
    assert_eq!(state.parameters.values.size(), 1_000);
    assert_eq!(state.bet(ASYNC), Some(Millis(200.0)));
    give(&mut state, SIZE, "999");
    assert_eq!(state.bet(ASYNC), None);
    give(&mut state, SIZE, "1000");
    assert_eq!(state.bet(ASYNC), Some(Millis(200.0)));
    give(&mut state, SIZE, "999");
    state.apply(Action::Bet(BLOCKING, 0.5));
    give(&mut state, SIZE, "1000");
    assert_eq!(state.bets(), [], "they were of another size");
}

#[test]
fn another_lesson_has_no_bets() {
    let mut state = page();
    bet(&mut state, 0.5);
    let own = state.example;
    state.apply(Action::Open(own, state.given.clone()));
    assert_eq!(state.bet(ASYNC), Some(Millis(200.0)));
    let other = LessonRef(crate::lesson::find("many-fetches").unwrap());
    state.apply(Action::Open(other, Vec::new()));
    assert_eq!(state.bet(ASYNC), None);
    state.apply(Action::Open(own, Vec::new()));
    assert_eq!(state.bet(ASYNC), None);
}

#[test]
fn what_runs_of_a_lesson_that_was_left_is_not_seen() {
    let mut state = measuring();
    let other = LessonRef(crate::lesson::find("many-fetches").unwrap());
    state.apply(Action::Open(other, Vec::new()));
    assert_eq!(state.shown_programs(), state.parameters.programs);
    assert!(state.bars().is_none() && state.is_running() && !state.can_bet());
}

#[test]
fn without_an_analysis_bets_go_on() {
    let mut state = page();
    bet(&mut state, 0.5);
    state.apply(Action::Run(Kind::Programs));
    hear(&mut state, LinkEvent::Finished { stopped: false });
    state.apply(Action::AnalysisBroke("It broke.".to_owned()));
    assert!(state.can_bet() && state.bet(ASYNC).is_some());
}

#[test]
fn what_waits_has_an_axis_as_long_as_its_answers() {
    let lesson = LessonRef(crate::lesson::find("many-fetches").unwrap());
    let mut state = State::new(lesson, Vec::new(), 2);
    assert_eq!(state.axis_end(), Millis(600.0));
    give(&mut state, DELAY, "400");
    assert_eq!(state.axis_end(), Millis(6_000.0));
}

/// Whatever is done.
#[derive(Debug, Clone)]
enum Deed {
    Bet(bool, f64),
    Type(u32),
    Run,
    Ends,
    Sweep,
    Leave,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        (any::<bool>(), -0.5f64..1.5).prop_map(|(first, share)| Deed::Bet(first, share)),
        (1u32..4).prop_map(Deed::Type),
        Just(Deed::Run),
        Just(Deed::Ends),
        Just(Deed::Sweep),
        Just(Deed::Leave),
    ]
}

proptest! {
    #[test]
    fn bets_stand_on_the_axis_and_a_run_moves_none(deeds in prop::collection::vec(deed(), 1..30)) {
        let mut state = page();
        for deed in deeds {
            let before = [BLOCKING, ASYNC].map(|key| state.bet(key));
            let compares = |state: &State| state.is_running() && state.latest_kind() == Some(Kind::Programs);
            let did_compare = compares(&state);
            match deed {
                Deed::Bet(first, share) => {
                    let key = if first { BLOCKING } else { ASYNC };
                    state.apply(Action::Bet(key, share));
                }
                Deed::Type(size) => give(&mut state, SIZE, &size.to_string()),
                Deed::Run => drop(state.apply(Action::Run(Kind::Programs))),
                Deed::Ends if did_compare => ends(&mut state),
                Deed::Ends => {}
                Deed::Sweep => drop(state.apply(Action::Run(Kind::Threads))),
                Deed::Leave => drop(state.apply(Action::Open(state.example, Vec::new()))),
            }
            let end = state.axis_end().0;
            let bets = [BLOCKING, ASYNC].map(|key| state.bet(key));
            prop_assert!(bets.iter().flatten().all(|bet| bet.0 > 0.0 && bet.0 <= end));
            if did_compare && compares(&state) {
                prop_assert_eq!(before, bets);
            }
        }
    }
}
