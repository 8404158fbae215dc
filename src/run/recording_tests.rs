//! What a run leaves in its trace and tells while it goes on, under a mock clock.

use super::mock::{Book, CONNECTING, MockPlatform, ON_THE_ROAD, UNNOTICED};
use super::tests::{
    COMPUTING, COSTS, WAITING, assert_about, cases, comparison, live_through, measured,
};
use crate::comparison::{Comparison, Disturbance, Fault, Phase, Progress};
use crate::report::caller;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};
use crate::work::samples;

/// The same, without watching.
fn unwatched(job: &str) -> Comparison {
    Comparison {
        is_watched: false,
        ..comparison(job)
    }
}

fn of_kind(trace: &Trace, kind: SpanKind) -> Vec<Span> {
    let spans = trace.spans.iter();
    spans.filter(|span| span.kind == kind).copied().collect()
}

/// Every run of a comparison that got to its end.
fn traces(buffer: &Book) -> Vec<(Phase, Trace)> {
    let ended = buffer.ended.take().into_iter();
    ended
        .filter_map(|(_, phase, run)| match run {
            Ok(run) => Some((phase, run.trace)),
            Err(Fault::Unavailable(_)) => None,
            Err(fault) => panic!("{fault:?}"),
        })
        .collect()
}

#[test]
fn each_wait_is_queued_then_on_its_way_then_served_in_every_strategy_and_tier() {
    let on_its_way = COSTS.request - CONNECTING - UNNOTICED;
    let served = on_its_way - ON_THE_ROAD - ON_THE_ROAD;
    for tier in [Tier::Threads, Tier::Workers, Tier::Single] {
        let buffer = live_through(
            &MockPlatform::new(tier, COSTS, samples::FIND),
            &comparison(WAITING),
        );
        let all = traces(&buffer);
        assert!(all.len() >= 16);
        for (_, trace) in all {
            for chunk in 0..20 {
                let own = |kind| {
                    let spans = of_kind(&trace, kind);
                    let own: Vec<_> = spans
                        .into_iter()
                        .filter(|span| span.chunk == Some(chunk) && span.track != Track::Caller)
                        .collect();
                    assert_eq!(own.len(), 1, "{:?} {kind:?} {own:?}", trace.program);
                    own[0]
                };
                let (queued, way) = (own(SpanKind::Queued), own(SpanKind::InFlight));
                assert_eq!(queued.end, way.start);
                assert!(queued.length() >= Micros(CONNECTING.0 - 0.01));
                assert_about(way.length().0, on_its_way.0);
                let serving = own(SpanKind::Serving);
                assert_eq!(serving.track, Track::Server(chunk));
                assert_about(serving.length().0, served.0);
                assert_about((serving.start - way.start).0, ON_THE_ROAD.0);
            }
        }
    }
}

#[test]
fn what_the_browser_notes_late_is_found_out_after_the_run() {
    for (notes_after, served) in [(10_000.0, 20), (f64::INFINITY, 0)] {
        let mut platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
        platform.notes_after = notes_after;
        let buffer = live_through(&platform, &unwatched(WAITING));
        for strategy in [Strategy::Async, Strategy::Blocking, Strategy::OneByOne] {
            let trace = measured(&buffer, strategy).trace;
            assert_eq!(of_kind(&trace, SpanKind::Serving).len(), served);
            assert_eq!(of_kind(&trace, SpanKind::InFlight).len(), 20);
        }
        // As long as ever: nobody waited for it within a run.
        assert_about(measured(&buffer, Strategy::Async).trace.wall.0, 400_000.0);
    }
}

#[test]
fn each_chunk_has_turns_of_its_own_within_the_programs() {
    for (job, strategies) in [
        (
            WAITING,
            [Strategy::OneByOne, Strategy::Async, Strategy::AsyncParallel].as_slice(),
        ),
        (COMPUTING, [Strategy::OneByOne].as_slice()),
    ] {
        let buffer = live_through(
            &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
            &unwatched(job),
        );
        for &strategy in strategies {
            let trace = measured(&buffer, strategy).trace;
            let turns = of_kind(&trace, SpanKind::Poll);
            let (of_chunks, own): (Vec<_>, Vec<_>) =
                turns.into_iter().partition(|turn| turn.chunk.is_some());
            for chunk in 0..cases(job, strategies)[0].chunks() {
                let of_chunk = of_chunks.iter().filter(|turn| turn.chunk == Some(chunk));
                // Once to ask, once for the answer.
                assert!(of_chunk.count() >= 2, "{strategy:?} {chunk}");
            }
            let within = |turn: &Span| {
                own.iter()
                    .any(|outer| outer.start <= turn.start && turn.end <= outer.end)
            };
            assert!(of_chunks.iter().all(within), "{strategy:?}");
            let apart = own.windows(2).all(|pair| pair[0].end <= pair[1].start);
            assert!(apart, "{strategy:?}");
            assert_eq!(caller::turns(&trace), own.len() as f64);
        }
    }
}

/// What a watched strategy tells of what has not ended, and when it tells it.
fn news_of(buffer: &Book, strategy: Strategy) -> Vec<Progress> {
    let id = Strategy::ALL.iter().position(|known| *known == strategy);
    let news = buffer.news.borrow();
    let own = news
        .iter()
        .filter(|news| Some(usize::from(news.case)) == id);
    own.cloned().collect()
}

#[test]
fn a_watched_run_tells_what_has_begun_and_not_ended() {
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &comparison(WAITING),
    );
    let told = |strategy, kind, track: Track| {
        let news = news_of(&buffer, strategy).into_iter();
        news.flat_map(|news| {
            let end = news.now;
            let of = move |span: &Span| span.kind == kind && span.track == track;
            let open = news.open.into_iter().filter(of);
            open.map(move |span| (span, end)).collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
    };
    // The eighth of twenty: queued while the first six are on their way, then on its way itself.
    let wait = Track::Wait(8);
    for strategy in [Strategy::Async, Strategy::AsyncParallel] {
        let queued = told(strategy, SpanKind::Queued, wait);
        let on_its_way = told(strategy, SpanKind::InFlight, wait);
        assert!(queued.len() >= 5, "{strategy:?} {queued:?}");
        let growing: Vec<_> = queued
            .iter()
            .take(3)
            .map(|(span, now)| (span.end, *now))
            .collect();
        assert!(growing.iter().all(|(end, now)| end == now), "{growing:?}");
        assert!((2..=4).contains(&on_its_way.len()), "{on_its_way:?}");
        let (last, now) = on_its_way[on_its_way.len() - 1];
        assert_eq!(last.end, now);
        // Between answers the caller sorts letters, a millisecond at a time.
        assert!((100_000.0..110_000.0).contains(&last.start.0), "{last:?}");
        assert_eq!(queued[queued.len() - 1].0.end, last.start);
    }
    // Who stands still says so before, and when asleep all the time.
    let standing = told(Strategy::Blocking, SpanKind::Blocked, Track::Caller);
    assert_eq!(standing.len(), 20);
    assert_eq!(told(Strategy::Blocking, SpanKind::InFlight, wait).len(), 1);
    let asleep = told(Strategy::Parallel, SpanKind::Blocked, Track::Caller);
    assert!(asleep.len() >= 25, "{}", asleep.len());
    for strategy in Strategy::ALL {
        let last = news_of(&buffer, strategy).pop().expect("news");
        assert_eq!(last.open, [], "{strategy:?}: all has ended");
    }
}

#[test]
fn news_come_thirty_times_a_second_unless_the_caller_stands_still() {
    let buffer = live_through(
        &MockPlatform::new(Tier::Threads, COSTS, samples::FIND),
        &comparison(WAITING),
    );
    for strategy in Strategy::ALL {
        let times = news_of(&buffer, strategy);
        let limit = match strategy {
            Strategy::Blocking => 101_000.0,
            // The caller sorts letters in turns of a millisecond.
            _ => 35_500.0,
        };
        let late = times
            .windows(2)
            .find(|pair| (pair[1].now - pair[0].now).0 > limit);
        assert!(late.is_none(), "{strategy:?} {late:?}");
        // All spans that were told are in the trace, each once.
        let told: usize = times.iter().map(|news| news.spans.len()).sum();
        assert!(told > 20, "{strategy:?}");
    }
}

#[test]
fn a_run_during_which_the_computer_slept_is_marked_and_no_other() {
    let mut platform = MockPlatform::new(Tier::Threads, COSTS, samples::FIND);
    // Somewhere among the measured ones.
    platform.sleeps = Some((15_000_000.0, Millis(60_000.0)));
    let buffer = live_through(&platform, &unwatched(WAITING));
    let marks: Vec<_> = buffer
        .ended
        .take()
        .into_iter()
        .map(|(.., run)| run.expect("done").disturbance)
        .collect();
    assert_eq!(
        marks.iter().flatten().collect::<Vec<_>>(),
        [&Disturbance::Slept]
    );
    assert_eq!(marks.len(), 18);
}
