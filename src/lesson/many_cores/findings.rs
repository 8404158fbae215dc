//! What it adds: how far many cores can get where a part of the job can't be split.

use crate::key::Key;
use crate::report::CaseReport;
use crate::values::SERIAL_MS;
use crate::view::numbers::{percent, times};
use crate::view::own::OwnFindings;
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings { charts: &[], said };

/// The programs that have one thread do everything, the one whose thread does nothing else first.
const ON_ONE_THREAD: [Key; 2] = [Key::new("background"), Key::new("blocking")];

/// How much of one thread's time goes into the part that can't be split; nothing where all can be.
fn serial_share(reports: &[CaseReport]) -> Option<f64> {
    let mut of_one = ON_ONE_THREAD.iter().filter_map(|key| {
        let own = reports.iter().find(|report| report.program.key == *key)?;
        let serial = own.measure(SERIAL_MS)?;
        let all = own.median.filter(|all| all.0 > 0.0)?;
        Some((serial / all.0).min(1.0))
    });
    of_one.next()
}

/// Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", 1967: with a
/// share s that can't be split, n cores are at most 1 / (s + (1 − s) / n) times as fast, which is below 1 / s.
fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let sentence = |share: f64| {
        let parts = [
            ("percent", &*percent(share)),
            ("times", &*times(1.0 / share)),
        ];
        words.with("lesson.amdahl", &parts)
    };
    let share = serial_share(reports).filter(|share| *share > 0.0);
    share.map(sentence).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use crate::view::charts::time::tests::report;

    #[test]
    fn a_fifth_that_can_not_be_split_lets_no_number_of_cores_be_more_than_five_times_as_fast() {
        let words = Words::english();
        let of = |strategy, serial: f64| CaseReport {
            measures: vec![(SERIAL_MS, serial)],
            ..report(strategy, &[100.0])
        };
        let reports = [of(Strategy::Blocking, 50.0), of(Strategy::Background, 20.0)];
        assert_eq!(serial_share(&reports), Some(0.2));
        assert_eq!(serial_share(&reports[..1]), Some(0.5));
        assert_eq!(said(&reports, &words).len(), 1);
        assert!(said(&[report(Strategy::Background, &[100.0])], &words).is_empty());
    }
}
