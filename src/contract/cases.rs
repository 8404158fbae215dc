//! Who carries the job out, for each thing a comparison may be for.

use super::Lesson;
use super::request::Parameters;
use crate::comparison::{Case, Kind, Variant};
use crate::key::Key;
use crate::program::Program;
use crate::values::{CHUNKS, THREADS, Values};

/// A sweep looks at every thread count up to this, and beyond it at every fourth.
const EVERY_THREAD_COUNT_TO: u32 = 8;

/// The cases of a comparison of that kind, on a machine that reports `cores`. Sweeps are of
/// `swept`; without it they have none.
pub fn cases(
    kind: Kind,
    lesson: &Lesson,
    parameters: &Parameters,
    cores: u32,
    swept: Option<Key>,
) -> Vec<Case> {
    let own = &parameters.values;
    let programs = || {
        parameters
            .programs
            .iter()
            .filter_map(|key| lesson.program(*key))
    };
    let own_of = |program: Program| lesson.values_on(cores, program, own);
    let swept = swept.and_then(|key| lesson.program(key));
    let cases: Vec<(Program, Values, Variant)> = match kind {
        Kind::Programs => programs()
            .map(|program| (program, own_of(program), Variant::Plain))
            .collect(),
        Kind::Recording => {
            let both = programs().flat_map(|program| {
                let variants = [Variant::Plain, Variant::Unrecorded];
                variants.map(|variant| (program, own_of(program), variant))
            });
            both.collect()
        }
        Kind::Threads => {
            let most = lesson.range(THREADS, cores).map_or(1, |range| range.max);
            let counts = || thread_counts(most).into_iter();
            let each = swept.into_iter().flat_map(|program| {
                counts().flat_map(move |threads| {
                    let values = own_of(program).with(THREADS, threads);
                    let variants = [Variant::Plain, Variant::Copies];
                    variants.map(|variant| (program, values.clone(), variant))
                })
            });
            each.collect()
        }
        Kind::Chunks => {
            let most = lesson
                .range(CHUNKS, cores)
                .map_or(own.chunks(), |range| range.max);
            let each = swept.into_iter().flat_map(|program| {
                let counts = chunk_counts(most).into_iter();
                counts.map(move |chunks| {
                    (
                        program,
                        own_of(program).with(CHUNKS, chunks),
                        Variant::Plain,
                    )
                })
            });
            each.collect()
        }
    };
    let numbered = (0..).zip(cases);
    let case = |(id, (program, values, variant))| Case {
        id,
        program,
        values,
        variant,
    };
    numbered.map(case).collect()
}

/// From one thread to the most.
fn thread_counts(most: u32) -> Vec<u32> {
    (1..=most)
        .filter(|&threads| {
            threads <= EVERY_THREAD_COUNT_TO || threads.is_multiple_of(4) || threads == most
        })
        .collect()
}

/// 1, 2, 5, 10, 20, 50 … up to the most.
fn chunk_counts(most: u32) -> Vec<u32> {
    let powers = (0..9).map(|power| 10u32.pow(power));
    powers
        .flat_map(|power| [1, 2, 5].map(|factor| factor * power))
        .take_while(|&chunks| chunks <= most)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::samples::COMPUTING;

    fn of(kind: Kind, cores: u32) -> Vec<Case> {
        let parameters = Parameters::defaults(&COMPUTING, cores);
        cases(
            kind,
            &COMPUTING,
            &parameters,
            cores,
            COMPUTING.swept.first().copied(),
        )
    }

    #[test]
    fn numbers_are_given_once() {
        for kind in [Kind::Programs, Kind::Threads, Kind::Chunks, Kind::Recording] {
            let all = of(kind, 8);
            assert!(
                all.iter().map(|one| usize::from(one.id)).eq(0..all.len()),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_sweep_goes_to_twice_the_cores_beside_copies() {
        let counts = |cores, variant| -> Vec<u16> {
            let all = of(Kind::Threads, cores).into_iter();
            all.filter(|one| one.variant == variant)
                .map(|one| one.threads())
                .collect()
        };
        assert_eq!(counts(2, Variant::Plain), [1, 2, 3, 4]);
        assert_eq!(counts(2, Variant::Copies), [1, 2, 3, 4]);
        assert_eq!(counts(7, Variant::Plain), [1, 2, 3, 4, 5, 6, 7, 8, 12, 14]);
        assert_eq!(counts(64, Variant::Plain).last(), Some(&32));
    }

    #[test]
    fn chunk_counts_are_round_and_in_range() {
        let chunks: Vec<u32> = of(Kind::Chunks, 2).iter().map(|one| one.chunks()).collect();
        assert_eq!(chunks, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]);
    }
}
