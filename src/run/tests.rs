//! Whole comparisons under a mock clock.

use super::mock::{Book, CLOCK_BEGAN_AT, Costs, MockPlatform};
use super::plan::compare;
use super::program::Code;
use super::strategies;
use crate::comparison::{Case, Comparison, Fault, Phase, Repeats, Run, Variant};
use crate::job::{Job, RequestPlan};
use crate::program::Program;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};
use crate::values::{CHUNKS, CONNECTIONS, THREADS, Values};
use crate::work::samples;

pub(super) const COSTS: Costs = Costs {
    request: Micros(100_000.0),
    chunk: Micros(2_000.0),
};

/// A job that waits,
pub(super) const WAITING: &str = "waiting";
/// one that computes,
pub(super) const COMPUTING: &str = "computing";
/// and one that does both.
const BOTH: &str = "both";

fn job(lesson: &str, values: &Values, seed: u32) -> Option<Job> {
    let request = RequestPlan {
        delay: Millis(100.0),
        bytes: 10,
        seed,
        refused: None,
        shards_of: None,
    };
    Some(Job {
        request: (lesson != COMPUTING).then_some(request),
        work: (lesson != WAITING).then(|| samples::counting(50_000)),
        chunk_count: values.chunks(),
        picture: None,
    })
}

pub(super) const CODE: Code = Code {
    job,
    program: |_, key| {
        let mut all = strategies::ALL.iter();
        all.find(|(known, _)| *known == key)
            .map(|(_, carry)| *carry)
    },
};

pub(super) fn cases(lesson: &str, strategies: &[Strategy]) -> Vec<Case> {
    let chunks = if lesson == COMPUTING { 60 } else { 20 };
    let values = Values::from_iter([(THREADS, 2), (CONNECTIONS, 6), (CHUNKS, chunks)]);
    let case = |(&strategy, id): (&Strategy, u16)| {
        let program = match lesson {
            WAITING => Program::that_only_waits(strategy),
            _ => Program::of(strategy),
        };
        Case::plain(id, program, values.clone())
    };
    strategies.iter().zip(0..).map(case).collect()
}

pub(super) fn comparison(lesson: &str) -> Comparison {
    Comparison {
        lesson: lesson.to_owned(),
        cases: cases(lesson, &Strategy::ALL),
        is_watched: true,
        repeats: Repeats::Exactly(3),
        seed: 1,
        scripts: Vec::new(),
    }
}

pub(super) fn live_through(platform: &MockPlatform, comparison: &Comparison) -> Book {
    let buffer = Book::default();
    platform
        .time
        .live_through(compare(platform, CODE, comparison, &buffer));
    buffer
}

/// The first measured run of a strategy.
pub(super) fn measured(buffer: &Book, strategy: Strategy) -> Run {
    let ended = buffer.ended.borrow();
    let run = ended.iter().find(|(ended, phase, _)| {
        ended.program.quadrant == Some(strategy) && matches!(phase, Phase::Measure(_))
    });
    run.expect("a run").2.clone().expect("done")
}

fn wall_ms(buffer: &Book, strategy: Strategy) -> f64 {
    measured(buffer, strategy).trace.wall.to_millis().0
}

#[track_caller]
pub(super) fn assert_about(value: f64, expected: f64) {
    assert!(
        (value - expected).abs() <= 0.05 * expected,
        "{value} is not about {expected}"
    );
}

#[test]
fn waits_take_as_long_as_the_strategy_says() {
    let platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    let buffer = live_through(&platform, &comparison(WAITING));
    for (strategy, expected_ms) in [
        (Strategy::Blocking, 2_000.0),
        (Strategy::OneByOne, 2_000.0),
        (Strategy::Async, 400.0),
        (Strategy::Background, 2_000.0),
        (Strategy::Parallel, 1_000.0),
        (Strategy::AsyncParallel, 400.0),
    ] {
        assert_about(wall_ms(&buffer, strategy), expected_ms);
    }
}

#[test]
fn computing_takes_as_long_as_the_strategy_says() {
    let platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    let buffer = live_through(&platform, &comparison(COMPUTING));
    for (strategy, expected_ms) in [
        (Strategy::Blocking, 120.0),
        (Strategy::OneByOne, 120.0),
        (Strategy::Async, 120.0),
        (Strategy::Background, 120.0),
        (Strategy::Parallel, 60.0),
        (Strategy::AsyncParallel, 60.0),
    ] {
        assert_about(wall_ms(&buffer, strategy), expected_ms);
    }
}

#[test]
fn every_strategy_and_tier_gives_the_same_answer() {
    for (job, expected) in [(COMPUTING, Some("5133")), (WAITING, None), (BOTH, None)] {
        let mut answers = Vec::new();
        for tier in [Tier::Threads, Tier::Workers, Tier::Single] {
            let buffer = live_through(
                &MockPlatform::new(tier, COSTS, samples::FIND),
                &comparison(job),
            );
            for (case, _, run) in buffer.ended.take() {
                let strategy = case.program.quadrant.unwrap();
                match run {
                    Ok(run) => answers.push(run.answer),
                    Err(fault) => {
                        assert_eq!(fault, Fault::Unavailable(tier), "{strategy:?}");
                        assert_ne!(tier, Tier::Threads, "{strategy:?}");
                    }
                }
            }
        }
        assert!(answers.len() > 50);
        let first = expected.unwrap_or(&answers[0]);
        assert!(answers.iter().all(|answer| answer == first));
    }
}

#[test]
fn rounds_are_interleaved_and_each_strategy_is_in_each() {
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &comparison(COMPUTING),
    );
    let rounds: Vec<_> = buffer
        .begun
        .take()
        .into_iter()
        .filter_map(|(case, phase)| match phase {
            Phase::Measure(round) => Some((round, case.program.quadrant.unwrap())),
            _ => None,
        })
        .collect();
    assert_eq!(rounds.len(), 18);
    assert!(rounds.is_sorted_by_key(|(round, _)| *round));
    for round in 0..3 {
        let mut strategies: Vec<_> = rounds.iter().filter(|(at, _)| *at == round).collect();
        strategies.sort();
        assert!(
            strategies
                .iter()
                .map(|(_, strategy)| *strategy)
                .eq(Strategy::ALL)
        );
    }
}

#[test]
fn watching_comes_first_and_sorts_letters_only_when_free() {
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &comparison(WAITING),
    );
    for (case, phase, run) in buffer.ended.take() {
        let strategy = case.program.quadrant.unwrap();
        let letters = run.expect("done").trace.letters_sorted;
        let waits = matches!(strategy, Strategy::Blocking | Strategy::Parallel);
        assert_eq!(
            letters > 0,
            phase == Phase::Watch && !waits,
            "{strategy:?} {phase:?}"
        );
    }
    assert!(buffer.beats.get() > 100);
    let news = buffer.news.take();
    let last = news
        .iter()
        .rfind(|news| Strategy::ALL[usize::from(news.case)] == Strategy::Parallel);
    assert_eq!(last.expect("news").chunks_done, 20);
    let early = news.iter().any(|news| (1..20).contains(&news.chunks_done));
    assert!(early, "news come while a run goes on");
}

#[test]
fn waits_queue_for_connections() {
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &comparison(WAITING),
    );
    let trace = measured(&buffer, Strategy::Async).trace;
    let of = |kind| trace.spans.iter().filter(move |span| span.kind == kind);
    assert_eq!(of(SpanKind::InFlight).count(), 20);
    let long = |span: &&Span| span.length() > Micros(50_000.0);
    assert_eq!(
        of(SpanKind::Queued).filter(long).count(),
        14,
        "six connections take six at once"
    );
    let mut edges: Vec<(f64, i32)> = Vec::new();
    for span in trace
        .spans
        .iter()
        .filter(|span| span.kind == SpanKind::InFlight)
    {
        edges.push((span.start.0, 1));
        edges.push((span.end.0, -1));
    }
    edges.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    let mut most = 0;
    edges.iter().fold(0, |now, (_, step)| {
        most = most.max(now + step);
        now + step
    });
    assert!(most <= 6);
}

#[test]
fn a_sleeping_caller_has_one_blocked_span_and_no_beats() {
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &comparison(COMPUTING),
    );
    let trace = measured(&buffer, Strategy::Parallel).trace;
    assert_eq!(trace.beats, []);
    let blocked: Vec<_> = trace
        .spans
        .iter()
        .filter(|span| span.track == Track::Caller && span.kind == SpanKind::Blocked)
        .collect();
    assert_eq!(blocked.len(), 1);
    assert_about(blocked[0].length().0, trace.wall.0);
}

#[test]
fn stop_ends_each_strategy_at_once() {
    for strategy in Strategy::ALL {
        let mut platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
        platform.stop_at = 150_000.0;
        let only = Comparison {
            cases: cases(WAITING, &[strategy]),
            ..comparison(WAITING)
        };
        let buffer = live_through(&platform, &only);
        let ended = buffer.ended.take();
        // A taker of the mock's pool does not look at the flag, so the run may end right; then no
        // further run begins.
        assert_eq!(ended.len(), 1, "{strategy:?}");
        assert_eq!(ended[0].1, Phase::Watch);
        if !matches!(strategy, Strategy::Parallel | Strategy::Background) {
            assert_eq!(ended[0].2, Err(Fault::Stopped), "{strategy:?}");
        }
    }
}

#[test]
fn a_failed_request_ends_its_strategy_and_no_other() {
    let mut platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    platform.broken_request = Some(7);
    let buffer = live_through(&platform, &comparison(WAITING));
    let fault = Fault::RequestRefused {
        chunk: 7,
        status: 500,
    };
    let ended = buffer.ended.take();
    let of = |strategy: Strategy| {
        ended
            .iter()
            .filter(move |(ended, ..)| ended.program.quadrant == Some(strategy))
    };
    assert!(of(Strategy::Async).map(|(_, _, run)| run).eq([&Err(fault)]));
    assert_eq!(
        of(Strategy::Parallel).count(),
        4,
        "one watched and three measured"
    );
}

#[test]
fn a_short_job_is_carried_out_several_times_a_sample() {
    let mut platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    platform.step = Micros(5_000.0);
    let buffer = live_through(&platform, &comparison(COMPUTING));
    for (strategy, iterations) in [(Strategy::Blocking, 5), (Strategy::Parallel, 9)] {
        let trace = measured(&buffer, strategy).trace;
        assert_eq!(trace.iterations, iterations, "{strategy:?}");
        assert_about(
            trace.wall.0,
            f64::from(iterations) * trace.per_iteration().0,
        );
        assert!(trace.wall.0 >= 95.0 * platform.step.0, "{strategy:?}");
    }
    let ended = buffer.ended.take();
    let watched = ended
        .iter()
        .filter(|(_, phase, _)| *phase == Phase::Watch)
        .map(|(.., run)| run.as_ref().expect("done").trace.iterations);
    assert!(watched.eq([1; 6]), "a watched run is one job");
}

#[test]
fn copies_do_the_whole_job_each() {
    let job = COMPUTING;
    let mut copies = cases(job, &[Strategy::AsyncParallel]);
    copies[0].variant = Variant::Copies;
    copies[0].values.set(THREADS, 3);
    let asked = Comparison {
        cases: copies,
        is_watched: false,
        ..comparison(job)
    };
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &asked,
    );
    let run = measured(&buffer, Strategy::AsyncParallel);
    assert_about(run.trace.wall.to_millis().0, 120.0);
    let works = run.trace.spans.iter();
    let works = works.filter(|span| span.kind == SpanKind::Work).count();
    assert_eq!(works, 3 * 60);
    assert_eq!(run.answer, "5133");
}

#[test]
fn copies_share_the_threads_there_are() {
    let job = COMPUTING;
    let took = |copies, threads| {
        let mut cases = cases(job, &[Strategy::AsyncParallel]);
        cases[0].variant = Variant::Copies;
        cases[0].values.set(THREADS, copies);
        let asked = Comparison {
            cases,
            is_watched: false,
            ..comparison(job)
        };
        let platform = MockPlatform::new(Tier::Workers, COSTS, samples::FIND);
        *platform.pool.free_at.borrow_mut() = vec![0.0; threads];
        let buffer = live_through(&platform, &asked);
        measured(&buffer, Strategy::AsyncParallel).trace.wall.0
    };
    let alone = took(1, 4);
    assert_about(took(4, 4), alone);
    assert_about(took(4, 2), 2.0 * alone);
}

#[test]
fn an_unrecorded_run_has_no_spans_and_the_same_answer() {
    let job = COMPUTING;
    let mut all = cases(job, &Strategy::ALL);
    all.iter_mut()
        .for_each(|one| one.variant = Variant::Unrecorded);
    let asked = Comparison {
        cases: all,
        ..comparison(job)
    };
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &asked,
    );
    for (case, _, run) in buffer.ended.take() {
        let run = run.expect("done");
        assert_eq!(run.trace.spans, [], "{case:?}");
        assert_eq!(run.answer, "5133");
    }
}

#[test]
fn runs_say_when_they_began() {
    let platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    let buffer = live_through(&platform, &comparison(WAITING));
    let mut free_again_at = CLOCK_BEGAN_AT.0;
    for (_, _, run) in buffer.ended.borrow().iter() {
        let trace = &run.as_ref().unwrap().trace;
        assert!(trace.began_at.0 > free_again_at, "{:?}", trace.began_at);
        free_again_at = trace.began_at.0 + trace.wall.to_millis().0;
    }
}

#[test]
fn a_track_is_a_taker_whatever_batches_there_are() {
    let tracks = |variant, strategy, threads| {
        let job = COMPUTING;
        let mut cases = cases(job, &[strategy]);
        cases[0].variant = variant;
        cases[0].values.set(THREADS, threads);
        let asked = Comparison {
            cases,
            is_watched: false,
            ..comparison(job)
        };
        let buffer = live_through(
            &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
            &asked,
        );
        let spans = measured(&buffer, strategy).trace.spans.into_iter();
        let tracks: std::collections::BTreeSet<Track> = spans.map(|span| span.track).collect();
        tracks
            .into_iter()
            .filter(|track| *track != Track::Caller)
            .collect::<Vec<_>>()
    };
    let three: Vec<_> = (0..3).map(Track::Worker).collect();
    assert_eq!(tracks(Variant::Copies, Strategy::AsyncParallel, 3), three);
    assert_eq!(tracks(Variant::Plain, Strategy::AsyncParallel, 3), three);
    assert_eq!(tracks(Variant::Plain, Strategy::Parallel, 3), three);
}
