//! Every way to deal the tasks ends, with the right answer, and no task begins before those it needs are done; under a
//! mock clock, in both tiers that have helpers.

use super::{ALONE, BOARD, BY_HAND, DEAL, HELPERS, LESSON, MORE, NEEDS, TASKS, TWO};
use crate::comparison::{Comparison, Kind, Repeats, Run};
use crate::contract::cases::cases;
use crate::contract::request::Parameters;
use crate::kernel::Part;
use crate::key::Key;
use crate::lesson::CODE;
use crate::run::mock::{Book, Costs, MockPlatform};
use crate::run::plan::compare;
use crate::tier::Tier;
use crate::trace::{Span, SpanKind, Track};
use crate::units::Micros;
use crate::work::FindWork;

/// A task takes 10 ms, each as long as the others.
const COSTS: Costs = Costs {
    request: Micros(0.0),
    chunk: Micros(10_000.0),
};

/// Nothing is computed: a task's part of the answer is a digit of its own.
const FIND: FindWork = |_| {
    Some(|_, tasks, _, _| {
        let value = tasks.map(|task| 10_u64.pow(task as u32)).sum();
        Ok(Part {
            value,
            bytes: Vec::new(),
        })
    })
};

/// One run of each of these programs with the tasks dealt so and so many helpers.
fn runs(tier: Tier, programs: &[Key], (deal, helpers): (u32, u32)) -> Vec<Run> {
    let mut parameters = Parameters::defaults(&LESSON, 2);
    parameters.programs = programs.to_vec();
    parameters.values.set(DEAL, deal);
    parameters.values.set(HELPERS, helpers);
    let platform = MockPlatform::new(tier, COSTS, FIND);
    let comparison = Comparison {
        lesson: LESSON.slug.to_owned(),
        cases: cases(Kind::Programs, &LESSON, &parameters, 2, None),
        is_watched: false,
        repeats: Repeats::Exactly(1),
        seed: parameters.seed,
        scripts: Vec::new(),
    };
    let book = Book::default();
    platform
        .time
        .live_through(compare(&platform, CODE, &comparison, &book));
    book.ended
        .take()
        .into_iter()
        .map(|(.., run)| run.unwrap())
        .collect()
}

/// The tasks of a run: when each was at work, and on which track. Each has been done once.
fn tasks(run: &Run) -> Vec<Span> {
    let is_work = |span: &&Span| span.kind == SpanKind::Work;
    let mut tasks: Vec<Span> = run.trace.spans.iter().filter(is_work).copied().collect();
    tasks.sort_unstable_by_key(|span| span.chunk);
    assert!(
        tasks.iter().map(|span| span.chunk).eq((0..TASKS).map(Some)),
        "{tasks:?}"
    );
    tasks
}

/// That the answer is right, every task comes after those it needs, and no helper is at two at once.
fn holds(run: &Run) {
    assert_eq!(run.answer, "11111111");
    let tasks = tasks(run);
    for (task, needs) in tasks.iter().zip(NEEDS) {
        for &needed in needs {
            assert!(
                tasks[needed as usize].end <= task.start,
                "{needed} before {task:?}"
            );
        }
        let own = tasks
            .iter()
            .filter(|other| other.track == task.track && other.chunk != task.chunk);
        let mut beside = own.filter(|other| other.start < task.end && task.start < other.end);
        assert_eq!(beside.next(), None, "{task:?}");
    }
}

#[test]
fn every_deal_ends_right_with_each_task_after_those_it_needs_and_with_whom_it_lies() {
    for tier in [Tier::Threads, Tier::Workers] {
        for deal in 0..1_u32 << TASKS {
            let dealt = BOARD.value(|task| deal >> task & 1);
            for run in runs(tier, &[BY_HAND], (dealt, 4)) {
                holds(&run);
                for (task, span) in (0..).zip(tasks(&run)) {
                    let helper = BOARD.bin(dealt, task) as u16;
                    assert_eq!(span.track, Track::Worker(helper), "{dealt}: {task}");
                }
            }
        }
    }
}

#[test]
fn any_number_of_helpers_ends_right() {
    for tier in [Tier::Threads, Tier::Workers] {
        for helpers in 1..=TASKS {
            let all = runs(tier, &[ALONE, TWO, MORE], (BOARD.in_turns(), helpers));
            all.iter().for_each(holds);
        }
    }
}

/// Tasks are as long as each other here: four in a row are the longest chain, and eight on one helper all there is.
#[test]
fn more_helpers_than_the_chain_leaves_room_for_bring_nothing() {
    let wall = |program, helpers, dealt: &str| {
        let all = runs(
            Tier::Threads,
            &[program],
            (BOARD.parse(dealt).unwrap(), helpers),
        );
        (all.last().unwrap().trace.wall.to_millis().0).round()
    };
    let turns = "12121212";
    assert_eq!(wall(ALONE, 4, turns), 80.0);
    assert_eq!(
        [3, 4, 8].map(|helpers| wall(MORE, helpers, turns)),
        [40.0; 3]
    );
    assert_eq!(
        wall(BY_HAND, 4, "22222222"),
        80.0,
        "everything with one helper"
    );
}
