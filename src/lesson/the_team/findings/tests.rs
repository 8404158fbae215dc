//! Tests of what it adds.

use super::*;
use crate::lesson::the_team::{BOARD, COSTS, LESSON, TASKS};
use crate::strategy::Strategy;
use crate::view::charts::time::tests::{report, say};

/// The tasks as they are begun in this order: each by that helper, as soon as it is free and what is needed is done; a
/// unit of cost takes 10 ms.
fn done_by(helpers: &[u16], in_order: [(u32, u16); TASKS as usize]) -> Vec<Worked> {
    let mut free_at = vec![0.0; helpers.len()];
    let mut works: Vec<Worked> = Vec::new();
    for (chunk, thread) in in_order {
        let from = end_of_needs(&works, chunk).max(free_at[usize::from(thread)]);
        let to = from + 10.0 * COSTS[chunk as usize] as f64;
        free_at[usize::from(thread)] = to;
        works.push(Worked {
            chunk,
            thread,
            from: Millis(from),
            to: Millis(to),
        });
    }
    works.sort_unstable_by_key(|own| own.chunk);
    works
}

fn alone() -> Vec<Worked> {
    done_by(&[0], std::array::from_fn(|task| (task as u32, 0)))
}

fn by_two() -> Vec<Worked> {
    done_by(
        &[0, 1],
        [
            (0, 0),
            (2, 1),
            (4, 1),
            (1, 0),
            (5, 1),
            (7, 1),
            (3, 0),
            (6, 0),
        ],
    )
}

fn in_turns() -> Vec<Worked> {
    let order = [0, 2, 4, 1, 3, 5, 6, 7];
    done_by(
        &[0, 1],
        order.map(|task| (task, BOARD.bin(BOARD.in_turns(), task) as u16)),
    )
}

/// A program whose run is that, six times, and whose helpers are idle for so long.
fn took(key: Key, works: Vec<Worked>, idle: &[f64]) -> CaseReport {
    let program = LESSON.program(key).unwrap();
    CaseReport {
        case: LESSON.place(key).unwrap() as u16,
        program,
        idle: idle.iter().copied().map(Millis).collect(),
        ..CaseReport {
            works: works.clone(),
            ..report(Strategy::AsyncParallel, &[end(&works).0; 6])
        }
    }
}

fn all(by_hand: Vec<Worked>) -> Vec<CaseReport> {
    vec![
        took(ALONE, alone(), &[0.0]),
        took(BY_HAND, by_hand, &[130.0, 30.0]),
        took(TWO, by_two(), &[0.0, 20.0]),
        took(MORE, by_two(), &[0.0, 21.0, 126.0, 140.0]),
    ]
}

#[test]
fn the_longest_chain_is_told_by_the_times_that_the_tasks_took() {
    let chain = Chain::of(&alone()).unwrap();
    assert_eq!(
        (&*chain.text(), chain.length),
        ("1 → 2 → 4 → 7", Millis(140.0))
    );
    // Where the cover takes long, it is another.
    let mut works = alone();
    works[7].to.0 += 50.0;
    let chain = Chain::of(&works).unwrap();
    assert_eq!((&*chain.text(), chain.length), ("3 → 6 → 8", Millis(160.0)));
    assert_eq!(Chain::of(&works[..7]), None, "not all is done");
    assert_eq!(Chain::of(&[]), None);
}

#[test]
fn it_says_what_bound_the_chain_sets_where_nobody_was_faster() {
    let words = Words::english_of("the_team");
    let told = said(&all(in_turns()), &words);
    assert!(
        told[0].contains("140\u{a0}ms") && told[0].contains("at most 1.9 times"),
        "{told:?}"
    );
    assert!(
        told.iter().all(|said| !said.contains(['{', '}'])),
        "{told:?}"
    );
    let mut reports = all(in_turns());
    reports[3].median = Some(Millis(120.0));
    let told = said(&reports, &words);
    assert!(
        told[0].contains("140\u{a0}ms") && !told[0].contains("at most"),
        "{told:?}"
    );
    assert_eq!(said(&[], &words), [""; 0]);
}

#[test]
fn it_says_what_the_deal_came_to_and_who_waited() {
    let words = Words::english_of("the_team");
    let told = |by_hand: Vec<Worked>| said(&all(by_hand), &words)[1..].to_vec();
    // Helper 1 lays out at last, for which the other has to do nearly all before.
    let turns = told(in_turns());
    assert!(turns[0].contains("clearly slower"), "{turns:?}");
    assert!(
        turns[1].contains("helper 1 had tasks left, but for 100\u{a0}ms"),
        "{turns:?}"
    );
    assert!(
        turns[2].ends_with("100\u{a0}%, 85\u{a0}%, 10\u{a0}%, 0\u{a0}%."),
        "{turns:?}"
    );
    let even = told(by_two());
    assert!(
        even[0].contains("no clear difference") && even.len() == 2,
        "nobody waited: {even:?}"
    );
    let with_one = told(alone());
    assert!(with_one[1].contains("one helper had all"), "{with_one:?}");
    let mut faster = all(by_two());
    faster[1].samples = vec![Millis(130.0); 6];
    assert!(said(&faster, &words)[1].contains("clearly faster"));
}

#[test]
fn it_says_that_others_had_the_cores_where_the_tasks_took_longer() {
    let words = Words::english_of("the_team");
    let told = |longer: f64| {
        let mut reports = all(in_turns());
        for own in &mut reports[2].works {
            (own.from.0, own.to.0) = (own.from.0 * longer, own.to.0 * longer);
        }
        said(&reports, &words)
            .into_iter()
            .any(|said| said.contains("times as long as with one"))
    };
    assert_eq!([1.0, 1.3, 1.5, 2.0].map(told), [false, false, true, true]);
}

#[test]
fn who_has_nothing_left_has_not_waited() {
    let works = done_by(
        &[0, 1],
        [
            (2, 1),
            (0, 0),
            (1, 0),
            (3, 0),
            (4, 0),
            (5, 0),
            (6, 0),
            (7, 0),
        ],
    );
    assert_eq!(
        [0, 1].map(|helper| waited(&works, helper)),
        [Millis(0.0); 2]
    );
    // Its only task needs all the others'.
    let works = done_by(
        &[0, 1],
        [
            (0, 0),
            (1, 0),
            (2, 0),
            (3, 0),
            (4, 0),
            (5, 0),
            (7, 0),
            (6, 1),
        ],
    );
    assert_eq!(waited(&works, 1), Millis(240.0 - 50.0));
}

#[test]
fn each_helper_has_a_row_with_its_tasks_and_the_chain_is_marked() {
    let [chart] = OWN.charts else {
        panic!("one chart");
    };
    let reports = all(in_turns());
    assert!((chart.has)(&reports) && !(chart.has)(&[report(Strategy::Async, &[1.0])]));
    let svg = (chart.draw)(&reports, 800.0, &say);
    assert_eq!(
        svg.matches("chart.desks.helper").count(),
        2 * (1 + 2 + 2 + 4),
        "{svg}"
    );
    assert_eq!(svg.matches("chart.desks.helper-idle").count(), 2 * 2);
    assert_eq!(svg.matches("chart.desks.task ").count(), 4 * 4);
    assert_eq!(svg.matches("chart.desks.task-on-chain").count(), 4 * 4);
    assert_eq!(svg.matches("class=\"law\"").count(), 4 * 4 + 1);
}
