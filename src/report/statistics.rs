//! Statistics of few samples, with their sources.

/// From `low` to `high`, in the unit of what it is an interval of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether the two have a value in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// Fewer samples than this have no interval, only dots and a range.
pub const MIN_SAMPLES_FOR_INTERVAL: usize = 10;

/// Resamples of a bootstrap. Efron and Tibshirani (1993, section 14.3) ask for 1,000 or more.
const RESAMPLES: usize = 2_000;

/// The same samples always give the same interval.
const BOOTSTRAP_SEED: u64 = 0x6d65_616e_7768_696c;

/// The middle sample, or the mean of the middle two.
pub fn median(samples: &[f64]) -> Option<f64> {
    median_of_sorted(&sorted(samples))
}

/// Least and greatest sample.
pub fn range(samples: &[f64]) -> Option<Interval> {
    let sorted = sorted(samples);
    Some(Interval {
        low: *sorted.first()?,
        high: *sorted.last()?,
    })
}

/// 95 % percentile bootstrap interval of the median (Efron, "Bootstrap methods: another look at the
/// jackknife", 1979); `None` under 10 samples. How often it holds the true median is tested below.
pub fn median_interval(samples: &[f64]) -> Option<Interval> {
    if samples.len() < MIN_SAMPLES_FOR_INTERVAL {
        return None;
    }
    let medians = sorted(&bootstrap_medians(&sorted(samples), RESAMPLES));
    // With B resamples, the 2.5 % and the 97.5 % point are the values number 0.025 B and 0.975 B.
    let tail = RESAMPLES * 25 / 1_000;
    Some(Interval {
        low: *medians.get(tail - 1)?,
        high: *medians.get(RESAMPLES - tail)?,
    })
}

/// Medians of `count` samples drawn with replacement from `sorted`, each as large as it. The samples
/// being sorted, it is enough to count how often each was drawn and to walk to the middle.
fn bootstrap_medians(sorted: &[f64], count: usize) -> Vec<f64> {
    let size = sorted.len();
    let mut random = SplitMix64(BOOTSTRAP_SEED);
    let mut drawn = vec![0usize; size];
    let mut one_median = || {
        drawn.fill(0);
        for _ in 0..size {
            drawn[random.below(size)] += 1;
        }
        let at_rank = |rank: usize| {
            let mut below = 0;
            let found = drawn.iter().position(|times| {
                below += times;
                below > rank
            });
            sorted[found.unwrap_or(size - 1)]
        };
        if size.is_multiple_of(2) {
            f64::midpoint(at_rank(size / 2 - 1), at_rank(size / 2))
        } else {
            at_rank(size / 2)
        }
    };
    (0..count).map(|_| one_median()).collect()
}

/// How far samples usually lie from their median, as a share of it: the median absolute deviation
/// (Hampel, "The influence curve and its role in robust estimation", 1974) over the median. One
/// outlier does not move it.
pub fn relative_spread(samples: &[f64]) -> Option<f64> {
    let middle = median(samples)?;
    let distances: Vec<f64> = samples
        .iter()
        .map(|sample| (sample - middle).abs())
        .collect();
    (middle > 0.0).then_some(median(&distances)? / middle)
}

/// How much later samples are above (or below) earlier ones, from the first to the last, as a share
/// of their median: the median of all slopes between two samples (Sen, "Estimates of the regression
/// coefficient based on Kendall's tau", 1968). `None` under three samples.
pub fn drift(samples: &[f64]) -> Option<f64> {
    let middle = median(samples)?;
    if samples.len() < 3 || middle <= 0.0 {
        return None;
    }
    let mut slopes = Vec::with_capacity(samples.len() * (samples.len() - 1) / 2);
    for (i, earlier) in samples.iter().enumerate() {
        for (distance, later) in samples[i + 1..].iter().enumerate() {
            slopes.push((later - earlier) / (distance + 1) as f64);
        }
    }
    Some(median(&slopes)? * (samples.len() - 1) as f64 / middle)
}

fn sorted(samples: &[f64]) -> Vec<f64> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

fn median_of_sorted(sorted: &[f64]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len().is_multiple_of(2) {
        Some(f64::midpoint(*sorted.get(sorted.len() / 2 - 1)?, upper))
    } else {
        Some(upper)
    }
}

/// Steele, Lea and Flood's generator ("Fast splittable pseudorandom number generators", 2014): it
/// mixes a counter, so a seed says everything.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number under `bound`, which is far below 2³², so that the bias does not matter.
    fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Survival of mice in days, Efron and Tibshirani, "An introduction to the bootstrap" (1993),
    /// table 2.1.
    const TREATED: [f64; 7] = [94.0, 197.0, 16.0, 38.0, 99.0, 141.0, 23.0];
    const CONTROL: [f64; 9] = [52.0, 104.0, 146.0, 10.0, 51.0, 30.0, 40.0, 27.0, 46.0];

    #[test]
    fn published_medians() {
        assert_eq!(median(&TREATED), Some(94.0));
        assert_eq!(median(&CONTROL), Some(46.0));
        // Miles per gallon of 32 cars, Henderson and Velleman (1981); R's `median(mtcars$mpg)`.
        let cars = [
            21.0, 21.0, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2,
            10.4, 10.4, 14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26.0, 30.4,
            15.8, 19.7, 15.0, 21.4,
        ];
        assert_eq!(median(&cars), Some(19.2));
        assert_eq!(
            range(&cars),
            Some(Interval {
                low: 10.4,
                high: 33.9
            })
        );
        // R's `mad(mtcars$mpg, constant = 1)` is 3.65.
        let spread = relative_spread(&cars).unwrap();
        assert!((spread - 3.65 / 19.2).abs() < 1e-12, "{spread}");
        assert_eq!(median(&[]), None);
    }

    /// The book's table 2.1 gives 37.83 as the bootstrap's standard error of the treated median.
    #[test]
    fn published_bootstrap_error() {
        let medians = bootstrap_medians(&sorted(&TREATED), 20_000);
        let mean = medians.iter().sum::<f64>() / medians.len() as f64;
        let squares: f64 = medians.iter().map(|m| (m - mean).powi(2)).sum();
        let error = (squares / medians.len() as f64).sqrt();
        assert!((error - 37.83).abs() < 0.6, "{error}");
    }

    /// First outputs for the seed 1234567, as published with the generator's C code's test vectors.
    #[test]
    fn generator_gives_published_numbers() {
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
        assert_eq!(random.next(), 9_817_491_932_198_370_423);
    }

    /// Share of 1,000 seeded trials whose interval holds the true median of lopsided (exponential)
    /// samples, as waiting times are.
    fn coverage(size: usize) -> f64 {
        let mut random = SplitMix64(size as u64);
        let mut sample = || -((random.next() >> 11) as f64 + 0.5).ln() + 53.0 * 2f64.ln();
        let hits = (0..1_000).filter(|_| {
            let samples: Vec<f64> = (0..size).map(|_| sample()).collect();
            let interval = median_interval(&samples).unwrap();
            (interval.low..=interval.high).contains(&2f64.ln())
        });
        hits.count() as f64 / 1_000.0
    }

    /// 95 % within three points: what to expect of so few samples.
    #[test]
    fn intervals_hold_the_true_median_as_often_as_they_say() {
        for size in [10, 20] {
            let coverage = coverage(size);
            assert!((0.92..=0.98).contains(&coverage), "{size}: {coverage}");
        }
    }

    #[test]
    fn few_samples_have_no_interval() {
        assert_eq!(median_interval(&[1.0; 9]), None);
        let ten = median_interval(&[1.0; 10]);
        assert_eq!(
            ten,
            Some(Interval {
                low: 1.0,
                high: 1.0
            })
        );
    }

    #[test]
    fn drift_is_the_change_from_first_to_last() {
        let rising: Vec<f64> = (0..11).map(|i| 95.0 + f64::from(i)).collect();
        assert!((drift(&rising).unwrap() - 0.1).abs() < 1e-12);
        let mut with_outlier = rising;
        with_outlier[3] = 900.0;
        assert!(drift(&with_outlier).unwrap() < 0.12);
        assert_eq!(drift(&[1.0, 2.0]), None);
    }
}
