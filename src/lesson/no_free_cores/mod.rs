//! `no-free-cores`: threads beyond the cores bring no more speed, and cores are shared with whoever else computes. The
//! same primes are counted by one thread, one a core and many, alone and while other threads compute.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Terms, Why};
use crate::contract::{Chapter, Fetches, Growth, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program, Threads};
use crate::strategy::Strategy;
use crate::values::{LOAD, SIZE, THREADS};

const ONE: Key = Key::new("one");
const ONE_A_CORE: Key = Key::new("one-a-core");
const MANY: Key = Key::new("many");
const ONE_A_CORE_CROWDED: Key = Key::new("one-a-core-crowded");
const MANY_CROWDED: Key = Key::new("many-crowded");

/// What a run found out: of how many chunks the job is,
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const OWN_CHUNKS: Key = Key::new("chunks");
/// and how many such chunks the others got done meanwhile.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const OTHERS_CHUNKS: Key = Key::new("others-chunks");

/// Many threads are so many a core, where that many may be had.
const MANY_A_CORE: u32 = 4;

/// Many threads work, and I go on.
const GOES_ON: Option<Strategy> = Some(Strategy::AsyncParallel);

/// The lesson. Its size is how far it counts, in millions.
pub const LESSON: Lesson = Lesson {
    slug: "no-free-cores",
    chapter: Chapter::Working,
    params: &[
        Param::threads_a_core(THREADS, MANY_A_CORE),
        Param::threads_a_core(LOAD, 1),
        Param::number(SIZE, 2, 100, 2_000),
    ],
    programs: &[
        Program::new(ONE, None, Colour::Grey, Needs::POOL).on(Threads::One),
        Program::new(ONE_A_CORE, GOES_ON, Colour::Green, Needs::POOL).on(Threads::ACore),
        Program::new(MANY, GOES_ON, Colour::Orange, Needs::POOL),
        Program::new(ONE_A_CORE_CROWDED, None, Colour::Blue, Needs::POOL).on(Threads::ACore),
        Program::new(MANY_CROWDED, None, Colour::Slate, Needs::POOL),
    ],
    jobs: &[],
    compared: &[ONE, ONE_A_CORE, MANY, ONE_A_CORE_CROWDED, MANY_CROWDED],
    baselines: &[ONE],
    swept: &[],
    sized: Some(Growth::Linear),
    live: Live::None,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: MANY,
        against: ONE_A_CORE,
        options: 3,
        borders,
    },
    span: span::of_work,
    why: Some(Why {
        options: 3,
        right: 1,
    }),
};

/// From here down something is slower: less may be chance.
const SLOWER: f64 = 0.75;

/// Threads are beyond the cores from so many times as many on: fewer can't be told from as many.
const BEYOND: f64 = 1.5;

/// Borders between "slower", "no faster" and "as many times as there are more threads", the latter in the middle, by
/// ratio, between what these two come to. Where there are hardly more threads than cores nobody has to share one.
fn borders(terms: &Terms) -> Option<Vec<f64>> {
    let a_core = f64::from(terms.threads) / f64::from(terms.cores.max(1));
    (a_core >= BEYOND).then(|| vec![SLOWER, a_core.sqrt()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::request::Parameters;

    fn terms(cores: u32, threads: Option<u32>) -> Terms {
        let mut parameters = Parameters::defaults(&LESSON, cores);
        if let Some(threads) = threads {
            parameters.values.set(THREADS, threads);
        }
        Terms::of(&parameters, cores)
    }

    #[test]
    fn the_question_is_of_threads_beyond_the_cores() {
        for (cores, threads, most) in [
            (2, 8, 2.0),
            (8, 32, 2.0),
            (4, 16, 2.0),
            (16, 32, 2f64.sqrt()),
        ] {
            let terms = terms(cores, None);
            assert_eq!(terms.threads, threads, "{cores}");
            assert_eq!(borders(&terms), Some(vec![SLOWER, most]), "{cores}");
        }
        // No more threads than there are cores, or hardly more.
        for (cores, threads) in [
            (64, None),
            (32, None),
            (8, Some(8)),
            (8, Some(11)),
            (2, Some(1)),
        ] {
            assert_eq!(
                borders(&terms(cores, threads)),
                None,
                "{cores}: {threads:?}"
            );
        }
        assert!(borders(&terms(8, Some(12))).is_some());
    }

    #[test]
    fn each_program_has_its_own_number_of_threads() {
        for (cores, counts, pool) in [
            (2, [1, 2, 8, 2, 8], 10),
            (8, [1, 8, 32, 8, 32], 40),
            (64, [1, 32, 32, 32, 32], 64),
        ] {
            let parameters = Parameters::defaults(&LESSON, cores);
            let kind = crate::comparison::Kind::Programs;
            let cases = crate::contract::cases::cases(kind, &LESSON, &parameters, cores, None);
            assert_eq!(
                cases.iter().map(|case| case.threads()).collect::<Vec<_>>(),
                counts
            );
            assert_eq!(
                cases
                    .iter()
                    .map(|case| case.pool_threads())
                    .collect::<Vec<_>>(),
                counts
            );
            assert_eq!(
                cases.iter().map(|case| case.pool_size()).max(),
                Some(pool),
                "{cores}"
            );
        }
    }
}
