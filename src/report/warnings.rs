//! What makes numbers less trustworthy: noise, drift, answers that differ.

use super::statistics;
use super::{Record, wall_times_ms};
use crate::strategy::Strategy;

/// Samples usually this far from their median, as a share of it, are noisy.
const NOISY_SPREAD: f64 = 0.1;

/// A change from the first to the last repeat by this share is a drift.
const DRIFT: f64 = 0.1;

/// And so many times the usual distance from the median: a steady drift alone makes it 4 times.
const DRIFT_OVER_SPREAD: f64 = 3.0;

/// What makes numbers less trustworthy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Warning {
    /// The samples lie far apart.
    Noisy {
        /// Whose.
        strategy: Strategy,
        /// How far from the median they usually lie, as a share of it.
        spread: f64,
    },
    /// Times rose or fell over the repeats.
    Drifting {
        /// Whose.
        strategy: Strategy,
        /// From the first to the last, as a share of the median.
        change: f64,
    },
    /// The results are not the same. That must not happen.
    AnswersDiffer {
        /// One strategy.
        strategy: Strategy,
        /// And one that got something else.
        other: Strategy,
    },
}

/// Fewer samples have no usual distance, and a line through them says nothing.
const FEWEST_SAMPLES: usize = 5;

/// What makes this record's numbers less trustworthy.
pub fn warnings(record: &Record) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for own in &record.strategies {
        let strategy = own.strategy();
        let samples = wall_times_ms(own);
        if samples.len() < FEWEST_SAMPLES {
            continue;
        }
        let spread = statistics::relative_spread(&samples).unwrap_or(0.0);
        let change = statistics::drift(&samples).unwrap_or(0.0);
        if change.abs() > DRIFT && change.abs() > DRIFT_OVER_SPREAD * spread {
            warnings.push(Warning::Drifting { strategy, change });
        } else if spread > NOISY_SPREAD {
            warnings.push(Warning::Noisy { strategy, spread });
        }
    }
    warnings.extend(differing_answers(record));
    warnings
}

fn differing_answers(record: &Record) -> Option<Warning> {
    let mut answers = record.strategies.iter().flat_map(|own| {
        let runs = own.watch.iter().chain(&own.repeats);
        runs.map(|run| (own.strategy(), run.answer.as_str()))
    });
    let (strategy, answer) = answers.next()?;
    let (other, _) = answers.find(|(_, other)| *other != answer)?;
    Some(Warning::AnswersDiffer { strategy, other })
}

#[cfg(test)]
mod tests {
    use super::super::sample::measured;
    use super::*;

    #[test]
    fn noise_drift_and_wrong_answers_are_told() {
        let mut wrong = measured(Strategy::Blocking, &[100.0, 100.0, 100.0]);
        wrong.repeats[2].answer = "2".into();
        let record = Record {
            strategies: vec![
                measured(Strategy::Async, &[100.0, 150.0, 60.0, 100.0, 140.0]),
                measured(Strategy::Parallel, &[100.0, 110.0, 120.0, 130.0, 140.0]),
                wrong,
            ],
            ..Record::default()
        };
        let told = warnings(&record);
        assert!(matches!(
            told[0],
            Warning::Noisy {
                strategy: Strategy::Async,
                ..
            }
        ));
        assert!(
            matches!(told[1], Warning::Drifting { strategy: Strategy::Parallel, change } if change > 0.3)
        );
        assert!(matches!(
            told[2],
            Warning::AnswersDiffer {
                other: Strategy::Blocking,
                ..
            }
        ));
        assert_eq!(told.len(), 3);
    }
}
