//! Whether others had the cores while a job was shared out. Its chunks then took longer than where one thread did them,
//! for a thread counts as working from the beginning of a chunk to its end, also while it has to wait for a core.

use super::occupancy::threads_at_work;
use super::statistics::median;
use crate::comparison::record::CaseRecord;

/// From so many times as long on, chunks took clearly longer.
const LONGER: f64 = 1.4;

/// Where chunks had taken no longer, the gain would have come this near to one for each thread.
const NEARLY_ALL: f64 = 0.8;

/// How many times as long the chunks took in `of`, where that alone explains why so many threads were only `times` as
/// fast as the one of `against`; nothing where something else does.
pub fn crowded(of: &CaseRecord, against: &CaseRecord, times: f64, threads: u32) -> Option<f64> {
    let longer = work_ms(of)? / work_ms(against)?;
    let without = times * longer / f64::from(threads);
    (threads > 1 && longer >= LONGER && without >= NEARLY_ALL).then_some(longer)
}

/// What all chunks took together, in milliseconds; nothing where none was computed.
fn work_ms(own: &CaseRecord) -> Option<f64> {
    let works = own.counted_traces().into_iter().filter_map(|trace| {
        let threads = threads_at_work(trace)?;
        Some(threads * trace.per_iteration().to_millis().0)
    });
    median(&works.collect::<Vec<_>>()).filter(|work| *work > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{measured, span};
    use crate::strategy::Strategy;
    use crate::trace::{SpanKind, Track};

    /// So many threads that compute all the time, for so long.
    fn at_work(strategy: Strategy, threads: u16, wall_ms: f64) -> CaseRecord {
        let mut own = measured(strategy, &[wall_ms; 6]);
        for run in &mut own.repeats {
            let end = wall_ms * 1_000.0;
            let spans =
                (0..threads).map(|taker| span(Track::Worker(taker), SpanKind::Work, 0.0, end));
            run.trace.spans = spans.collect();
        }
        own
    }

    #[test]
    fn two_threads_that_take_as_long_as_one_had_one_core() {
        let one = at_work(Strategy::Background, 1, 100.0);
        let of = |wall_ms: f64| {
            let two = at_work(Strategy::AsyncParallel, 2, wall_ms);
            crowded(&two, &one, 100.0 / wall_ms, 2)
        };
        assert_eq!(of(100.0), Some(2.0));
        assert_eq!(of(80.0), Some(1.6));
        // They had both cores.
        assert_eq!(of(50.0), None);
        // They were idle for half of the time: that is no crowd.
        let mut idle = at_work(Strategy::AsyncParallel, 1, 100.0);
        assert_eq!(crowded(&idle, &one, 1.0, 2), None);
        // Nothing is known of the chunks.
        idle.repeats
            .iter_mut()
            .for_each(|run| run.trace.spans.clear());
        assert_eq!(crowded(&idle, &one, 1.0, 2), None);
        assert_eq!(crowded(&one, &one, 1.0, 1), None);
    }
}
