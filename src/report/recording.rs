//! What recording costs: each strategy with its spans recorded and without, in turns in one go.

use super::statistics::median;
use super::{CaseRecord, Record, time_ms};
use crate::comparison::Variant;
use crate::program::Program;

/// What recording costs one program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecordingCost {
    /// The program.
    pub program: Program,
    /// Median time in milliseconds with recording.
    pub recorded_ms: f64,
    /// The same without.
    pub unrecorded_ms: f64,
    /// Median of the ratios, round by round: 1.02 is two percent longer with recording.
    pub ratio: f64,
}

/// The cost under each strategy that ran both ways.
pub fn recording_costs(record: &Record) -> Vec<RecordingCost> {
    let of = |variant: Variant| {
        let records = record.cases.iter();
        records.filter(move |own| own.case.variant == variant)
    };
    let costs = of(Variant::Plain).filter_map(|recorded| {
        let unrecorded =
            of(Variant::Unrecorded).find(|other| other.program() == recorded.program())?;
        cost(recorded, unrecorded)
    });
    costs.collect()
}

fn cost(recorded: &CaseRecord, unrecorded: &CaseRecord) -> Option<RecordingCost> {
    let both = recorded.repeats.iter().zip(&unrecorded.repeats);
    let times: Vec<(f64, f64)> = both
        .filter(|(with, without)| recorded.is_counted(with) && unrecorded.is_counted(without))
        .map(|(with, without)| (time_ms(with), time_ms(without)))
        .filter(|(_, without)| *without > 0.0)
        .collect();
    let of =
        |part: &dyn Fn(&(f64, f64)) -> f64| median(&times.iter().map(part).collect::<Vec<_>>());
    Some(RecordingCost {
        program: recorded.program(),
        recorded_ms: of(&|both| both.0)?,
        unrecorded_ms: of(&|both| both.1)?,
        ratio: of(&|both| both.0 / both.1)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::measured;
    use super::*;
    use crate::strategy::Strategy;

    #[test]
    fn the_ratio_is_taken_round_by_round() {
        // The machine halves its speed in the second round; recording costs a tenth all the same.
        let recorded = measured(Strategy::Async, &[110.0, 220.0, 110.0]);
        let mut unrecorded = measured(Strategy::Async, &[100.0, 200.0, 100.0]);
        unrecorded.case.variant = Variant::Unrecorded;
        let alone = measured(Strategy::Blocking, &[5.0]);
        let record = Record {
            cases: vec![recorded, unrecorded, alone],
            ..Record::default()
        };
        let costs = recording_costs(&record);
        assert_eq!(costs.len(), 1);
        assert_eq!(costs[0].recorded_ms, 110.0);
        assert_eq!(costs[0].unrecorded_ms, 100.0);
        assert!((costs[0].ratio - 1.1).abs() < 1e-12);
    }
}
