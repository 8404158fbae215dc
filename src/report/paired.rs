//! How many times faster: ratios of samples taken in pairs.

use super::statistics::{Interval, median, median_interval, range};
use super::{CaseRecord, CaseReport, Mark, time_ms};

/// How many times as long one takes as another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Median of the pairs' ratios.
    pub value: f64,
    /// Its 95 % interval, from 6 pairs on.
    pub interval: Option<Interval>,
    /// Least and greatest ratio.
    pub range: Interval,
    /// How many pairs.
    pub pairs: usize,
}

impl Ratio {
    /// How many times as long `baseline` takes as `own`, pair by pair; `None` without a pair of times
    /// above zero.
    ///
    /// Samples with the same number ran one after the other, under the same conditions. So ratios are
    /// taken pair by pair, and what slowed the machine down for a while cancels out. Samples without a
    /// partner are left out.
    pub fn paired(baseline: &[f64], own: &[f64]) -> Option<Self> {
        let ratios: Vec<f64> = baseline
            .iter()
            .zip(own)
            .filter(|(baseline, own)| **baseline > 0.0 && **own > 0.0)
            .map(|(baseline, own)| baseline / own)
            .filter(|ratio| ratio.is_normal())
            .collect();
        Some(Self {
            value: median(&ratios)?,
            interval: median_interval(&ratios),
            range: range(&ratios)?,
            pairs: ratios.len(),
        })
    }

    /// How many times as long `baseline` takes as `own`, by the rounds that count for both; `None` without
    /// one.
    pub fn of(baseline: &CaseRecord, own: &CaseRecord) -> Option<Self> {
        let both = baseline.repeats.iter().zip(&own.repeats);
        let (baseline_ms, own_ms): (Vec<f64>, Vec<f64>) = both
            .filter(|(theirs, ours)| baseline.is_counted(theirs) && own.is_counted(ours))
            .map(|(theirs, ours)| (time_ms(theirs), time_ms(ours)))
            .unzip();
        Self::paired(&baseline_ms, &own_ms)
    }

    /// The same by reports, which have forgotten the runs themselves.
    pub fn of_reports(baseline: &CaseReport, own: &CaseReport) -> Option<Self> {
        // 0 for a time that was disturbed, so that rounds stay together.
        let counted = |report: &CaseReport| -> Vec<f64> {
            let samples = report.samples.iter().zip(&report.marks);
            samples
                .map(|(time, mark)| match mark {
                    Mark::Disturbed(_) => 0.0,
                    Mark::None | Mark::Outlier => time.0,
                })
                .collect()
        };
        Self::paired(&counted(baseline), &counted(own))
    }

    /// With all its numbers so many times as high.
    pub(super) fn times(self, factor: f64) -> Self {
        let times = |interval: Interval| Interval {
            low: interval.low * factor,
            high: interval.high * factor,
        };
        Self {
            value: self.value * factor,
            interval: self.interval.map(times),
            range: times(self.range),
            pairs: self.pairs,
        }
    }

    /// The interval, or the range of too few pairs.
    pub fn spread(&self) -> Interval {
        self.interval.unwrap_or(self.range)
    }
}

#[cfg(test)]
mod tests {
    use super::super::statistics::{draw, middle_drawn, sorted};
    use super::*;
    use crate::random::SplitMix64;

    /// Two jobs, the second `faster` times as fast. Both slow down by a third over the rounds, each
    /// round has luck of its own (a tenth), each run a little (3 %).
    fn rounds(random: &mut SplitMix64, size: usize, faster: f64) -> (Vec<f64>, Vec<f64>) {
        let one = |round: usize| {
            let drift = 1.0 + round as f64 / size as f64 / 3.0;
            let common = 100.0 * drift * random.noise(0.1);
            (
                common * random.noise(0.03),
                common / faster * random.noise(0.03),
            )
        };
        (0..size).map(one).unzip()
    }

    /// Length of the 95 % bootstrap interval of the ratio of the medians, as if the samples had no partners.
    fn unpaired_length(random: &mut SplitMix64, baseline: &[f64], own: &[f64]) -> f64 {
        let (baseline, own) = (sorted(baseline), sorted(own));
        let in_order: Vec<usize> = (0..own.len()).collect();
        let mut drawn = vec![0; own.len()];
        let mut resampled = |samples: &[f64]| {
            draw(random, &mut drawn);
            let (lower, upper) = middle_drawn(&in_order, &drawn);
            f64::midpoint(samples[lower], samples[upper])
        };
        let ratios: Vec<f64> = (0..199)
            .map(|_| resampled(&baseline) / resampled(&own))
            .collect();
        let ratios = sorted(&ratios);
        ratios[194] - ratios[4]
    }

    /// In 1,000 seeded trials each: 95 % within three points, and less than half as long as without pairs
    /// (looked at in every tenth trial).
    #[test]
    fn pairs_hold_the_true_ratio_in_a_narrower_interval() {
        for (size, faster) in [(6, 1.0), (9, 3.5), (10, 1.0), (15, 3.5)] {
            let mut random = SplitMix64(size as u64);
            let (mut hits, mut paired, mut unpaired) = (0, 0.0, 0.0);
            for trial in 0..1_000 {
                let (baseline, own) = rounds(&mut random, size, faster);
                let interval = Ratio::paired(&baseline, &own).unwrap().interval.unwrap();
                hits += usize::from((interval.low..=interval.high).contains(&faster));
                if trial % 10 == 0 {
                    paired += interval.high - interval.low;
                    unpaired += unpaired_length(&mut random, &baseline, &own);
                }
            }
            assert!((920..=980).contains(&hits), "{size}: {hits}");
            assert!(paired < 0.5 * unpaired, "{size}: {paired}, {unpaired}");
        }
    }

    #[test]
    fn what_has_no_partner_or_no_length_is_left_out() {
        let ratio = Ratio::paired(&[4.0, 6.0, 0.0, 9.0], &[2.0, 2.0, 1.0]).unwrap();
        assert_eq!((ratio.value, ratio.pairs, ratio.interval), (2.5, 2, None));
        assert_eq!(
            ratio.spread(),
            Interval {
                low: 2.0,
                high: 3.0
            }
        );
        assert_eq!(Ratio::paired(&[0.0], &[1.0]), None);
        assert_eq!(Ratio::paired(&[], &[1.0]), None);
        assert_eq!(Ratio::paired(&[f64::MAX], &[f64::MIN_POSITIVE]), None);
    }
}
