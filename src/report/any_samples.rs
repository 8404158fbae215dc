//! Whatever finite times come in, what comes out is a number or nothing.

use super::chunking::{ChunkPoint, chunking};
use super::fit::{Curve, fits};
use super::outliers::outliers;
use super::paired::Ratio;
use super::scaling::{ScalePoint, scaling};
use super::statistics::{Interval, drift, median_interval, range, relative_spread};
use proptest::collection::vec;
use proptest::prelude::*;

/// Times, among them zeros, equal ones, the least and the greatest.
fn time() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 1.0..1_000.0,
        2 => Just(100.0),
        1 => 0.0..f64::MAX,
        1 => prop::sample::select(vec![0.0, f64::MIN_POSITIVE, 1e-300, 1e-9, 1e15, 1e300, f64::MAX]),
    ]
}

fn times() -> impl Strategy<Value = Vec<f64>> {
    // Most inputs have wild times among them; these have none.
    prop_oneof![vec(time(), 0..25), vec(50.0..200.0, 0..25)]
}

fn is_sound(interval: Interval) -> bool {
    interval.low <= interval.high
}

fn is_sound_ratio(ratio: &Ratio) -> bool {
    let around = ratio.range.low <= ratio.value && ratio.value <= ratio.range.high;
    around && is_sound(ratio.spread())
}

fn is_sound_curve(curve: &Curve) -> bool {
    let of_one = |value: f64, within: Interval| {
        value >= 0.0 && within.low <= value && value <= within.high && within.high.is_finite()
    };
    of_one(curve.sigma.value, curve.sigma.interval)
        && of_one(curve.kappa.value, curve.kappa.interval)
        && curve.sigma.interval.high <= 1.0
        && curve.peak().is_none_or(|peak| peak >= 1.0)
        && [1.0, 2.0, 7.0, 1_024.0].iter().all(|&threads| {
            let band = curve.band_at(threads);
            let speedup = curve.speedup_at(threads);
            band.low <= speedup && speedup <= band.high && band.high <= threads
        })
}

proptest! {
    #[test]
    fn one_set_of_times(times in times()) {
        prop_assert_eq!(outliers(&times).len(), times.len());
        prop_assert!(drift(&times).is_none_or(|drift| !drift.is_nan()));
        prop_assert!(relative_spread(&times).is_none_or(|spread| spread >= 0.0));
        if let Some(interval) = median_interval(&times) {
            let range = range(&times).unwrap();
            prop_assert!(is_sound(interval));
            prop_assert!(range.low <= interval.low && interval.high <= range.high);
        }
    }

    #[test]
    fn times_in_pairs(baseline in times(), own in times()) {
        prop_assert!(Ratio::paired(&baseline, &own).is_none_or(|ratio| is_sound_ratio(&ratio)));
    }

    #[test]
    fn times_of_chunks(points in vec((any::<u32>(), times()), 0..6)) {
        let point = |(chunks, samples_ms)| ChunkPoint {
            chunks,
            idle_ms: Vec::new(),
            samples_ms,
        };
        let points: Vec<ChunkPoint> = points.into_iter().map(point).collect();
        match chunking(&points) {
            Some(found) => {
                let holds_best = |(low, high)| low <= found.best && found.best <= high;
                prop_assert!(found.best_range.is_none_or(holds_best));
                let sound = |point: &super::chunking::ChunkedPoint| !point.median_ms.is_nan();
                prop_assert!(found.points.iter().all(sound));
            }
            None => prop_assert!(points.iter().all(|point| point.samples_ms.is_empty())),
        }
    }

    #[test]
    fn times_of_a_law(job_ms in vec(vec(time(), 5..12), 4..7), tame in vec(vec(1.0..1_000.0, 5..12), 4..7)) {
        for job_ms in [job_ms, tame] {
            let threads: Vec<u32> = (0..job_ms.len() as u32).map(|step| 1 << step).collect();
            let job_ms: Vec<&[f64]> = job_ms.iter().map(Vec::as_slice).collect();
            if let Ok(fits) = fits(&threads, &job_ms, 79) {
                prop_assert!(is_sound_curve(&fits.amdahl) && is_sound_curve(&fits.usl), "{fits:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn times_of_a_sweep(points in vec((0u32..9, times(), times()), 0..8), most in any::<u32>()) {
        let point = |(threads, job_ms, copies_ms)| ScalePoint { threads, job_ms, copies_ms };
        let mut points: Vec<ScalePoint> = points.into_iter().map(point).collect();
        if let Some(point) = points.last_mut() {
            point.threads = most;
        }
        let found = scaling(&points);
        for point in &found.points {
            prop_assert!(point.median_ms.is_none_or(|median| median >= 0.0));
            prop_assert!(point.speedup.is_none_or(|ratio| is_sound_ratio(&ratio)));
            prop_assert!(point.ceiling.is_none_or(|ratio| is_sound_ratio(&ratio)));
        }
        if let Ok(fits) = found.fits {
            prop_assert!(is_sound_curve(&fits.amdahl) && is_sound_curve(&fits.usl));
        }
    }
}
