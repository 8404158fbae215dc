//! Whole comparisons under a mock clock.

use super::mock::{Book, CLOCK_BEGAN_AT, Costs, Mock};
use super::plan::compare;
use crate::comparison::{Comparison, Contender, Fault, Phase, Run, Variant};
use crate::job::{Job, RequestPlan};
use crate::kernel::Kernel;
use crate::kernel::primes::Below;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::trace::{Span, SpanKind, Track};
use crate::units::{Micros, Millis};

pub(super) const COSTS: Costs = Costs {
    request: Micros(100_000.0),
    chunk: Micros(2_000.0),
};

pub(super) fn waiting() -> Job {
    Job {
        request: Some(RequestPlan {
            delay: Millis(100.0),
            bytes: 10,
            seed: 1,
        }),
        kernel: None,
        chunk_count: 20,
    }
}

pub(super) fn computing() -> Job {
    Job {
        request: None,
        kernel: Some(Kernel::Primes(Below(50_000))),
        chunk_count: 60,
    }
}

fn waiting_and_computing() -> Job {
    Job {
        kernel: computing().kernel,
        ..waiting()
    }
}

pub(super) fn contenders(job: &Job, strategies: &[Strategy]) -> Vec<Contender> {
    let contender = |(&strategy, id)| Contender {
        id,
        strategy,
        threads: 2,
        chunk_count: job.chunk_count,
        variant: Variant::Plain,
    };
    strategies.iter().zip(0..).map(contender).collect()
}

pub(super) fn comparison(job: Job) -> Comparison {
    Comparison {
        contenders: contenders(&job, &Strategy::ALL),
        job,
        is_watched: true,
        connections: 6,
        repeats: 3,
        seed: 1,
    }
}

pub(super) fn live_through(world: &Mock, comparison: &Comparison) -> Book {
    let book = Book::default();
    world.time.live_through(compare(world, comparison, &book));
    book
}

/// The first measured run of a strategy.
pub(super) fn measured(book: &Book, strategy: Strategy) -> Run {
    let ended = book.ended.borrow();
    let run = ended
        .iter()
        .find(|(ended, phase, _)| ended.strategy == strategy && matches!(phase, Phase::Measure(_)));
    run.expect("a run").2.clone().expect("done")
}

fn wall_ms(book: &Book, strategy: Strategy) -> f64 {
    measured(book, strategy).trace.wall.to_millis().0
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
    let world = Mock::new(Tier::Threads, COSTS);
    let book = live_through(&world, &comparison(waiting()));
    for (strategy, expected_ms) in [
        (Strategy::Blocking, 2_000.0),
        (Strategy::OneByOne, 2_000.0),
        (Strategy::Async, 400.0),
        (Strategy::Background, 2_000.0),
        (Strategy::Parallel, 1_000.0),
        (Strategy::AsyncParallel, 400.0),
    ] {
        assert_about(wall_ms(&book, strategy), expected_ms);
    }
}

#[test]
fn computing_takes_as_long_as_the_strategy_says() {
    let world = Mock::new(Tier::Threads, COSTS);
    let book = live_through(&world, &comparison(computing()));
    for (strategy, expected_ms) in [
        (Strategy::Blocking, 120.0),
        (Strategy::OneByOne, 120.0),
        (Strategy::Async, 120.0),
        (Strategy::Background, 120.0),
        (Strategy::Parallel, 60.0),
        (Strategy::AsyncParallel, 60.0),
    ] {
        assert_about(wall_ms(&book, strategy), expected_ms);
    }
}

#[test]
fn every_strategy_and_tier_gives_the_same_answer() {
    for (job, expected) in [
        (computing(), Some("5133")),
        (waiting(), None),
        (waiting_and_computing(), None),
    ] {
        let mut answers = Vec::new();
        for tier in [Tier::Threads, Tier::Workers, Tier::Single] {
            let book = live_through(&Mock::new(tier, COSTS), &comparison(job.clone()));
            for (contender, _, run) in book.ended.take() {
                let strategy = contender.strategy;
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
    let book = live_through(&Mock::new(Tier::Threads, COSTS), &comparison(computing()));
    let rounds: Vec<_> = book
        .begun
        .take()
        .into_iter()
        .filter_map(|(contender, phase)| match phase {
            Phase::Measure(round) => Some((round, contender.strategy)),
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
    let book = live_through(&Mock::new(Tier::Threads, COSTS), &comparison(waiting()));
    for (contender, phase, run) in book.ended.take() {
        let strategy = contender.strategy;
        let letters = run.expect("done").trace.letters_sorted;
        let waits = matches!(strategy, Strategy::Blocking | Strategy::Parallel);
        assert_eq!(
            letters > 0,
            phase == Phase::Watch && !waits,
            "{strategy:?} {phase:?}"
        );
    }
    assert!(book.beats.get() > 100);
    let news = book.news.take();
    let last = news
        .iter()
        .rfind(|news| Strategy::ALL[usize::from(news.contender)] == Strategy::Parallel);
    assert_eq!(last.expect("news").chunks_done, 20);
    let early = news.iter().any(|news| (1..20).contains(&news.chunks_done));
    assert!(early, "news come while a run goes on");
}

#[test]
fn waits_queue_for_connections() {
    let book = live_through(&Mock::new(Tier::Threads, COSTS), &comparison(waiting()));
    let trace = measured(&book, Strategy::Async).trace;
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
    let book = live_through(&Mock::new(Tier::Threads, COSTS), &comparison(computing()));
    let trace = measured(&book, Strategy::Parallel).trace;
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
        let mut world = Mock::new(Tier::Threads, COSTS);
        world.stop_at = 150_000.0;
        let only = Comparison {
            contenders: contenders(&waiting(), &[strategy]),
            ..comparison(waiting())
        };
        let book = live_through(&world, &only);
        let ended = book.ended.take();
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
    let mut world = Mock::new(Tier::Threads, COSTS);
    world.broken_request = Some(7);
    let book = live_through(&world, &comparison(waiting()));
    let fault = Fault::RequestRefused {
        chunk: 7,
        status: 500,
    };
    let ended = book.ended.take();
    let of = |strategy| {
        ended
            .iter()
            .filter(move |(ended, ..)| ended.strategy == strategy)
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
    let mut world = Mock::new(Tier::Threads, COSTS);
    world.step = Micros(5_000.0);
    let book = live_through(&world, &comparison(computing()));
    for (strategy, jobs) in [(Strategy::Blocking, 5), (Strategy::Parallel, 9)] {
        let trace = measured(&book, strategy).trace;
        assert_eq!(trace.jobs, jobs, "{strategy:?}");
        assert_about(trace.wall.0, f64::from(jobs) * trace.per_job().0);
        assert!(trace.wall.0 >= 95.0 * world.step.0, "{strategy:?}");
    }
    let ended = book.ended.take();
    let watched = ended
        .iter()
        .filter(|(_, phase, _)| *phase == Phase::Watch)
        .map(|(.., run)| run.as_ref().expect("done").trace.jobs);
    assert!(watched.eq([1; 6]), "a watched run is one job");
}

#[test]
fn copies_do_the_whole_job_each() {
    let job = computing();
    let mut copies = contenders(&job, &[Strategy::AsyncParallel]);
    copies[0].variant = Variant::Copies;
    copies[0].threads = 3;
    let asked = Comparison {
        contenders: copies,
        is_watched: false,
        ..comparison(job)
    };
    let book = live_through(&Mock::new(Tier::Threads, COSTS), &asked);
    let run = measured(&book, Strategy::AsyncParallel);
    assert_about(run.trace.wall.to_millis().0, 120.0);
    let works = run.trace.spans.iter();
    let works = works.filter(|span| span.kind == SpanKind::Work).count();
    assert_eq!(works, 3 * 60);
    assert_eq!(run.answer, "5133");
}

#[test]
fn an_unrecorded_run_has_no_spans_and_the_same_answer() {
    let job = computing();
    let mut all = contenders(&job, &Strategy::ALL);
    all.iter_mut()
        .for_each(|one| one.variant = Variant::Unrecorded);
    let asked = Comparison {
        contenders: all,
        ..comparison(job)
    };
    let book = live_through(&Mock::new(Tier::Threads, COSTS), &asked);
    for (contender, _, run) in book.ended.take() {
        let run = run.expect("done");
        assert_eq!(run.trace.spans, [], "{contender:?}");
        assert_eq!(run.answer, "5133");
    }
}

#[test]
fn runs_say_when_they_began() {
    let world = Mock::new(Tier::Threads, COSTS);
    let book = live_through(&world, &comparison(waiting()));
    let mut free_again_at = CLOCK_BEGAN_AT.0;
    for (_, _, run) in book.ended.borrow().iter() {
        let trace = &run.as_ref().unwrap().trace;
        assert!(trace.began_at.0 > free_again_at, "{:?}", trace.began_at);
        free_again_at = trace.began_at.0 + trace.wall.to_millis().0;
    }
}
