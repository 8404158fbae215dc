//! Counting primes: a sieve over blocks of numbers.

use super::{Computed, Interrupted};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Numbers in a block: one block is one unit of work.
pub const BLOCK: u64 = 16_384;

/// Count the primes below this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Below(pub u64);

impl Below {
    /// Blocks that cover 0 to the limit.
    pub fn units(self) -> u64 {
        self.0.div_ceil(BLOCK)
    }
}

/// How many primes the blocks of `blocks` hold.
///
/// # Errors
/// `Interrupted` when `stop` said yes; it is asked before each block.
pub fn compute(
    below: Below,
    blocks: Range<u64>,
    stop: &dyn Fn() -> bool,
) -> Result<Computed, Interrupted> {
    let mut computed = Computed::default();
    for block in blocks {
        if stop() {
            return Err(Interrupted);
        }
        let start = block * BLOCK;
        let end = (start + BLOCK).min(below.0);
        computed.value += (start.max(2)..end).filter(|&n| is_prime(n)).count() as u64;
    }
    Ok(computed)
}

fn is_prime(n: u64) -> bool {
    (2..)
        .take_while(|d| d * d <= n)
        .all(|d| !n.is_multiple_of(d))
}
