//! Messages between the page and the engine.

use super::packed::{Carries, Packed};
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
use super::timeline::LiveSpans;
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
use crate::comparison::lines::LineBar;
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
use crate::comparison::script::Checked;
use crate::comparison::script_error::ScriptCheck;
use crate::comparison::{Comparison, Fault, Phase, Piece};
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
use crate::comparison::{Progress, Run};
use crate::tier::{Tier, TierReason};
use crate::units::{Micros, Millis};
use crate::values::Values;
use crate::waits::WaitsFrom;
use serde::{Deserialize, Serialize};

/// What the page tells the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToEngine {
    /// The first message: start the pool.
    Start(Start),
    /// Carry out a comparison.
    Compare(Comparison),
    /// End the comparison; what is measured so far is kept.
    Stop,
    /// Find a size at which this lesson's job takes one thread a time that can be measured well. Answered by
    /// `Sized`.
    Size {
        /// The lesson's slug.
        lesson: String,
        /// The other values of its parameters.
        values: Values,
    },
    /// Say what is wrong with a reader's program, without running it. Answered by `Checked`.
    Check {
        /// Numbers what was asked.
        number: u32,
        /// The program.
        source: String,
    },
    /// "Are you there?" Answered as soon as the caller is free to.
    Poke(u32),
}

/// How the engine is to start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The best tier that may be tried.
    pub best_tier: Tier,
    /// Threads the pool should have.
    pub pool_threads: u16,
    /// The site's root as an absolute address, ending in a slash.
    pub site: String,
    /// Whether the page is inside another.
    pub is_framed: bool,
}

/// What the engine tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromEngine {
    /// It is up.
    Ready(Ready),
    /// The pool of threads did not start in time; this engine is of no use any more.
    PoolDidNotStart,
    /// The size that was asked for.
    Sized {
        /// The lesson's slug.
        lesson: String,
        /// The size; nothing where none can be found.
        size: Option<u32>,
    },
    /// What there is to say of a program.
    Checked {
        /// The number of what was asked.
        number: u32,
        /// What it is.
        check: ScriptCheck,
    },
    /// A run begins.
    Begins {
        /// Whose: the case's number.
        case: u16,
        /// Which of its runs.
        phase: Phase,
    },
    /// What a watched run has done since the last such message.
    Progress(LiveNews),
    /// A run ended.
    Ended {
        /// Whose: the case's number.
        case: u16,
        /// Which of its runs.
        phase: Phase,
        /// What came of it.
        run: Result<PackedRun, Fault>,
    },
    /// The comparison is over: all done, or stopped.
    Finished,
    /// A beat of the caller's heart, while a run is watched.
    Beat,
    /// The answer to a poke.
    Poked(u32),
    /// The caller itself broke; sent by the script around it. This engine is of no use any more.
    Broke(String),
}

/// The engine is up, and this is how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ready {
    /// What may be used.
    pub tier: Tier,
    /// And why.
    pub reason: TierReason,
    /// Threads of the pool.
    pub pool_threads: u16,
    /// From asking for the pool until it stood.
    pub pool_start: Millis,
    /// The step of the caller's clock.
    pub clock_step: Micros,
    /// Memory in bytes that each thread of the pool took when it was up, where there is a pool: with
    /// threads what the engine's memory grew by, with workers that of an instance of its own.
    pub memory_a_thread: Option<u64>,
    /// Where waits come from.
    pub waits: WaitsFrom,
}

impl Carries for FromEngine {
    fn beside(&self) -> Option<&Packed> {
        match self {
            Self::Ended { run: Ok(run), .. } => Some(&run.run),
            Self::Progress(news) => Some(&news.spans),
            _ => None,
        }
    }

    fn beside_mut(&mut self) -> Option<&mut Packed> {
        match self {
            Self::Ended { run: Ok(run), .. } => Some(&mut run.run),
            Self::Progress(news) => Some(&mut news.spans),
            _ => None,
        }
    }
}

/// A run: how long it took, and all of it beside the message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackedRun {
    /// The run's length.
    pub wall: Micros,
    /// A `comparison::Run`, what it printed, its lines and its checks.
    #[serde(skip)]
    pub run: Packed,
}

/// News from a watched run, its spans beside the message.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LiveNews {
    /// The case's number.
    pub case: u16,
    /// Time since the run began.
    pub now: Micros,
    /// Chunks finished so far,
    pub chunks_done: u32,
    /// of so many.
    pub chunks: u32,
    /// Letters sorted so far.
    pub letters_sorted: u64,
    /// Rows of the picture that were finished.
    pub pieces: Vec<Piece>,
    /// A `LiveSpans`.
    #[serde(skip)]
    pub spans: Packed,
}

/// What is in it.
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
type WholeRun = (Run, String, Vec<LineBar>, Vec<Checked>);

#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
impl PackedRun {
    /// Packs a run.
    pub fn pack(run: &Run) -> Self {
        Self {
            wall: run.trace.wall,
            run: Packed::pack(&(run, &run.output, &run.lines, &run.checks)),
        }
    }

    /// The run again; nothing if it is of another build.
    pub fn unpack(&self) -> Option<Run> {
        let (run, output, lines, checks) = self.run.unpack::<WholeRun>()?;
        Some(Run {
            output,
            lines,
            checks,
            ..run
        })
    }
}

#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
impl From<Progress> for LiveNews {
    fn from(progress: Progress) -> Self {
        Self {
            case: progress.case,
            now: progress.now,
            chunks_done: progress.chunks_done,
            chunks: progress.chunks,
            letters_sorted: progress.letters_sorted,
            pieces: progress.pieces,
            spans: Packed::pack(&LiveSpans {
                ended: progress.spans,
                open: progress.open,
                named: progress.named,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::packed::decode_with;
    use super::super::wire::{decode, encode};
    use super::*;
    use crate::strategy::Strategy;
    use crate::trace::{Span, SpanKind, Trace, Track};

    fn run(spans: usize) -> Run {
        let span = Span {
            track: Track::Caller,
            kind: SpanKind::Work,
            start: Micros::ZERO,
            end: Micros(1.0),
            chunk: None,
        };
        Run {
            answer: "4".to_owned(),
            measures: Vec::new(),
            output: String::new(),
            lines: Vec::new(),
            checks: Vec::new(),
            trace: Trace {
                program: Strategy::Async.into(),
                began_at: Millis(0.0),
                wall: Micros(7.0),
                iterations: 1,
                threads: 0,
                spans: vec![span; spans],
                named: Vec::new(),
                thinned: 0,
                beats: Vec::new(),
                beat_every: Micros(5_000.0),
                letters_sorted: 0,
            },
            disturbance: None,
        }
    }

    #[test]
    fn a_run_travels_beside_its_message() {
        let ended = |spans| FromEngine::Ended {
            case: 3,
            phase: Phase::Measure(1),
            run: Ok(PackedRun::pack(&run(spans))),
        };
        // However long the trace: whoever passes the message on reads the same few bytes.
        assert_eq!(encode(&ended(0)), encode(&ended(10_000)));
        let sent = ended(20);
        let alone: FromEngine = decode(&encode(&sent)).unwrap();
        assert_eq!(alone.beside().unwrap().unpack::<WholeRun>(), None);
        let beside = sent.beside().unwrap().0.clone();
        let got: FromEngine = decode_with(&encode(&sent), beside).unwrap();
        assert_eq!(got, sent);
        let printed = Run {
            output: "42".to_owned(),
            ..run(20)
        };
        assert_eq!(PackedRun::pack(&printed).unpack(), Some(printed));
    }
}
