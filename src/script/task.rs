//! What chunks of a program have to do, as it goes to other threads.

use super::calls::Call;
use serde::{Deserialize, Serialize};

/// What a batch of chunks has to do with its units.
#[derive(Serialize, Deserialize)]
pub struct Task {
    /// The program.
    pub source: String,
    /// The first unit's number: units are counted from 0.
    pub first: i64,
    /// What is called.
    pub each: Each,
    /// Bytes that a thread may have.
    pub memory: usize,
}

/// How it is called.
#[derive(Serialize, Deserialize)]
pub enum Each {
    /// For each unit, with its number: what it gives for each.
    Unit(Call),
    /// Once, with the chunk's range.
    Range(Call),
    /// For each unit, and what it gives is put together by the second function: one value a chunk.
    Reduced(Call, Call),
}
