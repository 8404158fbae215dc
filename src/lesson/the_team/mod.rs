//! `the-team`: more helpers are not more speed where tasks need each other. Eight tasks of unequal cost, some of which need
//! others: done alone, dealt to two helpers by hand, and dealt by a scheduler to two helpers and to more.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(test)]
mod program_tests;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
mod tasks;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
use crate::contract::deal::Deal;
use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why};
use crate::contract::{Chapter, Fetches, Growth, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program, Threads};
use crate::values::SIZE;

const ALONE: Key = Key::new("alone");
const BY_HAND: Key = Key::new("by-hand");
const TWO: Key = Key::new("two");
const MORE: Key = Key::new("more");

/// How the tasks are dealt by hand.
const DEAL: Key = Key::new("deal");
/// How many helpers there are where there are more.
const HELPERS: Key = Key::new("helpers");

/// Tasks of the team.
const TASKS: u32 = 8;
/// Helpers to whom they are dealt by hand: every machine has two cores, or nothing to share out.
const PAIR: u32 = 2;

/// What each task needs done before it may begin: tasks with lower numbers. The longest chain is 0, 1, 3, 6.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const NEEDS: [&[u32]; TASKS as usize] = [&[], &[0], &[], &[1], &[], &[2], &[3, 4, 5], &[5]];

/// How much work each of them is: the longest chain is 14 of 26, and the rest has room beside it. So two helpers who
/// always have something to do come near to what any number can.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
const COSTS: [u64; TASKS as usize] = [3, 6, 2, 3, 1, 4, 2, 5];

/// The board, for those who read it.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
const BOARD: Deal = Deal::new(TASKS, PAIR);

/// So many threads do the tasks, and I go on. All ways answer both questions alike: they differ in who does what.
const fn done_by(threads: Threads, key: Key, colour: Colour) -> Program {
    Program::new(key, None, colour, Needs::POOL).on(threads)
}

/// The lesson. Its size is how far the tasks count primes together, in millions.
pub const LESSON: Lesson = Lesson {
    slug: "the-team",
    chapter: Chapter::Working,
    params: &[
        Param::deal(DEAL, TASKS, PAIR),
        Param::number(HELPERS, 1, 4, TASKS),
        Param::number(SIZE, 2, 100, 2_000),
    ],
    programs: &[
        done_by(Threads::One, ALONE, Colour::Grey),
        done_by(Threads::Exactly(PAIR), BY_HAND, Colour::Blue),
        done_by(Threads::Exactly(PAIR), TWO, Colour::Green),
        done_by(Threads::Param(&HELPERS), MORE, Colour::Orange),
    ],
    jobs: &[],
    compared: &[ALONE, BY_HAND, TWO, MORE],
    baselines: &[ALONE],
    swept: &[],
    sized: Some(Growth::Linear),
    live: Live::None,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: MORE,
        against: TWO,
        options: 3,
        borders,
    },
    span: span::of_work,
    why: Some(Why {
        options: 3,
        right: 2,
    }),
};

/// From here on something is faster: less may be chance.
const FASTER: f64 = 1.15;

/// Borders between "hardly", "somewhat" and "as many times as there are more helpers", the latter in the middle, by ratio,
/// between what these two come to. On one core two helpers are no more than one, and two or fewer are not more than two.
fn borders(terms: &Terms) -> Option<Vec<f64>> {
    let helpers = terms.values.get(HELPERS).unwrap_or(PAIR);
    let more = f64::from(helpers) / f64::from(PAIR);
    (terms.cores >= PAIR && helpers > PAIR).then(|| vec![FASTER, more.sqrt()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::Kind;
    use crate::contract::cases::cases;
    use crate::contract::question::right_option;
    use crate::contract::request::Parameters;

    fn with_helpers(cores: u32, helpers: Option<u32>) -> Parameters {
        let mut parameters = Parameters::defaults(&LESSON, cores);
        if let Some(helpers) = helpers {
            parameters.values.set(HELPERS, helpers);
        }
        parameters
    }

    #[test]
    fn each_program_has_its_own_number_of_helpers() {
        for (cores, helpers, pool) in [
            (2, None, 4),
            (8, None, 4),
            (64, Some(8), 8),
            (2, Some(1), 2),
        ] {
            let parameters = with_helpers(cores, helpers);
            let cases = cases(Kind::Programs, &LESSON, &parameters, cores, None);
            let told: Vec<u16> = cases.iter().map(|case| case.pool_threads()).collect();
            assert_eq!(told, [1, 2, 2, helpers.unwrap_or(4) as u16], "{cores}");
            assert_eq!(cases.iter().map(|case| case.pool_size()).max(), Some(pool));
        }
    }

    #[test]
    fn the_question_is_of_more_than_two_helpers_on_two_cores_or_more() {
        let of = |cores, helpers| borders(&Terms::of(&with_helpers(cores, helpers), cores));
        for cores in [2, 8, 64] {
            let usual = of(cores, None).unwrap();
            let option = |ratio| right_option(&usual, ratio, ratio);
            let options = [0.8, 1.0, 1.1, 1.25, 1.35, 1.9].map(|ratio| option(ratio).unwrap());
            assert_eq!(options, [0, 0, 0, 1, 1, 2], "{cores}");
            for helpers in 3..=TASKS {
                let borders = of(cores, Some(helpers)).unwrap();
                let more = f64::from(helpers) / 2.0;
                assert_eq!(right_option(&borders, more, more), Some(2), "{helpers}");
            }
            assert_eq!(of(cores, Some(2)), None);
            assert_eq!(of(cores, Some(1)), None);
        }
        assert_eq!(of(1, None), None);
    }
}
