//! Work: what the chunks of a job compute. It is known by name, so that it can cross to other threads and
//! other machines; whoever carries it out finds the code by that name.

use crate::input::Source;
use crate::kernel::{Interrupted, Part, Stop};
use crate::key::Key;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What is computed: a list of independent units (rows, numbers, tasks), of which each chunk takes a range. The
/// answer is the same however it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The lesson whose work it is.
    pub lesson: Key,
    /// Its name within the lesson.
    pub name: Key,
    /// What it is computed with; what each means is the work's own.
    pub args: [u64; 4],
    /// How many units there are to share out.
    pub units: u64,
    /// Where the bytes come from that it is computed of, if it is computed of any.
    pub of: Option<Source>,
}

impl Work {
    /// What it is computed with, over these bytes.
    pub const fn input<'a>(&self, bytes: &'a [u8]) -> Input<'a> {
        Input {
            args: self.args,
            bytes,
        }
    }
}

/// What a chunk is computed with.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The work's numbers.
    pub args: [u64; 4],
    /// The bytes it is computed of; none where numbers are all that is wanted.
    pub bytes: &'a [u8],
}

/// Computes the units of a range, over the cells that the batch shares. The flag is looked at every 10 ms or more
/// often, and `Interrupted::Stopped` is answered when it is set.
pub type Compute = fn(&Input<'_>, Range<u64>, &Cells, &Stop) -> Result<Part, Interrupted>;

/// Numbers that all chunks of a batch share: once as atomics, once behind a lock. Work that shares nothing has
/// none; where threads share no memory, nobody has any.
#[derive(Debug, Clone, Default)]
pub struct Cells(Arc<Shared>);

/// Nobody who waits for another thread sleeps longer at a time.
const LONGEST_SLEEP: Duration = Duration::from_millis(5);

#[derive(Debug, Default)]
struct Shared {
    atomics: Vec<AtomicU64>,
    locked: Mutex<Vec<u64>>,
    changed: Condvar,
}

impl Cells {
    /// So many cells of each kind, all zero.
    pub fn new(count: usize) -> Self {
        Self(Arc::new(Shared {
            atomics: (0..count).map(|_| AtomicU64::new(0)).collect(),
            locked: Mutex::new(vec![0; count]),
            changed: Condvar::new(),
        }))
    }

    /// The cells that threads may add to at once.
    pub fn atomics(&self) -> &[AtomicU64] {
        &self.0.atomics
    }

    /// Waits for the lock; the cells behind it are the holder's alone.
    pub fn lock(&self) -> MutexGuard<'_, Vec<u64>> {
        // A holder that panicked took its engine with it.
        self.0.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the lock back and sleeps until somebody wakes those who do so, or a few milliseconds are over; with the lock
    /// again. Whoever waits for more looks at the stop flag in between.
    pub fn sleep<'a>(&'a self, held: MutexGuard<'a, Vec<u64>>) -> MutexGuard<'a, Vec<u64>> {
        let slept = self.0.changed.wait_timeout(held, LONGEST_SLEEP);
        slept.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Wakes those who sleep.
    pub fn wake(&self) {
        self.0.changed.notify_all();
    }
}

/// Cells are the same when they are the same ones.
impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Finds a work's code by its names. Handed down to the pool, which knows no lesson.
pub type FindWork = fn(&Work) -> Option<Compute>;

/// Work for the tests of whatever finds it by name: counting primes.
#[cfg(test)]
pub mod samples {
    use super::{FindWork, Work};
    use crate::kernel::primes::{self, Below};
    use crate::key::Key;

    /// How many primes there are below a number.
    pub fn counting(below: u64) -> Work {
        Work {
            lesson: Key::new("primes"),
            name: Key::new("count"),
            args: [below, 0, 0, 0],
            units: Below(below).units(),
            of: None,
        }
    }

    /// Finds its code.
    pub const FIND: FindWork =
        |_| Some(|input, units, _, stop| primes::compute(Below(input.args[0]), units, stop));
}
