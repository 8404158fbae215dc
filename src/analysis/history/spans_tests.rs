//! Which spans are forgotten, and that the numbers stay.

use super::saved_run::SavedRun;
use super::tests::{analyst, with_spans};
use crate::analysis::numbers::Numbers;
use crate::analysis::session::Session;
use crate::analysis::session::tests::{ended, finish, request};
use crate::comparison::Phase;
use crate::protocol::analysis::ToAnalysis;
use crate::view::words::Words;

#[test]
fn many_spans_are_left_out_and_numbers_stay() {
    let mut session = Session::new(request());
    for round in 0..3 {
        for (id, wall_ms) in [(0, 40.0), (1, 50.0)] {
            let run = ended(id, Phase::Measure(round), wall_ms + f64::from(round));
            session.file(with_spans(run, if id == 0 { 4_000 } else { 10 }));
        }
    }
    session.finish(finish(false));
    let numbers = Numbers::of(&session);
    let kept = SavedRun::of(&session, &numbers, &Words::english());
    let bytes = kept.pack();
    assert!(bytes.len() < 150_000, "{}", bytes.len());
    let (back, opened) = SavedRun::unpack(&bytes).unwrap().open();
    let spans = |session: &Session, strategy: usize| -> Vec<usize> {
        let repeats = session.record.cases[strategy].repeats.iter();
        repeats.map(|run| run.trace.spans.len()).collect()
    };
    assert_eq!(spans(&back, 0), [0, 4_000, 0]);
    assert_eq!(spans(&back, 1), [10, 10, 10]);
    assert_eq!(back.record.cases[0].repeats[0].trace.thinned, 4_000);
    let (before, after) = (&numbers.reports, &opened.reports);
    assert_eq!(after[0].threads_at_work, before[0].threads_at_work);
    assert_eq!(after[0].median, before[0].median);
    assert_eq!(after[0].most_waits_in_flight, None);
    assert_eq!(after[1], before[1]);
}

/// Half a million spans a run, and fifteen of them, would be hundreds of megabytes.
#[test]
fn when_the_numbers_are_known_only_typical_runs_have_spans() {
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::Begin(request()));
    for round in 0..3 {
        for id in [0, 1] {
            let run = ended(id, Phase::Measure(round), 40.0 + f64::from(round));
            analyst.hear(ToAnalysis::Ended(with_spans(run, 4_000)));
        }
    }
    let before = Numbers::of(analyst.current.as_ref().unwrap());
    analyst.hear(ToAnalysis::Finish(finish(false)));
    let (session, numbers) = analyst.latest.as_ref().unwrap();
    for (own, (was, is)) in session
        .record
        .cases
        .iter()
        .zip(before.reports.iter().zip(&numbers.reports))
    {
        let spans = own.repeats.iter().map(|run| run.trace.spans.len());
        assert_eq!(spans.collect::<Vec<_>>(), [0, 4_000, 0]);
        assert_eq!(
            (was.threads_at_work, was.turns, &was.occupancy),
            (is.threads_at_work, is.turns, &is.occupancy)
        );
    }
}
