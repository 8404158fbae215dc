//! Pure computing: kernels that lessons share. One file a kernel; every kernel is a list of independent
//! units (rows, numbers) of which a chunk takes a range, and gives the same answer however it is cut.

pub mod blur;
pub mod darts;
pub mod gravity;
mod lanes;
pub mod mandelbrot;
pub mod matrix;
pub mod primes;
mod rows;
pub mod threefry;

use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicI32, Ordering};

/// What one chunk gives.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// The chunk's part of the answer; parts are added up.
    pub value: u64,
    /// What there is to see of it: of a picture its rows, a shade a pixel. Mostly empty.
    pub bytes: Vec<u8>,
}

/// A picture's size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Whether its shades are greys, and not places in a palette.
    pub is_grey: bool,
}

impl Picture {
    /// The picture of that height, four wide for three high, rounded down.
    pub fn of_height(height: u32) -> Self {
        Self {
            width: height * 4 / 3,
            height,
            is_grey: false,
        }
    }
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

/// The computing did not come to its end; what it had is thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupted {
    /// It was told to stop.
    Stopped,
    /// The bytes that it was to be computed of are not what they should be.
    BadInput,
}
