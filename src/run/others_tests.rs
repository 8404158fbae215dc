//! Others who compute something else while a program runs, under a mock clock.

use super::answer::Answer;
use super::mock::{Book, MockPlatform};
use super::plan::compare;
use super::program::Code;
use super::tests::{CODE, COMPUTING, COSTS, cases, comparison};
use crate::comparison::{Case, Comparison, Fault, Repeats, Run};
use crate::key::Key;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::trace::{Span, SpanKind, Track};
use crate::values::LOAD;
use crate::work::samples;

/// What the others got done.
const DONE: Key = Key::new("done");

/// Sixty chunks on two threads, and others beside them.
const CROWDED: Code = Code {
    program: |_, _| {
        Some(|i| {
            Box::pin(async move {
                let job = i.computed_by_pool(i.chunks().collect(), i.threads);
                let (others, name) = (i.values.load(), Key::new("any"));
                let done = i.while_others_compute(others, name, job).await?;
                let measures = vec![(DONE, done as f64)];
                Ok(Answer {
                    measures,
                    ..i.answer()
                })
            })
        })
    },
    ..CODE
};

/// What comes of it in that tier with so many others, watched and then measured.
fn crowded(platform: &MockPlatform, others: u32) -> Vec<Result<Run, Fault>> {
    let cases = cases(COMPUTING, &[Strategy::AsyncParallel]);
    let with_others = |case: Case| Case {
        values: case.values.with(LOAD, others),
        ..case
    };
    let comparison = Comparison {
        cases: cases.into_iter().map(with_others).collect(),
        repeats: Repeats::Exactly(1),
        ..comparison(COMPUTING)
    };
    let book = Book::default();
    platform
        .time
        .live_through(compare(platform, CROWDED, &comparison, &book));
    book.ended.take().into_iter().map(|(.., run)| run).collect()
}

fn platform(tier: Tier) -> MockPlatform {
    MockPlatform::new(tier, COSTS, samples::FIND)
}

#[test]
fn they_have_tracks_of_their_own_and_no_part_in_the_answer() {
    for tier in [Tier::Threads, Tier::Workers] {
        let alone = crowded(&platform(tier), 0);
        let beside = crowded(&platform(tier), 3);
        assert_eq!(alone.len(), beside.len());
        for (alone, beside) in alone.into_iter().zip(beside) {
            let (alone, beside) = (alone.unwrap(), beside.unwrap());
            assert_eq!(alone.answer, beside.answer);
            assert_eq!(alone.measures, [(DONE, 0.0)]);
            let (of_job, of_others): (Vec<&Span>, Vec<&Span>) = beside
                .trace
                .spans
                .iter()
                .filter(|span| matches!(span.track, Track::Worker(_)))
                .partition(|span| matches!(span.track, Track::Worker(0 | 1)));
            assert!(of_job.iter().all(|span| span.kind == SpanKind::Work));
            let is_else = |span: &&Span| span.kind == SpanKind::Meanwhile && span.chunk.is_none();
            assert!(
                !of_others.is_empty() && of_others.iter().all(is_else),
                "{of_others:?}"
            );
            // They began with it: in 60 ms each of three got a lot of 24 chunks of 2 ms done.
            assert_eq!(beside.measures, [(DONE, 72.0)]);
            assert!(of_others.iter().all(|span| span.end <= beside.trace.wall));
        }
    }
}

#[test]
fn they_stop_with_the_run_and_can_be_nowhere_but_in_a_pool() {
    let mut stopped = platform(Tier::Threads);
    stopped.stop_at = 30_000.0;
    let runs = crowded(&stopped, 3);
    assert_eq!(
        runs.into_iter().map(Result::err).collect::<Vec<_>>(),
        [Some(Fault::Stopped)]
    );
    let runs = crowded(&platform(Tier::Single), 3);
    assert!(runs.into_iter().all(|run| run.is_err()));
}
