//! The plan of a comparison: watch each case once, warm up until times are steady, then measure in
//! rounds, each case once a round in a shuffled order, so that whatever drifts (heat, other
//! programs) hits all alike. A run that would be short against the clock's step carries the job out
//! several times on end.

use super::caller::Caller;
use super::foreground::ForegroundWork;
use super::platform::{Observer, Platform};
use super::recorder::{Ending, Recorder};
use super::strategies;
use crate::comparison::{Case, Comparison, Fault, Phase, Run, Variant};
use crate::job::Job;
use crate::pool::Pool;
use crate::random::SplitMix64;
use crate::units::{Micros, Millis};
use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::pin::{Pin, pin};

/// The heartbeat's period. At about 20 µs a beat it costs well under 1 % of a core.
pub const BEAT_EVERY: Micros = Micros(5_000.0);

/// Times have is_steady when two runs on end differ by no more than this share.
const STEADY: f64 = 0.1;

/// A sample is at least so many steps of the clock, so that a step is a hundredth of it at most.
const STEPS_A_SAMPLE: f64 = 100.0;

/// More iterations on end than this are not put into one sample, however short they are.
const MOST_ITERATIONS: u32 = 1_000;

/// No case is warmed up more often than this,
const MOST_WARM_UPS: u32 = 6;

/// nor longer than this.
const LONGEST_WARM_UP: Micros = Micros(2_000_000.0);

/// A pause before each run, so that what the last one left behind (sockets, garbage) is gone.
const PAUSE: Millis = Millis(15.0);

/// The caller sorts letters for so long before it gives way.
const SORTING_TURN: Micros = Micros(1_000.0);

/// Carries a comparison out. Everything it finds goes to the observer; it ends early when it is
/// stopped, or when the engine broke. No taker works any more when it has ended.
pub async fn compare<W: Platform, O: Observer>(
    platform: &W,
    comparison: &Comparison,
    observer: &O,
) {
    let plan = Plan {
        platform,
        comparison,
        observer,
    };
    // However it ended, the observer knows.
    let _ = plan.carry_out().await;
    platform.pool().drain().await;
}

struct Plan<'a, W: Platform, O: Observer> {
    platform: &'a W,
    comparison: &'a Comparison,
    observer: &'a O,
}

/// The comparison can't go on: it was stopped, or the engine broke.
struct Over;

/// A case that has not failed, and how many iterations on end make a sample of it.
#[derive(Clone, Copy)]
struct Going {
    case: Case,
    iterations: u32,
}

impl<W: Platform, O: Observer> Plan<'_, W, O> {
    /// Watches, warms up, measures.
    async fn carry_out(&self) -> Result<(), Over> {
        let new = |case: &Case| Going {
            case: *case,
            iterations: 1,
        };
        let mut going: Vec<Going> = self.comparison.cases.iter().map(new).collect();
        if self.comparison.is_watched {
            for mut each in going.clone() {
                self.attempt(&mut each, Phase::Watch, &mut going).await?;
            }
        }
        // Waiting takes as long the first time: only computing is compiled while it runs.
        if self.comparison.job.kernel.is_some() {
            for each in going.clone() {
                self.warm_up(each, &mut going).await?;
            }
        }
        for round in 0..self.comparison.repeats {
            for mut each in shuffled(&going, self.comparison.seed, round) {
                let phase = Phase::Measure(round);
                self.attempt(&mut each, phase, &mut going).await?;
            }
        }
        Ok(())
    }

    /// Runs a case until two runs on end take about as long.
    async fn warm_up(&self, mut each: Going, going: &mut Vec<Going>) -> Result<(), Over> {
        let (start, mut last) = (self.platform.now(), f64::INFINITY);
        for number in 0..MOST_WARM_UPS {
            let phase = Phase::WarmUp(number);
            let Some(job) = self.attempt(&mut each, phase, going).await? else {
                break;
            };
            let is_steady = (job.0 - last).abs() <= STEADY * job.0;
            if is_steady || self.platform.now() - start >= LONGEST_WARM_UP {
                break;
            }
            last = job.0;
        }
        Ok(())
    }

    /// One run; how long the job took. A case that fails goes no further, and the others do.
    /// What is short against the clock's step is carried out several times on end from now on.
    async fn attempt(
        &self,
        each: &mut Going,
        phase: Phase,
        going: &mut Vec<Going>,
    ) -> Result<Option<Micros>, Over> {
        match self.run(*each, phase).await {
            Ok(job) => {
                if !matches!(phase, Phase::Measure(_)) {
                    let least = STEPS_A_SAMPLE * self.platform.clock_step().0;
                    each.iterations = (least / job.0.max(1.0))
                        .ceil()
                        .clamp(1.0, MOST_ITERATIONS.into())
                        as u32;
                    going
                        .iter_mut()
                        .filter(|known| known.case.id == each.case.id)
                        .for_each(|known| known.iterations = each.iterations);
                }
                Ok(Some(job))
            }
            Err(fault) if fault == Fault::Stopped || fault.breaks_engine() => Err(Over),
            Err(_) => {
                going.retain(|known| known.case.id != each.case.id);
                Ok(None)
            }
        }
    }

    /// One run, told to the observer; how long the job took.
    async fn run(&self, each: Going, phase: Phase) -> Result<Micros, Fault> {
        self.platform.sleep(PAUSE).await;
        self.platform.pool().drain().await;
        if self.platform.stop() {
            return Err(Fault::Stopped);
        }
        self.observer.begins(each.case, phase);
        let run = self.recorded(each, phase).await;
        let per_iteration = |run: &Run| run.trace.per_iteration();
        let summary = run.as_ref().map(per_iteration).map_err(Clone::clone);
        self.observer.ended(each.case, phase, run);
        summary
    }

    async fn recorded(&self, each: Going, phase: Phase) -> Result<Run, Fault> {
        let Going { case, iterations } = each;
        let platform = self.platform;
        let job = &Job {
            chunk_count: case.chunk_count,
            ..self.comparison.job.clone()
        };
        let tier = platform.tier();
        if !case.program.needs.are_met_in(tier) {
            return Err(Fault::Unavailable(tier));
        }
        let watched = phase == Phase::Watch;
        let iterations = if watched { 1 } else { iterations };
        platform.forget_wires();
        let ahead = || platform.calendar().0 - platform.now().to_millis().0;
        let ahead_before = ahead();
        let start = platform.now();
        let recorder = Recorder::new(case, job.chunk_count, watched, start);
        let means = (job, case.threads, self.comparison.connections);
        let caller = Caller::new(means, (platform, self.observer), &recorder);
        let end = self.lived_through(case, iterations, &caller).await?;
        let calendar_ahead = Millis(ahead() - ahead_before);
        caller.gather_request_timings().await;
        if watched {
            self.observer.progress(recorder.news(job, end));
        }
        let ending = Ending {
            at: end,
            clock_began_at: platform.clock_began_at(),
            iterations,
            threads: case.pool_threads(),
            beat_every: BEAT_EVERY,
            calendar_ahead,
        };
        Ok(recorder.into_run(job, ending))
    }

    /// The strategy, and what the caller does beside it: its heart beats, and in a watched run it
    /// sorts letters. When the strategy has ended, or the run was stopped, so has the rest.
    async fn lived_through(
        &self,
        case: Case,
        iterations: u32,
        caller: &Caller<'_, W, O>,
    ) -> Result<Micros, Fault> {
        let program = async {
            for _ in 0..iterations {
                let program = carried_out(case, caller);
                caller.recording_polls(None, program).await?;
            }
            Ok(self.platform.now())
        };
        // Not a `join`: in here each is polled only when it is due, as tasks on one thread are.
        let mut tasks = FuturesUnordered::new();
        let task: Pin<Box<dyn Future<Output = Result<Micros, Fault>> + '_>> = Box::pin(program);
        tasks.push(task);
        tasks.push(Box::pin(async { never(self.heartbeat(caller)).await }));
        if caller.is_watched() {
            tasks.push(Box::pin(async { never(caller.keep_telling()).await }));
            tasks.push(Box::pin(async { never(self.sort_letters(caller)).await }));
        }
        let stopped = pin!(self.platform.stopped());
        match select(tasks.next(), stopped).await {
            Either::Left((Some(ended), _)) => ended,
            Either::Left((None, _)) | Either::Right(_) => Err(Fault::Stopped),
        }
    }

    async fn heartbeat(&self, caller: &Caller<'_, W, O>) {
        loop {
            self.platform.sleep(BEAT_EVERY.to_millis()).await;
            caller.recorder.beat(self.platform.now());
            if caller.is_watched() {
                self.observer.beat();
            }
        }
    }

    async fn sort_letters(&self, caller: &Caller<'_, W, O>) {
        let mut work = ForegroundWork::new();
        loop {
            self.platform.yield_now().await;
            let start = self.platform.now();
            let letters = self
                .platform
                .keep_busy(SORTING_TURN, &mut || work.sort_one());
            caller.recorder.sorted(letters, start, self.platform.now());
        }
    }
}

async fn carried_out<W: Platform, O: Observer>(
    case: Case,
    caller: &Caller<'_, W, O>,
) -> Result<(), Fault> {
    match case.variant {
        Variant::Plain | Variant::Unrecorded => strategies::carry_out(case.program, caller).await,
        Variant::Copies => caller.carried_out_in_copies().await,
    }
}

/// A task that goes on for ever ends with nothing.
async fn never<T>(forever: impl Future<Output = ()>) -> T {
    forever.await;
    std::future::pending().await
}

/// The cases in an order that depends on the seed and the round (Fisher–Yates, with `SplitMix64`).
fn shuffled(going: &[Going], seed: u32, round: u32) -> Vec<Going> {
    let mut order = going.to_vec();
    let mut random = SplitMix64(u64::from(seed) << 32 | u64::from(round));
    for last in (1..order.len()).rev() {
        // Not `below`: a seed gives the order that it always gave.
        order.swap(last, (random.next() % (last as u64 + 1)) as usize);
    }
    order
}
