//! Samples that lie far from the others. They are flagged, never dropped: what slowed one repeat down
//! may slow the reader's program down too.

use super::statistics::median;

/// From this score on a sample is an outlier (Iglewicz and Hoaglin, "How to detect and handle
/// outliers", 1993, who found it by simulation with 10, 20 and 40 normal samples). hyperfine flags by
/// the same score, from 10 on.
const SCORE: f64 = 3.5;

/// The median distance of normal samples from their median, in standard deviations.
const MEDIAN_DISTANCE: f64 = 0.6745;

/// The mean distance of normal samples from their median, in standard deviations: the square root of
/// 2 / π.
const MEAN_DISTANCE: f64 = 0.7979;

/// A sample nearer to the median than this share of it is no outlier, however close the others lie: so
/// far apart are neighbouring ticks of a browser's coarsest clocks, 0.1 ms in 10 ms.
const NEAR: f64 = 0.01;

/// The median distance counts as none under this share of the median: readings of a clock subtracted
/// from each other differ by so little even if the ticks between them are as many.
const NO_DISTANCE: f64 = 1e-6;

/// Which samples are outliers, in the samples' order: those whose distance from the median is more than
/// 3.5 times the usual one ("modified z-score"). The usual distance is the median's; where over half of
/// the samples are equal, as under a coarse clock, it is the mean distance.
pub fn outliers(samples: &[f64]) -> Vec<bool> {
    let Some(middle) = median(samples) else {
        return Vec::new();
    };
    let distances: Vec<f64> = samples
        .iter()
        .map(|sample| (sample - middle).abs())
        .collect();
    let median_distance = median(&distances).unwrap_or(0.0);
    let deviation = if median_distance > NO_DISTANCE * middle {
        median_distance / MEDIAN_DISTANCE
    } else {
        let parts = distances
            .iter()
            .map(|distance| distance / samples.len() as f64);
        parts.sum::<f64>() / MEAN_DISTANCE
    };
    let is_far = |distance: &f64| *distance > SCORE * deviation && *distance > NEAR * middle;
    distances.iter().map(is_far).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    const NONE: [usize; 0] = [];

    fn flagged(samples: &[f64]) -> Vec<usize> {
        let flags = outliers(samples);
        assert_eq!(flags.len(), samples.len());
        (0..flags.len()).filter(|&index| flags[index]).collect()
    }

    #[test]
    fn far_samples_are_flagged() {
        // Median 2.2, distances' median 0.1: scores by hand 0, −0.67, 0.67, 22.9, −1.35.
        assert_eq!(flagged(&[2.2, 2.1, 2.3, 5.6, 2.0]), [3]);
        // Below as well as above.
        assert_eq!(flagged(&[2.2, 2.1, 2.3, 0.6, 2.3, 2.1]), [3]);
        assert_eq!(flagged(&[]), NONE);
        assert_eq!(flagged(&[7.0]), NONE);
        assert_eq!(flagged(&[1_000.0, 1.0]), NONE);
    }

    #[test]
    fn equal_samples_hide_no_outlier_and_make_none() {
        assert_eq!(flagged(&[10.0; 8]), NONE);
        assert_eq!(
            flagged(&[10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 90.0]),
            [7]
        );
        // Readings of a clock with ticks of 1 ms.
        assert_eq!(
            flagged(&[50.0, 51.0, 50.0, 50.0, 49.0, 50.0, 50.0, 51.0]),
            NONE
        );
        // The last digits of a subtraction are no distance.
        let rounded = [50.0, 50.000_000_01, 49.999_999_99, 50.0, 50.000_000_01];
        assert_eq!(
            flagged(&[&rounded[..], &[51.0, 50.0, 49.0]].concat()),
            flagged(&[50.0, 50.0, 50.0, 50.0, 50.0, 51.0, 50.0, 49.0])
        );
        // One tick of 0.1 ms.
        assert_eq!(flagged(&[12.0, 12.0, 12.0, 12.0, 12.1, 12.0, 12.0]), NONE);
        assert_eq!(flagged(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0]), [6]);
    }

    /// Of normal samples at most one in a hundred is flagged, and a repeat twice as long always.
    #[test]
    fn steady_samples_are_seldom_flagged_and_a_hiccup_always() {
        let mut random = SplitMix64(20);
        let (mut false_flags, mut found) = (0, 0);
        for _ in 0..1_000 {
            let mut samples: Vec<f64> = (0..20).map(|_| 100.0 * random.noise(0.05)).collect();
            false_flags += flagged(&samples).len();
            samples[4] *= 2.0;
            found += usize::from(outliers(&samples)[4]);
        }
        // Of 20,000 samples.
        assert!((1..=200).contains(&false_flags), "{false_flags}");
        assert_eq!(found, 1_000);
    }
}
