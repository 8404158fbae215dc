//! Repeatable random numbers, each computed from a seed and a place: nothing is remembered.

use crate::random::{SplitMix64, mix};

/// What a number is drawn for; draws for different ends don't depend on each other.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// How much longer or shorter a wait is.
    Jitter = 1,
    /// Whether a connection is dropped.
    Drop = 2,
    /// The bytes of an answer.
    Bytes = 3,
}

/// The number at `place` of the row that belongs to `seed` and `purpose`.
fn word(seed: u32, purpose: Purpose, place: u64) -> u64 {
    let key = mix((u64::from(seed) << 8) | purpose as u64);
    SplitMix64(key).at(place)
}

/// A number from 0 to below 1.
pub fn unit(seed: u32, purpose: Purpose) -> f64 {
    // The upper 53 bits: as many as an f64 holds exactly.
    (word(seed, purpose, 0) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The bytes at `from..to` of the row that belongs to `seed`; `from` is a multiple of 8.
pub fn bytes(seed: u32, from: usize, to: usize) -> Vec<u8> {
    let mut row = Vec::with_capacity(to.saturating_sub(from) + 8);
    let words = (from / 8)..to.div_ceil(8);
    row.extend(words.flat_map(|place| word(seed, Purpose::Bytes, place as u64).to_le_bytes()));
    row.truncate(to.saturating_sub(from));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_depend_on_seed_and_place_only() {
        let whole = bytes(7, 0, 1_000);
        assert_eq!(whole[..13], bytes(7, 0, 13));
        assert_eq!(whole[512..], bytes(7, 512, 1_000));
        assert_ne!(whole, bytes(8, 0, 1_000));
        assert!(bytes(7, 0, 0).is_empty());
    }

    #[test]
    fn units_are_spread_evenly() {
        let drawn: Vec<f64> = (0..10_000).map(|seed| unit(seed, Purpose::Drop)).collect();
        assert!(drawn.iter().all(|u| (0.0..1.0).contains(u)));
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        // Ten thousand draws: the mean's standard error is 0.0029.
        assert!((mean - 0.5).abs() < 0.015, "mean {mean}");
    }
}
