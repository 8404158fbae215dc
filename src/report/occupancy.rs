//! Where the time went: for each thread given to the job, working, waiting, idle or blocked.

use super::cover::{changes, covered, per_wall, summed};
use crate::strategy::Strategy;
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::Micros;

/// Shares of the wall time, averaged over the caller and the threads given; they add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occupancy {
    /// Computing, or taking a turn.
    pub working: f64,
    /// Free while something is on its way or others compute: could do other things.
    pub waiting: f64,
    /// Nothing to do.
    pub idle: f64,
    /// Standing still, unable to do anything else.
    pub blocked: f64,
}

/// Threads of the pool that this run was given, besides the caller.
pub fn pool_threads(trace: &Trace) -> usize {
    let given = match trace.program.quadrant {
        Some(Strategy::Blocking | Strategy::OneByOne | Strategy::Async) => 0,
        Some(Strategy::Background) => 1,
        None if !trace.program.needs.pool => 0,
        Some(Strategy::Parallel | Strategy::AsyncParallel) | None => usize::from(trace.threads),
    };
    // Runs that were kept before a track was a taker may have tracks of threads that nobody was given.
    given.max(workers_seen(trace).len())
}

/// Whether a thread of the pool did anything.
pub fn uses_pool(trace: &Trace) -> bool {
    !workers_seen(trace).is_empty()
}

/// Threads that may compute: the pool's, or the caller where it computes itself. `None` where other machines do, for
/// nobody here knows all of theirs.
pub fn computing_threads(trace: &Trace) -> Option<usize> {
    if trace.spans.iter().any(is_elsewhere) {
        return None;
    }
    Some(match trace.program.quadrant {
        Some(Strategy::Parallel | Strategy::AsyncParallel) | None => pool_threads(trace).max(1),
        // One at a time, on whichever thread.
        Some(Strategy::Blocking | Strategy::OneByOne | Strategy::Async | Strategy::Background) => 1,
    })
}

/// Whether that was on another machine.
fn is_elsewhere(span: &Span) -> bool {
    matches!(span.track, Track::Machine(_))
}

/// The four shares. On one thread the innermost span counts: who stands still within a turn is
/// blocked. A thread of the pool without a span is idle; the caller is waiting as long as others do
/// something for it. `None` for a run without length.
pub fn occupancy(trace: &Trace) -> Option<Occupancy> {
    let on_caller = |span: &&Span| span.track == Track::Caller;
    let caller = busy(trace, Track::Caller);
    let caller_or_pending = covered(
        trace,
        trace.spans.iter().filter(|span| match span.kind {
            SpanKind::Poll | SpanKind::Work | SpanKind::Blocked => true,
            SpanKind::Queued | SpanKind::InFlight => true,
            SpanKind::Meanwhile => on_caller(span),
            SpanKind::Serving | SpanKind::Named => false,
        }),
    );
    let waiting = caller_or_pending - caller.busy;
    let (mut working, mut blocked) = (caller.busy - caller.blocked, caller.blocked);
    for worker in workers_seen(trace) {
        let worker = busy(trace, worker);
        working = working + (worker.busy - worker.blocked);
        blocked = blocked + worker.blocked;
    }
    let threads = 1.0 + pool_threads(trace) as f64;
    let share =
        |part: Micros| -> Option<f64> { Some((per_wall(trace, part)? / threads).clamp(0.0, 1.0)) };
    let (working, waiting, blocked) = (share(working)?, share(waiting)?, share(blocked)?);
    Some(Occupancy {
        working,
        waiting,
        idle: (1.0 - working - waiting - blocked).max(0.0),
        blocked,
    })
}

/// How long each of the threads given had nothing to do for the job, each time it was carried out; in the order of their
/// tracks.
pub fn idle_times(trace: &Trace) -> Vec<Micros> {
    let last = workers_seen(trace).last().copied();
    let seen = last.map_or(0, |track| match track {
        Track::Worker(last) => usize::from(last) + 1,
        _ => 0,
    });
    let threads = 0..pool_threads(trace).max(seen) as u16;
    let iterations = f64::from(trace.iterations.max(1));
    threads
        .map(|worker| {
            let idle = trace.wall - busy(trace, Track::Worker(worker)).busy;
            Micros(idle.max(Micros::ZERO).0 / iterations)
        })
        .collect()
}

/// The same, on average over the threads; `None` where none was given.
pub fn mean_idle(trace: &Trace) -> Option<Micros> {
    let idle = idle_times(trace);
    let sum = idle.iter().fold(Micros::ZERO, |sum, idle| sum + *idle);
    (!idle.is_empty()).then(|| Micros(sum.0 / idle.len() as f64))
}

/// Threads of this computer computing, on average over the run.
pub fn threads_at_work(trace: &Trace) -> Option<f64> {
    per_wall(trace, summed(trace, here(trace, SpanKind::Work)))
}

/// Waits on the wire, on average over the run: request sent, answer not here.
pub fn waits_in_flight(trace: &Trace) -> Option<f64> {
    per_wall(trace, summed(trace, here(trace, SpanKind::InFlight)))
}

/// Waits that had no connection yet, on average over the run.
pub fn waits_queued(trace: &Trace) -> Option<f64> {
    per_wall(trace, summed(trace, here(trace, SpanKind::Queued)))
}

/// The most waits on their way at once.
pub fn most_waits_in_flight(trace: &Trace) -> usize {
    most_at_once(trace, SpanKind::InFlight)
}

/// The most spans of a kind at once. One that ends when another begins makes room for it.
pub fn most_at_once(trace: &Trace, kind: SpanKind) -> usize {
    most_of(here(trace, kind))
}

/// The most threads of the pool that computed at once; 1 where the caller alone did.
pub fn most_threads(trace: &Trace) -> usize {
    let on_pool = |span: &&Span| matches!(span.track, Track::Worker(_));
    let most = most_of(of_kind(trace, SpanKind::Work).filter(on_pool));
    most.max(usize::from(computes(trace)))
}

fn most_of<'a>(spans: impl Iterator<Item = &'a Span>) -> usize {
    let (mut now, mut most) = (0, 0);
    for change in changes(spans.map(|span| (span.start, span.end)).collect()) {
        now = if change.begins { now + 1 } else { now - 1 };
        most = most.max(now);
    }
    most
}

/// The busiest thread's computing over the mean of the threads given; 1 is even. `None` under two
/// threads, or where nothing was computed.
pub fn imbalance(trace: &Trace) -> Option<f64> {
    let threads = computing_threads(trace)?;
    let works: Vec<f64> = workers_seen(trace)
        .into_iter()
        .map(|worker| {
            let own = of_kind(trace, SpanKind::Work).filter(|span| span.track == worker);
            summed(trace, own).0
        })
        .collect();
    let mean = works.iter().sum::<f64>() / threads as f64;
    (threads >= 2 && mean > 0.0).then(|| works.iter().copied().fold(0.0, f64::max) / mean)
}

/// Whether anything was computed.
pub fn computes(trace: &Trace) -> bool {
    of_kind(trace, SpanKind::Work).next().is_some()
}

/// The threads of the pool that did anything for the job. Those that computed something else meanwhile are not its.
pub fn workers_seen(trace: &Trace) -> Vec<Track> {
    let of_job = |span: &&Span| span.kind != SpanKind::Meanwhile;
    let tracks = trace.spans.iter().filter(of_job).map(|span| span.track);
    let mut workers: Vec<_> = tracks
        .filter(|track| matches!(track, Track::Worker(_)))
        .collect();
    workers.sort_unstable();
    workers.dedup();
    workers
}

struct Busy {
    /// Turning, computing or standing still.
    busy: Micros,
    /// Standing still.
    blocked: Micros,
}

fn busy(trace: &Trace, track: Track) -> Busy {
    let own = || trace.spans.iter().filter(move |span| span.track == track);
    let is_busy = |span: &&Span| {
        matches!(
            span.kind,
            SpanKind::Poll | SpanKind::Work | SpanKind::Blocked
        )
    };
    Busy {
        busy: covered(trace, own().filter(is_busy)),
        blocked: covered(trace, own().filter(|span| span.kind == SpanKind::Blocked)),
    }
}

/// The same, but for what other machines did.
fn here(trace: &Trace, kind: SpanKind) -> impl Iterator<Item = &Span> {
    of_kind(trace, kind).filter(|span| !is_elsewhere(span))
}

fn of_kind(trace: &Trace, kind: SpanKind) -> impl Iterator<Item = &Span> {
    trace.spans.iter().filter(move |span| span.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{any_trace, span, trace};
    use super::*;
    use crate::strategy::Strategy;
    use proptest::prelude::*;

    #[test]
    fn twenty_waits_six_at_once() {
        let mut run = trace(Strategy::Async, 400.0);
        for wait in 0..20u32 {
            let start = f64::from(wait / 6) * 100.0;
            let track = Track::Wait(wait);
            run.spans.push(span(track, SpanKind::Queued, 0.0, start));
            run.spans
                .push(span(track, SpanKind::InFlight, start, start + 100.0));
        }
        assert_eq!(most_waits_in_flight(&run), 6);
        assert_eq!(waits_in_flight(&run), Some(5.0));
        // Six after 100 ms each, six after 200, two after 300.
        assert_eq!(waits_queued(&run), Some(6.0));
        assert_eq!(threads_at_work(&run), Some(0.0));
        assert_eq!(imbalance(&run), None);
        let shares = occupancy(&run).unwrap();
        assert_eq!((shares.waiting, shares.working), (1.0, 0.0));
    }

    #[test]
    fn caller_waits_for_its_workers_and_one_of_them_idles() {
        let mut run = trace(Strategy::AsyncParallel, 100.0);
        run.threads = 3;
        run.spans = vec![
            span(Track::Caller, SpanKind::Poll, 0.0, 10.0),
            span(Track::Worker(0), SpanKind::Work, 10.0, 90.0),
            span(Track::Worker(1), SpanKind::Work, 10.0, 50.0),
        ];
        let shares = occupancy(&run).unwrap();
        assert!((shares.working - 130.0 / 400.0).abs() < 1e-9);
        assert!((shares.waiting - 80.0 / 400.0).abs() < 1e-9);
        assert_eq!(shares.blocked, 0.0);
        assert_eq!(threads_at_work(&run), Some(1.2));
        assert_eq!(imbalance(&run), Some(2.0));
    }

    #[test]
    fn each_thread_given_is_idle_while_it_has_nothing_to_do_also_one_that_never_had() {
        let mut run = trace(Strategy::AsyncParallel, 100.0);
        run.threads = 3;
        run.spans = vec![
            span(Track::Worker(0), SpanKind::Work, 0.0, 100.0),
            span(Track::Worker(2), SpanKind::Work, 10.0, 40.0),
        ];
        let idle = |run: &Trace| {
            idle_times(run)
                .iter()
                .map(|idle| idle.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(idle(&run), [0.0, 100.0, 70.0]);
        assert_eq!(mean_idle(&run), Some(Micros(170.0 / 3.0)));
        // Of several times on end it is that of each.
        run.iterations = 10;
        assert_eq!(idle(&run), [0.0, 10.0, 7.0]);
        assert_eq!(mean_idle(&trace(Strategy::Blocking, 100.0)), None);
    }

    #[test]
    fn who_computes_something_else_is_none_of_the_jobs_threads() {
        let mut run = trace(Strategy::AsyncParallel, 100.0);
        run.threads = 1;
        run.spans = vec![
            span(Track::Worker(0), SpanKind::Work, 0.0, 100.0),
            span(Track::Worker(1), SpanKind::Meanwhile, 0.0, 100.0),
        ];
        assert_eq!((pool_threads(&run), threads_at_work(&run)), (1, Some(1.0)));
        let shares = occupancy(&run).unwrap();
        assert_eq!((shares.working, shares.idle), (0.5, 0.0));
    }

    #[test]
    fn what_other_machines_do_is_none_of_this_computers_threads() {
        let mut run = trace(Strategy::Async, 100.0);
        run.named = vec!["other".to_owned()];
        let there = Track::Machine(0);
        run.spans = vec![
            span(there, SpanKind::InFlight, 0.0, 10.0),
            span(there, SpanKind::Work, 10.0, 90.0),
            span(there, SpanKind::InFlight, 90.0, 100.0),
        ];
        assert_eq!(threads_at_work(&run), Some(0.0));
        assert_eq!(waits_in_flight(&run), Some(0.0));
        assert_eq!(computing_threads(&run), None);
        assert!(computes(&run));
        // I wait for it all the same.
        assert_eq!(occupancy(&run).unwrap().waiting, 1.0);
    }

    #[test]
    fn standing_still_within_a_turn_is_no_work() {
        let mut run = trace(Strategy::Blocking, 100.0);
        run.spans = vec![
            span(Track::Caller, SpanKind::Poll, 0.0, 100.0),
            span(Track::Caller, SpanKind::Blocked, 25.0, 100.0),
        ];
        let shares = occupancy(&run).unwrap();
        assert_eq!((shares.working, shares.blocked), (0.25, 0.75));
    }

    proptest! {
        #[test]
        fn shares_add_up_to_one(run in any_trace()) {
            let shares = occupancy(&run).unwrap();
            let all = [shares.working, shares.waiting, shares.idle, shares.blocked];
            prop_assert!(all.iter().all(|share| (0.0..=1.0).contains(share)), "{shares:?}");
            prop_assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shares:?}");
        }
    }
}
