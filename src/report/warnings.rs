//! What makes numbers less trustworthy: disturbed repeats, outliers, noise, drift, spans that were not
//! kept, answers that differ.

use super::outliers::outliers;
use super::statistics;
use super::{CaseRecord, Record, wall_times_ms};
use crate::comparison::Disturbance;

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
        /// Whose: its case's number.
        case: u16,
        /// How far from the median they usually lie, as a share of it.
        spread: f64,
    },
    /// Times rose or fell over the repeats.
    Drifting {
        /// Whose: its case's number.
        case: u16,
        /// From the first to the last, as a share of the median.
        change: f64,
    },
    /// Some repeats were disturbed.
    Disturbed {
        /// Whose: its case's number.
        case: u16,
        /// How many.
        repeats: usize,
        /// By what: of several the first.
        by: Disturbance,
        /// Whether they are left out. Where all were disturbed, all count.
        left_out: bool,
    },
    /// Some samples lie far from the others. They count.
    Outliers {
        /// Whose: its case's number.
        case: u16,
        /// How many.
        samples: usize,
    },
    /// There were more spans than were kept.
    Thinned {
        /// Whose: its case's number.
        case: u16,
        /// So many more, in the run that stands for it.
        spans: u64,
    },
    /// The results of one job are not the same. That must not happen.
    AnswersDiffer {
        /// Whose: its case's number.
        case: u16,
        /// And one that got something else.
        other: u16,
    },
}

/// Fewer samples have no usual distance, and a line through them says nothing.
const FEWEST_SAMPLES: usize = 5;

/// What makes this record's numbers less trustworthy.
pub fn warnings(record: &Record) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for own in &record.cases {
        let case = own.case.id;
        warnings.extend(disturbed(own));
        warnings.extend(thinned(own));
        let samples = wall_times_ms(own);
        if samples.len() < FEWEST_SAMPLES {
            continue;
        }
        let far = outliers(&samples).into_iter().filter(|far| *far).count();
        if far > 0 {
            let samples = far;
            warnings.push(Warning::Outliers { case, samples });
        }
        let spread = statistics::relative_spread(&samples).unwrap_or(0.0);
        let change = statistics::drift(&samples).unwrap_or(0.0);
        if change.abs() > DRIFT && change.abs() > DRIFT_OVER_SPREAD * spread {
            warnings.push(Warning::Drifting { case, change });
        } else if spread > NOISY_SPREAD {
            warnings.push(Warning::Noisy { case, spread });
        }
    }
    warnings.extend(differing_answers(record));
    warnings
}

fn disturbed(own: &CaseRecord) -> Option<Warning> {
    let by = own.repeats.iter().filter_map(|run| run.disturbance);
    let repeats = by.clone().count();
    Some(Warning::Disturbed {
        case: own.case.id,
        repeats,
        by: by.clone().next()?,
        left_out: repeats < own.repeats.len(),
    })
}

fn thinned(own: &CaseRecord) -> Option<Warning> {
    let spans = own.typical_trace()?.thinned;
    let case = own.case.id;
    (spans > 0).then_some(Warning::Thinned { case, spans })
}

fn differing_answers(record: &Record) -> Option<Warning> {
    let answers = record.cases.iter().flat_map(|own| {
        let runs = own.watch.iter().chain(&own.repeats);
        runs.map(|run| (own.case.id, own.job(), run.answer.as_str()))
    });
    // The first answer of each job is what the others are held against.
    let mut firsts: Vec<(u16, Option<u32>, &str)> = Vec::new();
    for (other, job, answer) in answers {
        match firsts.iter().find(|(_, of, _)| *of == job) {
            None => firsts.push((other, job, answer)),
            Some((case, _, first)) if *first != answer => {
                let case = *case;
                return Some(Warning::AnswersDiffer { case, other });
            }
            Some(_) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::sample::{case_of, measured};
    use super::*;
    use crate::strategy::Strategy;

    const BLOCKING: u16 = case_of(Strategy::Blocking);
    const PARALLEL: u16 = case_of(Strategy::Parallel);
    const ASYNC: u16 = case_of(Strategy::Async);

    #[test]
    fn noise_drift_and_wrong_answers_are_told() {
        let mut wrong = measured(Strategy::Blocking, &[100.0, 100.0, 100.0]);
        wrong.repeats[2].answer = "2".into();
        let record = Record {
            cases: vec![
                measured(Strategy::Async, &[100.0, 150.0, 60.0, 100.0, 140.0]),
                measured(Strategy::Parallel, &[100.0, 110.0, 120.0, 130.0, 140.0]),
                wrong,
            ],
            ..Record::default()
        };
        let told = warnings(&record);
        assert!(matches!(told[0], Warning::Noisy { case: ASYNC, .. }));
        assert!(matches!(told[1], Warning::Drifting { case: PARALLEL, change } if change > 0.3));
        assert!(matches!(
            told[2],
            Warning::AnswersDiffer {
                other: BLOCKING,
                ..
            }
        ));
        assert_eq!(told.len(), 3);
    }

    #[test]
    fn disturbed_repeats_outliers_and_thinned_traces_are_told() {
        let mut own = measured(
            Strategy::Async,
            &[100.0, 101.0, 99.0, 100.0, 102.0, 400.0, 100.0],
        );
        own.repeats[2].disturbance = Some(Disturbance::Slept);
        own.repeats.iter_mut().for_each(|run| run.trace.thinned = 7);
        let case = ASYNC;
        let of = |own: &CaseRecord| {
            warnings(&Record {
                cases: vec![own.clone()],
                ..Record::default()
            })
        };
        let disturbed = |repeats, left_out| Warning::Disturbed {
            case,
            repeats,
            by: Disturbance::Slept,
            left_out,
        };
        let expected = [
            disturbed(1, true),
            Warning::Thinned { case, spans: 7 },
            Warning::Outliers { case, samples: 1 },
        ];
        assert_eq!(of(&own), expected);
        for run in &mut own.repeats {
            run.disturbance = Some(Disturbance::Slept);
        }
        assert_eq!(of(&own)[0], disturbed(7, false));
    }
}
