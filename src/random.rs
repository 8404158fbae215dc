//! Numbers that look random and are always the same: for orders, resampling, the server's waits, and for
//! synthetic samples in tests.

/// The increment of SplitMix64: 2⁶⁴ divided by the golden ratio, made odd.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's finaliser ("variant 13"): every bit of the word changes half of the result's bits.
pub fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// Steele, Lea and Flood's generator ("Fast Splittable Pseudorandom Number Generators", OOPSLA 2014): it
/// mixes a counter, so the seed that it is made of says everything.
pub struct SplitMix64(pub u64);

impl SplitMix64 {
    /// The next number.
    // Not an `Iterator`: it has no end, and is drawn from number by number.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// The number at `place` of those that `next` gives from here on: no need to draw those before it.
    pub fn at(&self, place: u64) -> u64 {
        SplitMix64(self.0.wrapping_add(GOLDEN.wrapping_mul(place))).next()
    }

    /// A whole number under `bound`, which is far below 2³², so that the bias does not matter.
    pub fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }
}

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

/// Synthetic samples.
#[cfg(test)]
impl SplitMix64 {
    /// Between 0 and 1, neither of them.
    pub fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Mean 0, standard deviation 1 (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        let length = (-2.0 * self.unit().ln()).sqrt();
        length * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A factor around 1: a time that is usually off by this share.
    pub fn noise(&mut self, share: f64) -> f64 {
        (share * self.normal()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First outputs for the seed 1234567, as published with the generator's C code's test vectors.
    #[test]
    fn generator_gives_published_numbers() {
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
        assert_eq!(random.next(), 9_817_491_932_198_370_423);
        assert_eq!(SplitMix64(1_234_567).at(2), 9_817_491_932_198_370_423);
        // And the first for the seed 0.
        assert_eq!(SplitMix64(0).at(0), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn synthetic_samples_have_the_shape_asked_for() {
        let mut random = SplitMix64(1);
        let normal: Vec<f64> = (0..10_000).map(|_| random.normal()).collect();
        let mean = normal.iter().sum::<f64>() / 10_000.0;
        let variance = normal.iter().map(|x| x * x).sum::<f64>() / 10_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }

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
