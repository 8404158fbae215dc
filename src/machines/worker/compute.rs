//! Computes one chunk, by the code that the page's own threads use.

use crate::kernel::{Interrupted, Part, Stop};
use crate::machines::wire::Chunk;
use crate::work::{Cells, FindWork};
use std::sync::atomic::Ordering;

/// Cells that a chunk finds, so that code which wants some does not break. Nobody shares them.
const CELLS: usize = 8;

/// Why a chunk gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Nobody wants it any more.
    Stopped,
    /// It can't be computed here or on any other machine.
    Broken(String),
}

/// Computes a chunk.
///
/// # Errors
/// When it gives nothing.
pub fn compute(find: FindWork, chunk: &Chunk, stop: &Stop) -> Result<Part, Failure> {
    let broken = |why: &str| Err(Failure::Broken(why.to_owned()));
    let Some(code) = find(&chunk.work) else {
        return broken("there is no such work here");
    };
    if stop.load(Ordering::Relaxed) != 0 {
        return Err(Failure::Stopped);
    }
    let cells = Cells::new(CELLS);
    match code(&chunk.work.input(&[]), chunk.units.clone(), &cells, stop) {
        Ok(_) if is_touched(&cells) => {
            broken("its chunks share numbers in memory, which machines don't")
        }
        Ok(part) => Ok(part),
        Err(Interrupted::Stopped) => Err(Failure::Stopped),
        Err(Interrupted::BadInput) => broken("it is computed of bytes, which machines don't have"),
    }
}

fn is_touched(cells: &Cells) -> bool {
    let atomics = cells.atomics().iter();
    let own = atomics.map(|cell| cell.load(Ordering::Relaxed));
    own.chain(cells.lock().iter().copied())
        .any(|cell| cell != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::NEVER;
    use crate::work::samples::{FIND, counting};

    fn chunk() -> Chunk {
        let work = counting(100);
        Chunk {
            units: 0..work.units,
            work,
        }
    }

    #[test]
    fn chunks_give_what_the_page_s_own_give() {
        assert_eq!(compute(FIND, &chunk(), &NEVER).unwrap().value, 25);
        let stopped = compute(FIND, &chunk(), &Stop::new(1));
        assert_eq!(stopped, Err(Failure::Stopped));
    }

    #[test]
    fn what_no_machine_can_compute_says_so() {
        let why = |find| match compute(find, &chunk(), &NEVER) {
            Err(Failure::Broken(why)) => why,
            other => panic!("{other:?}"),
        };
        assert!(why(|_| None).contains("no such work"));
        let shares: FindWork = |_| {
            Some(|_, _, cells, _| {
                cells.atomics()[0].fetch_add(1, Ordering::Relaxed);
                Ok(Part::default())
            })
        };
        assert!(why(shares).contains("share numbers"));
        let reads: FindWork = |_| Some(|_, _, _, _| Err(Interrupted::BadInput));
        assert!(why(reads).contains("of bytes"));
    }
}
