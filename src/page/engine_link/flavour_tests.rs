//! The two engines: one at a time, the one that is wanted; and programs that break one that only looks at them.

use super::tests::{Drill, sweep};
use super::*;
use crate::comparison::script::Script;
use crate::comparison::script_error::ScriptCheck;

fn check(number: u32) -> Input {
    let source = "pub fn main() {}".to_owned();
    Input::Check { number, source }
}

fn started(drill: &Drill) -> Vec<Flavour> {
    let flavour = |effect: &Effect| match effect {
        Effect::Start { flavour, .. } => Some(*flavour),
        _ => None,
    };
    drill.done.iter().filter_map(flavour).collect()
}

fn looks(drill: &Drill) -> Vec<u32> {
    let number = |effect: &Effect| match effect {
        Effect::Send(ToEngine::Check { number, .. }) => Some(*number),
        _ => None,
    };
    drill.done.iter().filter_map(number).collect()
}

/// The old engine's workers come to rest, and the next engine comes up.
fn next(drill: &mut Drill) {
    drill.hear(Input::Counted(None));
    drill.ready(Tier::Threads);
}

fn scripted() -> Comparison {
    Comparison {
        scripts: vec![Script::plain("pub fn main() {}")],
        ..sweep(2)
    }
}

#[test]
fn a_program_is_looked_at_by_the_engine_that_knows_its_language() {
    let mut drill = Drill::up();
    drill.hear(check(1));
    assert!(looks(&drill).is_empty());
    drill.hear(check(2));
    next(&mut drill);
    assert_eq!(
        (started(&drill), looks(&drill)),
        (vec![Flavour::Scripts], vec![2])
    );
    let said = FromEngine::Checked {
        number: 2,
        check: ScriptCheck::default(),
    };
    drill.says(said);
    drill.hear(check(3));
    assert_eq!(looks(&drill), [2, 3]);
    assert!(!drill.wants_turn, "it measures nothing");
}

#[test]
fn a_look_that_is_cut_off_is_had_of_the_next_engine() {
    let mut drill = Drill::up();
    drill.hear(check(1));
    next(&mut drill);
    drill.hear(Input::Leave);
    drill.hear(Input::Begin);
    drill.ready(Tier::Threads);
    assert_eq!(looks(&drill), [1, 1]);
    // Another engine is wanted before it has answered, and what is written meanwhile is newer.
    drill.hear(Input::Compare(sweep(2)));
    drill.hear(check(2));
    next(&mut drill);
    drill.says(FromEngine::Finished);
    next(&mut drill);
    assert_eq!(looks(&drill), [1, 1, 2]);
    let said = FromEngine::Checked {
        number: 2,
        check: ScriptCheck::default(),
    };
    drill.says(said);
    drill.hear(Input::Rest);
    drill.hear(Input::Begin);
    drill.ready(Tier::Threads);
    assert_eq!(looks(&drill), [1, 1, 2], "what was answered is over");
}

#[test]
fn each_comparison_gets_the_engine_that_it_wants() {
    let mut drill = Drill::up();
    drill.hear(Input::Compare(scripted()));
    next(&mut drill);
    assert_eq!(started(&drill), [Flavour::Scripts]);
    let is_sent = |drill: &Drill| {
        drill
            .done
            .iter()
            .any(|effect| matches!(effect, Effect::Send(ToEngine::Compare(_))))
    };
    assert!(is_sent(&drill));
    // A look that is asked for meanwhile waits.
    drill.hear(check(4));
    assert!(looks(&drill).is_empty());
    drill.says(FromEngine::Finished);
    assert_eq!(looks(&drill), [4]);
    drill.done.clear();
    drill.hear(Input::Compare(sweep(2)));
    next(&mut drill);
    assert_eq!(started(&drill), [Flavour::Lessons]);
    assert!(is_sent(&drill));
}

#[test]
fn a_program_that_breaks_the_compiler_is_told_so_however_often() {
    let mut drill = Drill::up();
    for number in 1..9 {
        drill.hear(check(number));
        if number == 1 {
            next(&mut drill);
        }
        assert_eq!(looks(&drill).last(), Some(&number));
        drill.done.clear();
        drill.breaks(None);
        let told = drill.done.iter().any(|effect| {
            matches!(effect, Effect::Emit(LinkEvent::Checked { number: of, check }) if *of == number && check.errors.len() == 1)
        });
        assert!(told, "{number}");
        next(&mut drill);
        assert_eq!(started(&drill), [Flavour::Scripts]);
    }
}
