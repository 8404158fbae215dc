//! Pure computing: what a chunk computes. One file a kernel; every kernel is a list of independent
//! units (rows, numbers) of which a chunk takes a range, and gives the same answer however it is cut.

pub mod fault_injection;
pub mod mandelbrot;
pub mod primes;

use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::atomic::{AtomicI32, Ordering};

/// What is computed. `Copy`, so that every thread has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kernel {
    /// Escape counts of the Mandelbrot set; a unit is a row of pixels.
    Mandelbrot(mandelbrot::Picture),
    /// How many primes there are; a unit is a block of numbers.
    Primes(primes::Below),
    /// Breaks on purpose: how the tests show that the engine survives a broken chunk.
    InjectedFault(fault_injection::InjectedFault),
}

/// What one chunk gives.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Computed {
    /// The chunk's part of the answer; parts are added up.
    pub value: u64,
    /// The chunk's rows of the picture, a shade a pixel; empty where there is nothing to see.
    pub shades: Vec<u8>,
}

/// A run's stop flag: anything but zero means end. A word rather than a closure: browsers compile a
/// call they can't foresee on a guess, and throw the fast code away where the guess was wrong.
pub type Stop = AtomicI32;

/// The flag that nobody sets.
pub static NEVER: Stop = AtomicI32::new(0);

/// Whether the flag is set.
fn told_to(stop: &Stop) -> bool {
    stop.load(Ordering::Relaxed) != 0
}

/// The computing was stopped before its end; what it had is thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

impl Kernel {
    /// How many independent units there are to share out.
    pub fn units(&self) -> u64 {
        match self {
            Self::Mandelbrot(picture) => u64::from(picture.height),
            Self::Primes(below) => below.units(),
            Self::InjectedFault(fault) => fault.units(),
        }
    }

    /// Computes the units of `range`. `stop` is looked at every 10 ms or more often.
    ///
    /// # Errors
    /// `Interrupted` when `stop` was set.
    pub fn compute(&self, range: Range<u64>, stop: &Stop) -> Result<Computed, Interrupted> {
        match self {
            Self::Mandelbrot(picture) => mandelbrot::compute(*picture, range, stop),
            Self::Primes(below) => primes::compute(*below, range, stop),
            Self::InjectedFault(fault) => fault_injection::compute(*fault, range, stop),
        }
    }
}
