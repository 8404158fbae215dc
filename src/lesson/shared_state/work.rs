//! Its job: looking at letters, one after the other, and counting those that go abroad. The same letters in four
//! ways that differ only in where they count.

use super::{ALLOCATE, ATOMIC, LESSON, LOCK, REDUCE};
use crate::job::Job;
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use crate::random::SplitMix64;
use crate::values::Values;
use crate::work::{Cells, Compute, Input, Work};
use std::hint::black_box;
use std::ops::Range;
use std::sync::atomic::Ordering;

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[
    (REDUCE, reduce),
    (ATOMIC, atomic),
    (LOCK, lock),
    (ALLOCATE, allocate),
];

/// Chunks the letters are cut into.
const CHUNKS: u32 = 40;

/// The flag is looked at every so many letters: some microseconds.
const STRIDE: usize = 1_024;

/// The job. Its own work is the one that shares nothing.
pub fn job(values: &Values, seed: u32) -> Job {
    let letters = u64::from(values.size());
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: REDUCE,
            args: [seed.into(), 0, 0, 0],
            units: letters,
            of: None,
        }),
        chunk_count: CHUNKS,
        picture: None,
    }
}

/// Whether a letter goes abroad: about every second does.
pub fn goes_abroad(seed: u64, letter: u64) -> bool {
    SplitMix64(seed).at(letter) & 1 == 1
}

/// How many of these letters go abroad.
pub fn abroad(seed: u64, letters: Range<u64>) -> u64 {
    letters.filter(|&letter| goes_abroad(seed, letter)).count() as u64
}

/// Calls `each` for every letter that goes abroad.
fn count(
    input: &Input,
    letters: Range<u64>,
    stop: &Stop,
    mut each: impl FnMut(),
) -> Result<(), Interrupted> {
    let [seed, ..] = input.args;
    let mut from = letters.start;
    while from < letters.end {
        if stop.load(Ordering::Relaxed) != 0 {
            return Err(Interrupted::Stopped);
        }
        let to = (from + STRIDE as u64).min(letters.end);
        (from..to)
            .filter(|&letter| goes_abroad(seed, letter))
            .for_each(|_| each());
        from = to;
    }
    Ok(())
}

/// Each chunk counts for itself; the counts are added up at the end.
fn reduce(input: &Input, letters: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let mut value = 0;
    // As the others do: one addition a letter, and not one for all of them.
    count(input, letters, stop, || value = black_box(value + 1))?;
    Ok(Part {
        value,
        bytes: Vec::new(),
    })
}

/// All add to one number, which no two can change at once.
fn atomic(
    input: &Input,
    letters: Range<u64>,
    cells: &Cells,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    if let [counter, ..] = cells.atomics() {
        count(input, letters, stop, || {
            counter.fetch_add(1, Ordering::Relaxed);
        })?;
    }
    Ok(Part::default())
}

/// All add to one number, each waiting for its lock.
fn lock(
    input: &Input,
    letters: Range<u64>,
    cells: &Cells,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    count(input, letters, stop, || {
        if let [counter, ..] = cells.lock().as_mut_slice() {
            *counter += 1;
        }
    })?;
    Ok(Part::default())
}

/// Each chunk counts for itself, but asks for memory for every letter: of the allocator that the engine has
/// (Rust's own, for WebAssembly it is dlmalloc), which is one for all threads, behind a lock of its own.
fn allocate(
    input: &Input,
    letters: Range<u64>,
    _: &Cells,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    let mut value = 0;
    count(input, letters, stop, || {
        let note = black_box(Box::new(1u64));
        value += *note;
    })?;
    Ok(Part {
        value,
        bytes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::NEVER;

    #[test]
    fn all_four_count_the_same_letters() {
        let job = job(&Values::default().with(crate::values::SIZE, 50_000), 7);
        let work = job.work.unwrap();
        let expected = abroad(7, 0..50_000);
        assert!((24_000..26_000).contains(&expected));
        for (name, compute) in WORKS {
            let cells = Cells::new(1);
            let parts = [0..20_000, 20_000..50_000]
                .map(|range| compute(&work.input(&[]), range, &cells, &NEVER).unwrap());
            let own: u64 = parts.iter().map(|part| part.value).sum();
            let shared = cells.atomics()[0].load(Ordering::Relaxed) + cells.lock()[0];
            assert_eq!(own + shared, expected, "{name:?}");
            assert_eq!(
                compute(&work.input(&[]), 0..9, &cells, &Stop::new(1)),
                Err(Interrupted::Stopped),
                "{name:?}"
            );
        }
    }
}
