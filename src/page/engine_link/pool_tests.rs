//! Pools that do not start, and pools that are too small.

use super::tests::{Drill, sweep};
use super::*;
use crate::values::LOAD;

#[test]
fn a_pool_that_does_not_start_three_times_gives_the_tier_workers() {
    let mut drill = Drill::new();
    for _ in 0..3 {
        drill.says(FromEngine::PoolDidNotStart);
        drill.hear(Input::Counted(None));
    }
    let tiers: Vec<Tier> = drill.starts().iter().map(|start| start.0).collect();
    let threads = Tier::Threads;
    assert_eq!(tiers, [threads, threads, threads, Tier::Workers]);
    // Three in a row count: a pool that came up between them makes the next one the first.
    let mut drill = Drill::new();
    for _ in 0..3 {
        drill.says(FromEngine::PoolDidNotStart);
        drill.settles();
        drill.breaks(None);
        drill.hear(Input::Counted(None));
    }
    assert!(drill.starts().iter().all(|start| start.0 == Tier::Threads));
}

#[test]
fn more_threads_than_the_pool_has_get_a_new_engine() {
    let mut drill = Drill::up();
    drill.hear(Input::Compare(sweep(8)));
    assert!(drill.sent().is_empty() && drill.done.contains(&Effect::End));
    // However many the engine says it has: asking again would bring no more.
    drill.settles();
    assert_eq!(drill.starts(), [(Tier::Threads, 8)]);
    assert_eq!(drill.sent().len(), 1);
    assert!(!drill.told().contains(&"anew".to_owned()));
}

#[test]
fn those_who_compute_something_else_meanwhile_have_threads_of_their_own() {
    let mut drill = Drill::up();
    let mut crowded = sweep(2);
    for case in &mut crowded.cases {
        case.values.set(LOAD, 3);
    }
    drill.hear(Input::Compare(crowded));
    drill.settles();
    assert_eq!(drill.starts(), [(Tier::Threads, 5)]);
}
