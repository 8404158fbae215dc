//! Whose turn it is to measure, and when an engine rests.

use super::tests::{Drill, sweep};
use super::*;
use crate::values::Values;

#[test]
fn a_size_is_asked_for_only_of_an_engine_that_has_nothing_else_to_do() {
    let mut drill = Drill::new();
    let sends = |drill: &mut Drill| {
        drill.done.clear();
        drill.hear(Input::Size("many-cores".to_owned(), Values::default()));
        assert!(drill.wants_turn || drill.done.is_empty());
        matches!(drill.done[..], [Effect::Send(ToEngine::Size { .. })])
    };
    assert!(!sends(&mut drill));
    drill.ready(Tier::Threads);
    assert!(sends(&mut drill));
    // Found or not, the turn is given back.
    for size in [Some(700), None] {
        assert!(sends(&mut drill));
        let lesson = "many-cores".to_owned();
        drill.says(FromEngine::Sized { lesson, size });
        assert!(!drill.wants_turn);
    }
    assert!(sends(&mut drill));
    drill.breaks(None);
    drill.settles();
    assert!(!drill.wants_turn);
    drill.hear(Input::Compare(sweep(2)));
    assert!(!sends(&mut drill));
}

#[test]
fn two_never_measure_at_once() {
    let mut drill = Drill::up();
    drill.is_taken = true;
    drill.hear(Input::Compare(sweep(2)));
    assert!(drill.sent().is_empty());
    assert_eq!(drill.done, [Effect::Emit(LinkEvent::Queued)]);
    drill.hear(Input::Turn);
    assert_eq!(drill.sent().len(), 1);
    drill.says(FromEngine::Finished);
    assert!(!drill.wants_turn);
    // Who stops waits no longer, and a turn that comes late is nobody's.
    drill.hear(Input::Compare(sweep(2)));
    drill.hear(Input::Stop);
    assert!(!drill.wants_turn);
    drill.done.clear();
    drill.hear(Input::Turn);
    drill.hear(Input::Queued);
    assert_eq!(drill.done, []);
}

#[test]
fn who_runs_while_a_size_waits_for_the_turn_is_told_that_it_waits() {
    let mut drill = Drill::up();
    drill.is_taken = true;
    drill.hear(Input::Size("many-cores".to_owned(), Values::default()));
    assert_eq!(drill.done, []);
    drill.hear(Input::Compare(sweep(2)));
    assert_eq!(drill.done, [Effect::Emit(LinkEvent::Queued)]);
    drill.hear(Input::Turn);
    assert_eq!(drill.sent().len(), 1);
}

#[test]
fn the_turn_is_kept_until_the_workers_of_a_lost_engine_rest() {
    let mut drill = Drill::running();
    drill.hear(Input::Stop);
    let limit = drill.timer;
    drill.hear(Input::Fired(limit));
    assert_eq!(drill.told(), ["0 stopped", "stopped"]);
    assert!(drill.wants_turn);
    drill.hear(Input::Counted(Some(3)));
    assert!(drill.wants_turn);
    drill.hear(Input::Counted(Some(3)));
    assert!(!drill.wants_turn);
}

#[test]
fn an_engine_that_nobody_sees_rests_until_it_is_wanted() {
    let mut drill = Drill::running();
    drill.hear(Input::Rest);
    assert_eq!(drill.done, [], "not in a run");
    drill.says(FromEngine::Finished);
    drill.hear(Input::Rest);
    assert!(drill.done.contains(&Effect::End) && drill.starts().is_empty());
    drill.done.clear();
    // Once is enough, and nothing of what the old one may say counts.
    drill.hear(Input::Rest);
    drill.says(FromEngine::Beat);
    assert_eq!(drill.done, []);
    drill.hear(Input::Begin);
    drill.hear(Input::Begin);
    assert_eq!(drill.starts().len(), 1);
    drill.ready(Tier::Threads);
    drill.hear(Input::Rest);
    // A run needs nobody to look.
    drill.hear(Input::Compare(sweep(2)));
    drill.ready(Tier::Threads);
    assert_eq!((drill.starts().len(), drill.sent().len()), (2, 1));
}

#[test]
fn a_page_that_is_left_keeps_no_engine_and_measures_nothing() {
    let mut drill = Drill::running();
    drill.begins(0, Phase::Measure(0));
    drill.done.clear();
    drill.hear(Input::Leave);
    assert_eq!(drill.told(), ["0 stopped", "stopped"]);
    assert!(drill.done.contains(&Effect::End) && drill.starts().is_empty() && !drill.wants_turn);
    // Also before it is up. Who comes back finds another.
    drill.hear(Input::Begin);
    drill.hear(Input::Leave);
    drill.done.clear();
    drill.hear(Input::Leave);
    assert_eq!(drill.done, []);
    drill.hear(Input::Begin);
    drill.ready(Tier::Threads);
    drill.hear(Input::Compare(sweep(2)));
    assert_eq!(drill.sent().len(), 1);
}
