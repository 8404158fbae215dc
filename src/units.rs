//! Lengths of time with their unit in the type, so that no function has to guess.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// Microseconds. Trace times count from the start of their run.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
pub struct Micros(pub f64);

/// Milliseconds, for what people read and type.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
pub struct Millis(pub f64);

impl Micros {
    /// The start of a run.
    pub const ZERO: Self = Self(0.0);

    /// The same length in milliseconds.
    pub fn to_millis(self) -> Millis {
        Millis(self.0 / 1_000.0)
    }

    /// The larger of two; a NaN never wins.
    pub fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// The smaller of two; a NaN never wins.
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }
}

impl Millis {
    /// The same length in microseconds.
    pub fn to_micros(self) -> Micros {
        Micros(self.0 * 1_000.0)
    }
}

impl Add for Micros {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Micros {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
