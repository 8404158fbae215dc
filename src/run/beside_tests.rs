//! What a lesson does before each run and when all are over, under a mock clock.

use super::mock::MockPlatform;
use super::plan::compare;
use super::program::{AFTER_ALL, Answer, BEFORE_EACH, Code, Stage};
use super::tests::{self, COSTS, WAITING, comparison, measured};
use crate::comparison::{Comparison, Fault, Repeats};
use crate::key::Key;
use crate::run::mock::Book;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::values::CHUNKS;
use crate::work::samples;
use std::cell::RefCell;

thread_local! {
    static DONE: RefCell<Vec<Key>> = const { RefCell::new(Vec::new()) };
}

/// So many chunks there is nothing ready for.
const UNREADY: u32 = 7;

/// Takes its time, and fails where there is nothing ready.
async fn beside(i: &Stage<'_>, what: Key) -> Result<Answer, Fault> {
    DONE.with_borrow_mut(|done| done.push(what));
    i.block_on(0)?;
    i.yield_now().await;
    match i.values.get(CHUNKS) == Some(UNREADY) && what == BEFORE_EACH {
        true => Err(Fault::Storage("full".to_owned())),
        false => Ok(Answer::default()),
    }
}

const CODE: Code = Code {
    program: |lesson, key| match key {
        BEFORE_EACH => Some(|i| Box::pin(beside(i, BEFORE_EACH))),
        AFTER_ALL => Some(|i| Box::pin(beside(i, AFTER_ALL))),
        other => (tests::CODE.program)(lesson, other),
    },
    ..tests::CODE
};

/// Async and blocking, twice each; what was done beside their runs, in order.
fn live_through(stop_at: f64, chunks: u32) -> (Book, Vec<Key>) {
    let mut platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    platform.stop_at = stop_at;
    let mut cases = tests::cases(WAITING, &[Strategy::Async, Strategy::Blocking]);
    cases[0].values.set(CHUNKS, chunks);
    let comparison = Comparison {
        cases,
        repeats: Repeats::Exactly(2),
        ..comparison(WAITING)
    };
    let book = Book::default();
    let time = platform.time.clone();
    time.live_through(compare(&platform, CODE, &comparison, &book));
    (book, DONE.take())
}

#[test]
fn each_run_is_made_ready_for_and_does_not_take_longer() {
    let (book, done) = live_through(f64::INFINITY, 20);
    assert_eq!(done, [&[BEFORE_EACH; 6][..], &[AFTER_ALL]].concat());
    let wall = measured(&book, Strategy::Blocking).trace.wall;
    tests::assert_about(wall.to_millis().0, 2_000.0);
    let run = measured(&book, Strategy::Async);
    assert_eq!(
        run.trace
            .spans
            .iter()
            .filter(|span| span.chunk == Some(0))
            .count(),
        5
    );
}

#[test]
fn where_nothing_is_ready_the_others_go_on_and_all_is_put_away() {
    let (book, done) = live_through(f64::INFINITY, UNREADY);
    assert_eq!(done, [&[BEFORE_EACH; 4][..], &[AFTER_ALL]].concat());
    let ended = book.ended.take();
    let faults = ended
        .iter()
        .filter_map(|(case, _, run)| Some((case.id, run.clone().err()?)));
    assert_eq!(
        faults.collect::<Vec<_>>(),
        [(0, Fault::Storage("full".to_owned()))]
    );
}

#[test]
fn what_is_stopped_is_put_away_too() {
    for stop_at in [0.0, 50_000.0, 700_000.0] {
        let (book, done) = live_through(stop_at, 20);
        assert_eq!(done.last(), Some(&AFTER_ALL), "{stop_at}");
        assert_eq!(done.iter().filter(|what| **what == AFTER_ALL).count(), 1);
        let stopped = book
            .ended
            .take()
            .into_iter()
            .filter(|(.., run)| run == &Err(Fault::Stopped));
        assert!(stopped.count() <= 1, "{stop_at}");
    }
}
