//! The question of a lesson, and which of its options a measurement bears out.

use super::request::Parameters;
use crate::key::Key;
use crate::values::Values;

/// A question about the measurement, answered before it and scored by it: which option comes true.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// The program asked about.
    pub of: Key,
    /// The one it is compared with.
    pub against: Key,
    /// How many options there are.
    pub options: usize,
    /// The borders between the options under these terms, as speed-up, rising, one less than options. `None`
    /// where options come to the same, so that none can be told from the others: then nothing is scored.
    pub borders: fn(&Terms) -> Option<Vec<f64>>,
}

/// The question asked once something was found: it is about the reason, and has nothing to do with numbers. Its words
/// are the lesson's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// How many options there are.
    pub options: usize,
    /// Which of them is right, from 0.
    pub right: usize,
}

/// What borders depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Cores that the browser reports.
    pub cores: u32,
    /// Threads for the programs that use many.
    pub threads: u32,
    /// Requests that may be on their way at once.
    pub connections: u32,
    /// How much there is to do.
    pub size: u32,
    /// All of the lesson's parameters.
    pub values: Values,
}

impl Terms {
    /// The terms of a comparison on a machine that reports `cores`.
    pub fn of(parameters: &Parameters, cores: u32) -> Self {
        let values = &parameters.values;
        Self {
            cores,
            threads: values.threads().into(),
            connections: values.connections().into(),
            size: values.size(),
            values: values.clone(),
        }
    }
}

/// Which option comes true, from 0, if the true speed-up is from `low` to `high`; `None` if a border is
/// among what it may be.
pub fn right_option(borders: &[f64], low: f64, high: f64) -> Option<usize> {
    if borders.iter().any(|border| (low..=high).contains(border)) {
        return None;
    }
    Some(borders.iter().filter(|border| low > **border).count())
}

/// From here on something is faster: less may be what sharing out brings by chance.
const FASTER: f64 = 1.2;

/// This share of what is possible is nearly all of it.
const NEARLY: f64 = 0.8;

/// Borders between "not at all", "somewhat" and "nearly as many times as cores are at work". With one core at
/// work the first and the last are the same.
pub fn by_cores_at_work(terms: &Terms) -> Option<Vec<f64>> {
    let at_work = terms.threads.min(terms.cores);
    (at_work >= 2).then(|| vec![FASTER, NEARLY * f64::from(at_work)])
}

/// Borders between "not much", "as many times as rounds are saved" (n requests, k at a time, take n / k rounds,
/// the last one too) and "as many times as there are requests", each in the middle, by ratio, between what the
/// two beside it come to. With one connection the first two are the same, with a connection a request the last
/// two.
pub fn by_requests_at_once(terms: &Terms) -> Option<Vec<f64>> {
    let (requests, at_once) = (terms.size, terms.connections);
    if at_once < 2 || requests <= at_once {
        return None;
    }
    let all = f64::from(requests);
    let rounds_saved = all / f64::from(requests.div_ceil(at_once));
    Some(vec![rounds_saved.sqrt(), (rounds_saved * all).sqrt()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on_cores(cores: u32, threads: u32) -> Terms {
        Terms {
            cores,
            threads,
            connections: 1,
            size: 600,
            values: Values::default(),
        }
    }

    fn fetching(size: u32, connections: u32) -> Terms {
        Terms {
            connections,
            size,
            ..on_cores(2, 2)
        }
    }

    /// The option that a speed-up known within 2 % comes to.
    fn option(borders: Option<Vec<f64>>, speedup: f64) -> Option<usize> {
        right_option(&borders?, speedup * 0.98, speedup * 1.02)
    }

    #[test]
    fn nearly_as_many_times_depends_on_the_cores() {
        for (cores, threads, speedup, right) in [
            (2, 2, 1.0, Some(0)),
            (2, 2, 1.4, Some(1)),
            (2, 2, 1.7, Some(2)),
            (2, 2, 1.6, None),
            (8, 8, 1.7, Some(1)),
            (8, 8, 6.0, Some(1)),
            (8, 8, 7.2, Some(2)),
            // Threads beyond the cores bring nothing, fewer can bring no more than themselves.
            (8, 16, 7.2, Some(2)),
            (8, 2, 1.7, Some(2)),
            (64, 32, 7.2, Some(1)),
            (64, 32, 29.0, Some(2)),
            (64, 32, 1.05, Some(0)),
        ] {
            let borders = by_cores_at_work(&on_cores(cores, threads));
            assert_eq!(
                option(borders, speedup),
                right,
                "{cores} {threads} {speedup}"
            );
        }
        assert_eq!(by_cores_at_work(&on_cores(1, 2)), None);
        assert_eq!(by_cores_at_work(&on_cores(64, 1)), None);
    }

    #[test]
    fn as_many_times_as_connections_is_told_by_the_rounds() {
        for (size, connections, speedup, right) in [
            // Two rounds against twelve requests one by one.
            (12, 6, 6.0, Some(1)),
            (12, 6, 5.0, Some(1)),
            (12, 6, 1.1, Some(0)),
            (12, 6, 11.5, Some(2)),
            // Seven are two rounds, too.
            (7, 6, 3.4, Some(1)),
            (7, 6, 6.8, Some(2)),
            (12, 2, 1.9, Some(1)),
            (200, 6, 5.8, Some(1)),
        ] {
            let borders = by_requests_at_once(&fetching(size, connections));
            assert_eq!(
                option(borders, speedup),
                right,
                "{size} {connections} {speedup}"
            );
        }
        for (size, connections) in [(12, 1), (1, 6), (6, 6), (2, 3)] {
            assert_eq!(by_requests_at_once(&fetching(size, connections)), None);
        }
    }

    proptest! {
        #[test]
        fn borders_rise_and_what_an_option_says_lies_in_it(
            cores in 0u32..=64, threads in 1u32..=32, connections in 1u32..=6, size in 1u32..=200
        ) {
            let terms = Terms { cores, threads, connections, size, values: Values::default() };
            if let Some(borders) = by_cores_at_work(&terms) {
                prop_assert!(borders.is_sorted());
                prop_assert_eq!(right_option(&borders, 1.0, 1.0), Some(0));
                let all = f64::from(threads.min(cores));
                prop_assert_eq!(right_option(&borders, all, all), Some(2));
            }
            if let Some(borders) = by_requests_at_once(&terms) {
                let rounds_saved = f64::from(size) / f64::from(size.div_ceil(connections));
                let options = [1.0, rounds_saved, f64::from(size)];
                let right = options.map(|speedup| right_option(&borders, speedup, speedup));
                prop_assert_eq!(right, [Some(0), Some(1), Some(2)]);
            }
        }
    }
}
