//! How long a comparison is, and in which order its runs come, under a mock clock.

use super::mock::{Book, MockPlatform};
use super::tests::{COMPUTING, COSTS, WAITING, cases, comparison, live_through};
use crate::comparison::{Case, Comparison, Fault, Phase, Repeats};
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::units::Micros;
use crate::values::CHUNKS;
use crate::work::samples;
use proptest::prelude::*;

/// `blocking` alone, in so many chunks, and as many rounds as fit.
fn auto(lesson: &str, chunks: u32) -> Comparison {
    let mut cases = cases(lesson, &[Strategy::Blocking]);
    cases[0].values.set(CHUNKS, chunks);
    Comparison {
        cases,
        repeats: Repeats::Auto,
        ..comparison(lesson)
    }
}

fn rounds(book: &Book) -> usize {
    let begun = book.begun.borrow();
    let measured = begun.iter().map(|(_, phase)| phase);
    measured
        .filter(|phase| matches!(phase, Phase::Measure(_)))
        .count()
}

fn platform() -> MockPlatform {
    MockPlatform::new(Tier::Threads, COSTS, samples::FIND)
}

#[test]
fn as_many_rounds_as_fit_in_six_seconds_from_six_to_fifteen() {
    let of = |lesson, chunks| rounds(&live_through(&platform(), &auto(lesson, chunks)));
    // A chunk waits for 100 ms, or computes for 2; a run is a bit longer.
    assert_eq!(of(COMPUTING, 5), 15);
    assert_eq!(of(WAITING, 3), 15);
    assert_eq!(of(WAITING, 5), 11);
    assert_eq!(of(WAITING, 9), 6);
    assert_eq!(of(WAITING, 40), 6);
}

#[test]
fn stop_ends_rounds_of_which_the_number_was_left_open() {
    let mut platform = platform();
    // One is watched for 0.3 s; the third round goes on.
    platform.stop_at = 1_200_000.0;
    let book = live_through(&platform, &auto(WAITING, 3));
    assert_eq!(rounds(&book), 3);
    let ended = book.ended.take();
    assert!(matches!(
        ended.last(),
        Some((_, Phase::Measure(2), Err(Fault::Stopped)))
    ));
}

/// The phases of each case's runs, in order, rounds apart.
fn phases(lesson: &str) -> Vec<(u16, Vec<Phase>)> {
    let book = live_through(&platform(), &comparison(lesson));
    let begun = book.begun.take();
    let before = |(case, phase): &(Case, Phase)| {
        let is_counted = matches!(phase, Phase::Measure(_));
        (!is_counted).then_some((case.id, *phase))
    };
    let mut phases: Vec<(u16, Vec<Phase>)> = Vec::new();
    for (case, phase) in begun.iter().filter_map(before) {
        match phases.last_mut() {
            Some((last, own)) if *last == case => own.push(phase),
            _ => phases.push((case, vec![phase])),
        }
    }
    phases
}

#[test]
fn what_computes_is_warm_when_it_is_watched_and_what_waits_is_watched_at_once() {
    let computing = phases(COMPUTING);
    assert_eq!(
        computing.len(),
        6,
        "one case after the other: {computing:?}"
    );
    for (case, own) in computing {
        assert_eq!(own.first(), Some(&Phase::WarmUp(0)), "{case}");
        assert!(
            matches!(own[..], [.., Phase::WarmUp(1..), Phase::Watch]),
            "{own:?}"
        );
    }
    let waiting = phases(WAITING);
    assert_eq!(waiting.len(), 6);
    assert!(waiting.iter().all(|(_, own)| *own == [Phase::Watch]));
}

proptest! {
    #[test]
    fn the_next_round_fits_and_none_that_fits_is_left_out(round_us in 0.0f64..4_000_000.0) {
        let took = |rounds: u32| Micros(round_us * f64::from(rounds));
        let rounds = (0..).find(|&rounds| !Repeats::Auto.want_another(rounds, took(rounds)));
        let rounds = rounds.unwrap_or_default();
        prop_assert!((6..=Repeats::Auto.most()).contains(&rounds));
        prop_assert!(rounds == 6 || took(rounds).0 <= 6_000_001.0);
        prop_assert!(rounds == 15 || took(rounds + 1).0 >= 5_999_999.0);
    }

    #[test]
    fn a_number_asked_for_is_kept_however_long_it_takes(wanted in 0u32..100, took: f64) {
        let repeats = Repeats::Exactly(wanted);
        let rounds = (0..).find(|&rounds| !repeats.want_another(rounds, Micros(took)));
        prop_assert_eq!(rounds, Some(wanted));
    }
}
