//! Who carries the job out, for each thing a comparison may be for.

use super::parameters::{Parameters, threads_range};
use super::{ASYNC_PARALLEL, Example, PARALLEL};
use crate::comparison::{Case, Kind, Variant};
use crate::key::Key;
use crate::program::Program;

/// A sweep looks at every thread count up to this, and beyond it at every fourth.
const EVERY_THREAD_COUNT_TO: u32 = 8;

/// The program of the sweeps unless another is asked for: it runs in tiers `threads` and `workers`.
pub const SWEPT: Key = ASYNC_PARALLEL;

/// The programs that can be swept: those that work on many threads.
pub const SWEEPABLE: [Key; 2] = [ASYNC_PARALLEL, PARALLEL];

/// The cases of a comparison of that kind, on a machine that reports `cores`. Sweeps are of `swept`.
pub fn cases(
    kind: Kind,
    example: &Example,
    parameters: &Parameters,
    cores: u32,
    swept: Key,
) -> Vec<Case> {
    let threads = small(parameters.threads);
    let plain = |(id, program)| Case::plain(id, program, threads, parameters.chunks);
    let program = |key: &Key| example.program(*key);
    let programs = || (0..).zip(parameters.strategies.iter().filter_map(program));
    // Asked for by name, and checked; a lesson without it has nothing to sweep.
    let swept = example.program(swept).unwrap_or(Program::named(swept));
    match kind {
        Kind::Strategies => programs().map(plain).collect(),
        Kind::Recording => {
            let both = programs().flat_map(|(id, program)| {
                let variants = [Variant::Plain, Variant::Unrecorded];
                (2 * id..).zip(variants).map(move |(id, variant)| Case {
                    variant,
                    ..plain((id, program))
                })
            });
            both.collect()
        }
        Kind::Threads => {
            let counts = thread_counts(cores).into_iter();
            let each = counts.flat_map(|threads| {
                [Variant::Plain, Variant::Copies].map(|variant| (threads, variant))
            });
            let case = |(id, (threads, variant))| Case {
                variant,
                ..Case::plain(id, swept, small(threads), parameters.chunks)
            };
            (0..).zip(each).map(case).collect()
        }
        Kind::Chunks => {
            let most = example.chunks.map_or(parameters.chunks, |range| range.max);
            let case = |(id, chunks)| Case::plain(id, swept, threads, chunks);
            (0..).zip(chunk_counts(most)).map(case).collect()
        }
    }
}

/// From one thread to twice the cores.
fn thread_counts(cores: u32) -> Vec<u32> {
    let most = threads_range(cores).max;
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

fn small(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::find;

    fn of(kind: Kind, cores: u32) -> Vec<Case> {
        let example = find("many-cores").unwrap();
        let parameters = Parameters::defaults(example, cores);
        cases(kind, example, &parameters, cores, SWEPT)
    }

    #[test]
    fn numbers_are_given_once() {
        for kind in [
            Kind::Strategies,
            Kind::Threads,
            Kind::Chunks,
            Kind::Recording,
        ] {
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
                .map(|one| one.threads)
                .collect()
        };
        assert_eq!(counts(2, Variant::Plain), [1, 2, 3, 4]);
        assert_eq!(counts(2, Variant::Copies), [1, 2, 3, 4]);
        assert_eq!(counts(7, Variant::Plain), [1, 2, 3, 4, 5, 6, 7, 8, 12, 14]);
        assert_eq!(counts(64, Variant::Plain).last(), Some(&32));
    }

    #[test]
    fn chunk_counts_are_round_and_in_range() {
        let chunks: Vec<u32> = of(Kind::Chunks, 2)
            .iter()
            .map(|one| one.chunk_count)
            .collect();
        assert_eq!(chunks, [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]);
    }
}
