//! A comparison: one job carried out in several cases, mostly one a strategy. What is asked for,
//! its runs, and what comes of each.

pub mod lines;
pub mod record;
pub mod script;
pub mod script_error;

use crate::kernel::{Interrupted, Picture};
use crate::key::Key;
use crate::program::Program;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::trace::{Span, Trace};
use crate::units::Micros;
use crate::values::Values;
use lines::LineBar;
use script::{Checked, Script};
use script_error::ScriptError;
use serde::{Deserialize, Serialize};

/// One lesson's job, several cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The lesson's slug: it says what is to be done.
    pub lesson: String,
    /// Who carries it out, and how.
    pub cases: Vec<Case>,
    /// Whether each is watched before it is measured.
    pub is_watched: bool,
    /// Measured repeats of each case.
    pub repeats: Repeats,
    /// Shuffles the order within a round, and makes what is asked for repeatable.
    pub seed: u32,
    /// The reader's own programs, where the lesson is made of them.
    pub scripts: Vec<Script>,
}

/// How often each case is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Repeats {
    /// As often as fits in six seconds of measuring, from 6 times (fewer tell nothing) to 15.
    Auto,
    /// So often.
    Exactly(u32),
}

impl Repeats {
    const FEWEST: u32 = 6;
    const MOST: u32 = 15;
    const TIME: Micros = Micros(6_000_000.0);

    /// Whether another round is to follow so many, which took so long in all.
    pub fn want_another(self, rounds: u32, took: Micros) -> bool {
        match self {
            Self::Exactly(wanted) => rounds < wanted,
            Self::Auto if rounds < Self::FEWEST => true,
            // The next takes about as long as the others.
            Self::Auto => {
                let with_next = took.0 * f64::from(rounds + 1) / f64::from(rounds);
                rounds < Self::MOST && with_next <= Self::TIME.0
            }
        }
    }

    /// There will be no more than so many.
    pub const fn most(self) -> u32 {
        match self {
            Self::Auto => Self::MOST,
            Self::Exactly(wanted) => wanted,
        }
    }
}

/// What a comparison is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Programs, side by side.
    Programs,
    /// One program on more and more threads, beside copies of the job.
    Threads,
    /// One program with more and more chunks.
    Chunks,
    /// Each program with and without recording.
    Recording,
}

/// One way to carry the job out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its number, by which it is known in messages.
    pub id: u16,
    /// How.
    pub program: Program,
    /// The values of the lesson's parameters.
    pub values: Values,
    /// What is different from a plain run.
    pub variant: Variant,
}

impl Case {
    /// A plain run of a program.
    pub const fn plain(id: u16, program: Program, values: Values) -> Self {
        Self {
            id,
            program,
            values,
            variant: Variant::Plain,
        }
    }

    /// Threads, where the program uses many; at most the pool's.
    pub fn threads(&self) -> u16 {
        self.values.threads()
    }

    /// Threads that the pool needs for its runs: the job's, and those that do something else meanwhile.
    pub fn pool_size(&self) -> u16 {
        self.threads().saturating_add(self.values.load())
    }

    /// Chunks the job is cut into.
    pub fn chunks(&self) -> u32 {
        self.values.chunks()
    }

    /// Threads of the pool that its runs ask for; 0 where its program uses none.
    pub fn pool_threads(&self) -> u16 {
        match self.program.quadrant {
            Some(Strategy::Background) => 1,
            Some(Strategy::Parallel | Strategy::AsyncParallel) => self.threads(),
            None if self.program.needs.pool => self.threads(),
            Some(Strategy::Blocking | Strategy::OneByOne | Strategy::Async) | None => 0,
        }
    }
}

/// What is different from a plain run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Variant {
    /// Nothing.
    Plain,
    /// Each thread carries out the whole job by itself: what the machine could do at best.
    Copies,
    /// No spans are recorded: shows what recording costs.
    Unrecorded,
}

/// Which of a case's runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Drawn live, with other work for the caller, not counted.
    Watch,
    /// Until times are steady, not counted. Numbered from 0.
    WarmUp(u32),
    /// Counted. Numbered from 0.
    Measure(u32),
}

/// A run that got to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The job's result.
    pub answer: String,
    /// What else the run found out, by key.
    pub measures: Vec<(Key, f64)>,
    /// What the reader's own program printed. Not kept with it.
    #[serde(skip)]
    pub output: String,
    /// When its lines were being run, of a watched one. Not kept either.
    #[serde(skip)]
    pub lines: Vec<LineBar>,
    /// What had to be true of it, of a watched one that is an exercise. Not kept either.
    #[serde(skip)]
    pub checks: Vec<Checked>,
    /// What happened.
    pub trace: Trace,
    /// What makes its times no measurement, if anything does.
    pub disturbance: Option<Disturbance>,
}

/// What makes a run's times no measurement. Such a run is kept and marked, and left out of medians.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disturbance {
    /// The caller's clock went backwards.
    ClockWentBack,
    /// The tab was hidden for a while: browsers slow the timers of hidden tabs down.
    TabHidden,
    /// The computer slept for a while.
    Slept,
}

/// News from a watched run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The case's number.
    pub case: u16,
    /// Time since the run began.
    pub now: Micros,
    /// Spans that ended since the last news.
    pub spans: Vec<Span>,
    /// Spans that have begun and not ended; their ends are `now`. A wait in flight comes with its
    /// queueing, which has ended but is told as a span only with the whole wait.
    pub open: Vec<Span>,
    /// New names that the program gave to parts of itself.
    pub named: Vec<String>,
    /// Chunks finished so far,
    pub chunks_done: u32,
    /// of so many.
    pub chunks: u32,
    /// Letters sorted so far.
    pub letters_sorted: u64,
    /// Rows of the picture that were finished.
    pub pieces: Vec<Piece>,
}

/// Some rows of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The whole picture's size.
    pub of: Picture,
    /// The first of the rows.
    pub top: u32,
    /// A shade a pixel, row after row.
    #[serde(with = "serde_bytes")]
    pub shades: Vec<u8>,
}

/// Why a run has no result. The page has the sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The reader stopped it.
    Stopped,
    /// This strategy can't run in this tier; `single` has no other thread, in `workers` none can sleep.
    Unavailable(Tier),
    /// A request got no answer in time.
    RequestTimedOut {
        /// The chunk that asked.
        chunk: u32,
        /// The limit in milliseconds.
        limit_ms: u32,
    },
    /// A request failed on its way; the browser's own words.
    RequestFailed {
        /// The chunk that asked.
        chunk: u32,
        /// What the browser said.
        message: String,
    },
    /// The server answered with an error.
    RequestRefused {
        /// The chunk that asked.
        chunk: u32,
        /// The HTTP status.
        status: u16,
    },
    /// A chunk broke the thread that computed it. The engine has to be thrown away.
    ChunkBroke {
        /// The chunk, where it is known.
        chunk: Option<u32>,
        /// The panic's message or the trap's name.
        message: String,
    },
    /// Threads or workers could not be used after all; the browser's own words.
    PoolFailed(String),
    /// There is no engine to run it.
    NoEngine(NoEngine),
    /// What the browser keeps for a page could not be used; its own words.
    Storage(String),
    /// No browser offers what it would take.
    NotOffered,
    /// What a lesson's programs work on could not be had; the browser's own words.
    NoData(String),
    /// What a chunk was to be computed of is cut short, damaged, or not what it should be.
    BadInput {
        /// The chunk.
        chunk: u32,
    },
    /// The reader's own program is wrong, or went wrong.
    Script(ScriptError),
    /// There are no other machines here; why, in a sentence.
    NoMachines(String),
    /// Other machines did not bring it to an end; why, in a sentence.
    Machines(String),
}

/// Why there is no engine at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoEngine {
    /// The browser does not let this page start a worker; its own words.
    WorkerRefused(String),
    /// The engine's files could not be loaded or started; the browser's own words.
    NotLoaded(String),
    /// It did not answer in time.
    TooSlow,
}

impl Fault {
    /// The fault of a chunk whose computing did not come to its end.
    pub const fn of(why: Interrupted, chunk: u32) -> Self {
        match why {
            Interrupted::Stopped => Self::Stopped,
            Interrupted::BadInput => Self::BadInput { chunk },
        }
    }

    /// Whether it can't be done here, and nothing went wrong.
    pub const fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Unavailable(_) | Self::NotOffered | Self::NoMachines(_)
        )
    }

    /// Whether the engine that reported it must be replaced.
    pub const fn breaks_engine(&self) -> bool {
        matches!(self, Self::ChunkBroke { .. } | Self::PoolFailed(_))
    }
}
