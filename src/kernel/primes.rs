//! Counting primes: a sieve of Eratosthenes over blocks of numbers, odd numbers only.

use super::{Interrupted, Part, Stop, told_to};
use std::ops::Range;

/// Numbers in a block: one block is one unit of work. Even, so that each block starts even.
pub const BLOCK: u64 = 16_384;

/// Odd numbers in a block.
const ODDS: usize = BLOCK as usize / 2;

/// Count the primes below this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
/// `Interrupted` when `stop` was set; it is looked at before each block.
pub fn compute(below: Below, blocks: Range<u64>, stop: &Stop) -> Result<Part, Interrupted> {
    let mut strikers = strikers(below.0.isqrt(), blocks.start * BLOCK);
    let mut is_composite = [false; ODDS];
    let mut computed = Part::default();
    for block in blocks {
        if told_to(stop) {
            return Err(Interrupted::Stopped);
        }
        let start = block * BLOCK;
        let numbers = (start + BLOCK).min(below.0).saturating_sub(start);
        is_composite.fill(false);
        for striker in &mut strikers {
            striker.strike(&mut is_composite);
        }
        // The odd number at index i is start + 2i + 1, so half of the numbers, rounded down.
        let odds = &is_composite[..numbers as usize / 2];
        computed.value += odds
            .iter()
            .map(|composite| u64::from(!composite))
            .sum::<u64>();
        if block == 0 {
            // 1 was counted, but is no prime; 2 was not, but is.
            computed.value -= u64::from(numbers >= 2);
            computed.value += u64::from(numbers > 2);
        }
    }
    Ok(computed)
}

/// A prime that strikes out its odd multiples, block after block.
struct Striker {
    prime: usize,
    /// Index of its next odd multiple, counted from the start of the block to come.
    next: usize,
}

impl Striker {
    /// Starts at the prime's square (smaller multiples have a smaller factor) or at the first odd
    /// multiple from `start` on.
    fn new(prime: u64, start: u64) -> Self {
        let first = start.div_ceil(prime).max(prime);
        let odd_multiple = (first | 1) * prime;
        Self {
            prime: prime as usize,
            next: ((odd_multiple - start) / 2) as usize,
        }
    }

    fn strike(&mut self, is_composite: &mut [bool; ODDS]) {
        // From one odd multiple to the next are two primes' lengths, or `prime` odd numbers.
        while let Some(composite) = is_composite.get_mut(self.next) {
            *composite = true;
            self.next += self.prime;
        }
        self.next -= ODDS;
    }
}

/// A striker for each odd prime up to `greatest`, ready for the block that starts at `start`.
fn strikers(greatest: u64, start: u64) -> Vec<Striker> {
    let mut is_composite = vec![false; greatest as usize + 1];
    let mut strikers = Vec::new();
    for n in (3..=greatest as usize).step_by(2) {
        if !is_composite[n] {
            strikers.push(Striker::new(n as u64, start));
            for multiple in (n * n..is_composite.len()).step_by(2 * n) {
                is_composite[multiple] = true;
            }
        }
    }
    strikers
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;
    use proptest::prelude::*;

    fn count(below: u64, blocks: Range<u64>) -> u64 {
        compute(Below(below), blocks, &NEVER).map_or(0, |computed| computed.value)
    }

    fn is_prime(n: u64) -> bool {
        n >= 2 && (2..=n.isqrt()).all(|divisor| !n.is_multiple_of(divisor))
    }

    /// π(10ⁿ): OEIS A006880.
    #[test]
    fn published_counts() {
        let published = [0, 4, 25, 168, 1_229, 9_592, 78_498, 664_579];
        for (exponent, primes) in published.into_iter().enumerate() {
            let below = 10u64.pow(exponent as u32);
            assert_eq!(count(below, 0..Below(below).units()), primes, "π({below})");
        }
    }

    #[test]
    fn every_small_limit() {
        for below in 0..200 {
            let wanted = (0..below).filter(|&n| is_prime(n)).count() as u64;
            assert_eq!(count(below, 0..Below(below).units()), wanted, "{below}");
        }
    }

    #[test]
    fn stops_when_told() {
        let stopped = compute(Below(100), 0..1, &Stop::new(1));
        assert_eq!(stopped, Err(Interrupted::Stopped));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn blocks_agree_with_trial_division(below in 1u64..2_000_000, from in 0.0f64..1.0, blocks in 1u64..3) {
            let units = Below(below).units();
            let start = (from * units as f64) as u64;
            let end = (start + blocks).min(units);
            let wanted = (start * BLOCK..(end * BLOCK).min(below)).filter(|&n| is_prime(n)).count();
            prop_assert_eq!(count(below, start..end), wanted as u64);
        }
    }
}
