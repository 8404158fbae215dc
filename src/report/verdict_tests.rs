//! What the verdict says of samples and spans that are made up.

use super::super::report;
use super::super::sample::{case_of, measured, span, unmeasured};
use super::*;

fn verdict_of(cases: Vec<CaseRecord>) -> Vec<Fact> {
    let record = Record {
        cases,
        ..Record::default()
    };
    verdict(&record, &report(&record))
}

#[test]
fn nothing_says_nothing() {
    assert_eq!(verdict_of(vec![unmeasured(Strategy::Async)]), []);
}

#[test]
fn longer_and_no_clear_difference() {
    let facts = verdict_of(vec![
        measured(Strategy::Blocking, &[2_000.0, 2_100.0, 2_050.0].repeat(2)),
        measured(Strategy::Async, &[400.0, 420.0, 410.0].repeat(2)),
        measured(Strategy::Parallel, &[425.0, 419.0, 435.0].repeat(2)),
    ]);
    let of = |strategy, ms| (case_of(strategy), Millis(ms));
    let (fastest, time) = of(Strategy::Async, 410.0);
    assert_eq!(
        facts[..4],
        [
            Fact::Basis(Basis::Measured { repeats: 6 }),
            Fact::Fastest {
                case: fastest,
                time
            },
            Fact::NoClearDifference {
                case: case_of(Strategy::Parallel),
                time: Millis(425.0),
                fastest
            },
            Fact::Longer {
                case: case_of(Strategy::Blocking),
                time: Millis(2_050.0),
                times: 5.0,
                than: None,
            },
        ]
    );
}

/// Two jobs on one axis: who waits is not slower than who computes, it does something else.
#[test]
fn each_job_has_a_fastest_and_nobody_is_compared_with_another_job() {
    let of = |strategy, job, ms: f64| {
        let mut own = measured(strategy, &[ms, ms + 1.0].repeat(3));
        own.case.values.set(crate::values::JOB, job);
        own
    };
    let record = Record {
        cases: vec![
            of(Strategy::Blocking, 0, 300.0),
            of(Strategy::Background, 1, 200.0),
            of(Strategy::Async, 0, 50.0),
            of(Strategy::Parallel, 1, 100.0),
        ],
        baselines: [Strategy::Blocking, Strategy::Background]
            .map(crate::key::Key::from)
            .to_vec(),
        ..Record::default()
    };
    let reports = report(&record);
    let facts = verdict(&record, &reports);
    let named: Vec<(u16, Option<u16>)> = facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Fastest { case, .. } => Some((*case, None)),
            Fact::Longer { case, than, .. } => Some((*case, *than)),
            _ => None,
        })
        .collect();
    let [blocking, background, of_async, parallel] = [
        Strategy::Blocking,
        Strategy::Background,
        Strategy::Async,
        Strategy::Parallel,
    ]
    .map(case_of);
    let expected = [
        (of_async, None),
        (blocking, Some(of_async)),
        (parallel, None),
        (background, Some(parallel)),
    ];
    assert_eq!(named, expected);
    let against = reports
        .iter()
        .map(|report| Some(case_of(report.speedup?.against.quadrant?)));
    assert!(against.eq([None, None, Some(blocking), Some(background)]));
    let differ = |fact: &Fact| matches!(fact, Fact::Warning(Warning::AnswersDiffer { .. }));
    let mut other = record;
    for run in &mut other.cases[1].repeats {
        run.answer = "another job's".to_owned();
    }
    for run in &mut other.cases[3].repeats {
        run.answer = "another job's".to_owned();
    }
    assert!(!verdict(&other, &reports).iter().any(differ));
    other.cases[3].repeats[0].answer = "wrong".to_owned();
    assert!(verdict(&other, &reports).iter().any(differ));
}

/// Each round has luck of its own, so the times of the two overlap; but in every round one is ahead.
#[test]
fn what_is_longer_in_every_round_is_longer_though_the_times_overlap() {
    let short = [100.0, 130.0, 90.0, 150.0, 80.0, 120.0, 110.0];
    let long = short.map(|time| time * 1.1);
    let of = |rounds: usize| {
        verdict_of(vec![
            measured(Strategy::Async, &short[..rounds]),
            measured(Strategy::Parallel, &long[..rounds]),
        ])
    };
    let is_longer =
        |fact: &Fact| matches!(fact, Fact::Longer { times, .. } if (times - 1.1).abs() < 1e-9);
    assert!(is_longer(&of(7)[2]));
    assert!(is_longer(&of(6)[2]));
    assert!(matches!(of(5)[2], Fact::TooFewRounds { .. }));
}

/// One was stopped after six rounds, the other went on under a heavier load.
#[test]
fn where_medians_and_rounds_disagree_there_is_no_clear_difference() {
    let went_on = [[9.0; 6], [20.0; 6], [21.0; 6]].concat();
    let facts = verdict_of(vec![
        measured(Strategy::Parallel, &went_on),
        measured(Strategy::Async, &[10.0; 6]),
    ]);
    let (time, fastest) = (Millis(20.0), case_of(Strategy::Async));
    let expected = Fact::NoClearDifference {
        case: case_of(Strategy::Parallel),
        time,
        fastest,
    };
    assert_eq!(facts[2], expected);
}

/// In the order asked for, however long they took.
#[test]
fn watched_runs_have_no_winner_and_tell_what_overlapped() {
    let watched = |strategy, ms, kind| {
        let mut own = measured(strategy, &[ms]);
        let mut run = own.repeats.pop().unwrap();
        run.trace.spans = (0..3u16)
            .map(|worker| {
                let start = f64::from(worker / 2) * 1_000.0;
                span(Track::Worker(worker), kind, start, start + 900.0)
            })
            .collect();
        own.watch = Some(run);
        own
    };
    let facts = verdict_of(vec![
        watched(Strategy::Parallel, 300.0, SpanKind::Work),
        watched(Strategy::Async, 100.0, SpanKind::InFlight),
    ]);
    let (parallel, of_async) = (case_of(Strategy::Parallel), case_of(Strategy::Async));
    let said: Vec<&Fact> = facts
        .iter()
        .filter(|fact| !matches!(fact, Fact::CallerFree { .. } | Fact::Warning(_)))
        .collect();
    let overlap = |case, what| Fact::Overlap {
        case,
        what,
        most: 2,
    };
    let expected = [
        Fact::Basis(Basis::Watched),
        Fact::About {
            case: parallel,
            time: Millis(300.0),
        },
        overlap(parallel, Overlapping::Chunks),
        Fact::About {
            case: of_async,
            time: Millis(100.0),
        },
        overlap(of_async, Overlapping::Requests),
    ];
    assert!(said.into_iter().eq(&expected), "{facts:?}");
    assert_eq!(
        facts
            .iter()
            .filter(|fact| matches!(fact, Fact::CallerFree { .. }))
            .count(),
        2
    );
}

/// A tenth of a millisecond, a thousand times on end: nobody was deaf for longer than the job takes.
#[test]
fn what_was_repeated_on_end_tells_no_silence_of_the_job() {
    let told = |iterations| {
        let mut own = measured(Strategy::Blocking, &[100.0; 6]);
        for run in &mut own.repeats {
            run.trace.iterations = iterations;
        }
        let facts = verdict_of(vec![own]);
        let is_told = |fact: &Fact| matches!(fact, Fact::Unanswered { .. });
        facts.iter().filter(|fact| is_told(fact)).count()
    };
    assert_eq!((told(1), told(1_000)), (1, 0));
}

#[test]
fn twenty_requests_in_rounds_and_threads_that_hold_them() {
    let mut on_one = measured(Strategy::Async, &[400.0]);
    let mut on_two = measured(Strategy::Parallel, &[1_000.0]);
    for wait in 0..20u32 {
        let start = f64::from(wait / 6) * 100_000.0;
        let end = start + 100_000.0;
        let spans = &mut on_one.repeats[0].trace.spans;
        spans.push(span(Track::Wait(wait), SpanKind::InFlight, start, end));
        let start = f64::from(wait / 2) * 100_000.0;
        let mut held = span(
            Track::Worker((wait % 2) as u16),
            SpanKind::Blocked,
            start,
            start + 100_000.0,
        );
        held.chunk = Some(wait);
        on_two.repeats[0].trace.spans.push(held);
    }
    let facts = verdict_of(vec![on_one, on_two]);
    assert!(facts.contains(&Fact::Rounds {
        case: case_of(Strategy::Async),
        requests: 20,
        at_once: 6,
        rounds: 4
    }));
    assert!(facts.contains(&Fact::ThreadsHoldRequests {
        case: case_of(Strategy::Parallel),
        threads: 2,
        time: Millis(1_000.0)
    }));
}

/// Two of them wait for what the one before brought, so that the six take three rounds and not two.
#[test]
fn requests_that_need_each_other_are_not_told_in_rounds() {
    let mut own = measured(Strategy::Async, &[300.0]);
    for wait in 0..6u32 {
        let start = f64::from(wait.min(2)) * 100_000.0;
        let spans = &mut own.repeats[0].trace.spans;
        spans.push(span(
            Track::Wait(wait),
            SpanKind::InFlight,
            start,
            start + 100_000.0,
        ));
    }
    let facts = verdict_of(vec![own]);
    assert!(!facts.iter().any(|fact| matches!(fact, Fact::Rounds { .. })));
}
