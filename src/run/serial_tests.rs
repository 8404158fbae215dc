//! A part that can't be split, under a mock clock: 60 chunks of 2 ms, on one thread 120 ms.

use super::mock::MockPlatform;
use super::tests::{COMPUTING, COSTS, assert_about, cases, comparison, live_through, measured};
use crate::comparison::{Comparison, Run, Variant};
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::trace::SpanKind;
use crate::values::{SERIAL, SERIAL_MS, THREADS};
use crate::work::samples;

/// A run of that strategy on two threads, and so many percent that can't be split.
fn run(strategy: Strategy, percent: u32, variant: Variant) -> Run {
    let mut cases = cases(COMPUTING, &[strategy]);
    cases[0].values.set(THREADS, 2);
    cases[0].values.set(SERIAL, percent);
    cases[0].variant = variant;
    let asked = Comparison {
        cases,
        is_watched: false,
        ..comparison(COMPUTING)
    };
    let platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    measured(&live_through(&platform, &asked), strategy).clone()
}

#[test]
fn it_takes_as_long_on_many_threads_and_the_rest_is_shared() {
    for strategy in [Strategy::Parallel, Strategy::AsyncParallel] {
        // A fifth of 120 ms alone, and half of the rest.
        let run = run(strategy, 20, Variant::Plain);
        assert_about(run.trace.wall.to_millis().0, 24.0 + 48.0);
        let found = run.measures.iter().find(|(key, _)| *key == SERIAL_MS);
        assert_about(found.expect("its length").1, 24.0);
    }
    for strategy in [Strategy::Blocking, Strategy::Background] {
        assert_about(
            run(strategy, 20, Variant::Plain).trace.wall.to_millis().0,
            120.0,
        );
    }
}

#[test]
fn every_chunk_is_computed_once_whatever_the_share() {
    for percent in [0, 1, 33, 90, 100] {
        for strategy in Strategy::ALL {
            let run = run(strategy, percent, Variant::Plain);
            let works = run
                .trace
                .spans
                .iter()
                .filter(|span| span.kind == SpanKind::Work);
            assert_eq!(works.count(), 60, "{strategy:?} with {percent} %");
            assert_eq!(run.answer, "5133", "{strategy:?} with {percent} %");
            let is_told = run.measures.iter().any(|(key, _)| *key == SERIAL_MS);
            assert_eq!(is_told, percent > 1, "{strategy:?} with {percent} %");
        }
    }
}

/// Copies show what the machine has room for: nothing is shared, so nothing is kept from being shared.
#[test]
fn copies_have_no_such_part() {
    let run = run(Strategy::AsyncParallel, 50, Variant::Copies);
    assert_about(run.trace.wall.to_millis().0, 120.0);
    let works = run
        .trace
        .spans
        .iter()
        .filter(|span| span.kind == SpanKind::Work);
    assert_eq!(works.count(), 2 * 60);
}
