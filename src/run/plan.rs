//! The plan of a comparison: warm each case up until its times are steady and then watch it once, then measure
//! in rounds, each case once a round in a shuffled order, so that whatever drifts (heat, other
//! programs) hits all alike. A run that would be short against the clock's step carries the job out
//! several times on end.

use super::caller::Caller;
use super::foreground::ForegroundWork;
use super::platform::{Observer, Platform};
use super::program::{AFTER_ALL, Answer, BEFORE_EACH, Carry, Code, Here, Stage};
use super::recorder::{Ending, Recorder};
use crate::comparison::{Case, Comparison, Fault, NoEngine, Phase, Run, Variant};
use crate::input::Bytes;
use crate::job::Job;
use crate::key::Key;
use crate::pool::Pool;
use crate::random::SplitMix64;
use crate::strategy::{Meanwhile, Strategy};
use crate::units::{Micros, Millis};
use crate::values::SERIAL_MS;
use futures_util::future::{Either, LocalBoxFuture, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::pin::pin;
use std::rc::Rc;

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
pub async fn compare(
    platform: &Here,
    code: Code,
    comparison: &Comparison,
    observer: &dyn Observer,
) {
    let plan = Plan {
        platform,
        code,
        comparison,
        observer,
    };
    // However it ended, the observer knows.
    let _ = plan.carry_out().await;
    plan.put_away().await;
    platform.pool().drain().await;
}

struct Plan<'a> {
    platform: &'a Here,
    code: Code,
    comparison: &'a Comparison,
    observer: &'a dyn Observer,
}

/// The comparison can't go on: it was stopped, or the engine broke.
struct Over;

/// A case that has not failed, and how many iterations on end make a sample of it.
#[derive(Clone)]
struct Going {
    case: Case,
    iterations: u32,
}

impl Plan<'_> {
    /// Warms up, watches, measures.
    async fn carry_out(&self) -> Result<(), Over> {
        let new = |case: &Case| Going {
            case: case.clone(),
            iterations: 1,
        };
        let mut going: Vec<Going> = self.comparison.cases.iter().map(new).collect();
        // Waiting takes as long the first time: only computing is compiled while it runs.
        for each in going.clone() {
            if self.computes(&each.case) && !self.warm_up(each.clone(), &mut going).await? {
                continue;
            }
            if self.comparison.is_watched {
                self.attempt(&mut each.clone(), Phase::Watch, &mut going)
                    .await?;
            }
        }
        self.measure(&mut going).await
    }

    /// Rounds of counted runs, until there are as many as are wanted.
    async fn measure(&self, going: &mut Vec<Going>) -> Result<(), Over> {
        let (start, mut round) = (self.platform.now(), 0);
        let repeats = self.comparison.repeats;
        while repeats.want_another(round, self.platform.now() - start) {
            for mut each in shuffled(going, self.comparison.seed, round) {
                let phase = Phase::Measure(round);
                self.attempt(&mut each, phase, going).await?;
            }
            round += 1;
        }
        Ok(())
    }

    /// The job, as a case cuts it.
    fn job(&self, case: &Case) -> Option<Job> {
        let comparison = self.comparison;
        (self.code.job)(&comparison.lesson, &case.values, comparison.seed)
    }

    /// Whether a case computes anything.
    fn computes(&self, case: &Case) -> bool {
        self.job(case).is_some_and(|job| job.work.is_some())
    }

    /// Runs a case until two runs on end take about as long; whether it can go on.
    async fn warm_up(&self, mut each: Going, going: &mut Vec<Going>) -> Result<bool, Over> {
        let (start, mut last) = (self.platform.now(), f64::INFINITY);
        for number in 0..MOST_WARM_UPS {
            let phase = Phase::WarmUp(number);
            let Some(job) = self.attempt(&mut each, phase, going).await? else {
                return Ok(false);
            };
            let is_steady = (job.0 - last).abs() <= STEADY * job.0;
            if is_steady || self.platform.now() - start >= LONGEST_WARM_UP {
                break;
            }
            last = job.0;
        }
        Ok(true)
    }

    /// One run; how long the job took. A case that fails goes no further, and the others do.
    /// What is short against the clock's step is carried out several times on end from now on.
    async fn attempt(
        &self,
        each: &mut Going,
        phase: Phase,
        going: &mut Vec<Going>,
    ) -> Result<Option<Micros>, Over> {
        match self.run(each, phase).await {
            Ok(job) => {
                if !matches!(phase, Phase::Measure(_)) {
                    let least = STEPS_A_SAMPLE * self.platform.clock_step().0;
                    let wanted = (least / job.0.max(1.0))
                        .ceil()
                        .clamp(1.0, MOST_ITERATIONS.into()) as u32;
                    // A watched run is longer than one that counts: the caller has other work then.
                    each.iterations = each.iterations.max(wanted);
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
    async fn run(&self, each: &Going, phase: Phase) -> Result<Micros, Fault> {
        self.platform.sleep(PAUSE).await;
        self.platform.pool().drain().await;
        if self.platform.stop() {
            return Err(Fault::Stopped);
        }
        self.observer.begins(&each.case, phase);
        let run = self.recorded(each, phase).await;
        let per_iteration = |run: &Run| run.trace.per_iteration();
        let summary = run.as_ref().map(per_iteration).map_err(Clone::clone);
        self.observer.ended(&each.case, phase, run);
        summary
    }

    async fn recorded(&self, each: &Going, phase: Phase) -> Result<Run, Fault> {
        let Going { case, iterations } = each;
        let (platform, lesson) = (self.platform, &*self.comparison.lesson);
        let tier = platform.tier();
        if !case.program.needs.are_met_in(tier) {
            return Err(Fault::Unavailable(tier));
        }
        let job = self.job(case).ok_or_else(unknown)?;
        let carry = (self.code.program)(lesson, case.program.key).ok_or_else(unknown)?;
        let ready = pin!(async {
            self.uncounted(BEFORE_EACH, case, &job).await?;
            platform.bytes_for_all(&job).await
        });
        let for_all = match select(ready, pin!(self.platform.stopped())).await {
            Either::Left((ready, _)) => ready?,
            Either::Right(_) => return Err(Fault::Stopped),
        };
        let watched = phase == Phase::Watch;
        let iterations = if watched { 1 } else { *iterations };
        platform.forget_wires();
        let ahead = || platform.calendar().0 - platform.now().to_millis().0;
        let ahead_before = ahead();
        let start = platform.now();
        let recorder = Rc::new(Recorder::new(case.clone(), job.clone(), watched, start));
        let caller = Caller::new(
            (&job, &case.values, for_all),
            (platform, self.observer),
            &recorder,
        )
        .with_scripts(&self.comparison.scripts);
        let (answer, end) = self
            .lived_through((case, carry), iterations, &caller)
            .await?;
        let calendar_ahead = Millis(ahead() - ahead_before);
        caller.gather_request_timings().await;
        if watched {
            self.observer.progress(recorder.news(end));
        }
        let ending = Ending {
            at: end,
            clock_began_at: platform.clock_began_at(),
            iterations,
            threads: case.pool_threads().max(caller.apart.get()),
            beat_every: BEAT_EVERY,
            calendar_ahead,
        };
        Ok(recorder.take_run(answer, ending))
    }

    /// When all is over: what the lesson puts away. Nothing can be done about what it can't.
    async fn put_away(&self) {
        if let Some(case) = self.comparison.cases.first()
            && let Some(job) = self.job(case)
        {
            let _ = self.uncounted(AFTER_ALL, case, &job).await;
        }
    }

    /// What a lesson has done beside its runs, if it has anything.
    async fn uncounted(&self, what: Key, case: &Case, job: &Job) -> Result<(), Fault> {
        let Some(carry) = (self.code.program)(&self.comparison.lesson, what) else {
            return Ok(());
        };
        let case = Case {
            variant: Variant::Unrecorded,
            ..case.clone()
        };
        let recorder = Recorder::new(case.clone(), job.clone(), false, self.platform.now());
        let recorder = Rc::new(recorder);
        let caller = Caller::new(
            (job, &case.values, Bytes::default()),
            (self.platform, self.observer),
            &recorder,
        );
        carry(&caller).await.map(drop)
    }

    /// The strategy, and what the caller does beside it: its heart beats, and in a watched run it
    /// sorts letters. When the strategy has ended, or the run was stopped, so has the rest.
    async fn lived_through(
        &self,
        (case, carry): (&Case, Carry),
        iterations: u32,
        caller: &Stage<'_>,
    ) -> Result<(Answer, Micros), Fault> {
        let program = async {
            let mut answer = Answer::default();
            for _ in 0..iterations {
                let program = carried_out(case, carry, caller);
                answer = caller.recording_polls(None, program).await?;
            }
            Ok((answer, self.platform.now()))
        };
        // Not a `join`: in here each is polled only when it is due, as tasks on one thread are.
        let mut tasks = FuturesUnordered::new();
        let task: LocalBoxFuture<'_, Result<(Answer, Micros), Fault>> = Box::pin(program);
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

    async fn heartbeat(&self, caller: &Stage<'_>) {
        loop {
            self.platform.sleep(BEAT_EVERY.to_millis()).await;
            caller.recorder.beat(self.platform.now());
            if caller.is_watched() {
                self.observer.beat();
            }
        }
    }

    async fn sort_letters(&self, caller: &Stage<'_>) {
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

async fn carried_out(case: &Case, carry: Carry, caller: &Stage<'_>) -> Result<Answer, Fault> {
    match case.variant {
        Variant::Plain | Variant::Unrecorded => {
            let meanwhile = case
                .program
                .quadrant
                .map_or(Meanwhile::GoesOn, Strategy::meanwhile);
            let serial = caller.compute_serial(meanwhile).await?;
            let mut answer = carry(caller).await?;
            let measure = |took: Millis| (SERIAL_MS, took.0);
            answer.measures.extend(serial.map(measure));
            Ok(answer)
        }
        Variant::Copies => caller.carried_out_in_copies().await,
    }
}

/// The fault of a lesson or a program that the engine has no code of: it comes from another build.
fn unknown() -> Fault {
    Fault::NoEngine(NoEngine::NotLoaded("there is no such program".to_owned()))
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
