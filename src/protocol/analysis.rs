//! Messages between the page and the analysis: the worker that makes numbers, drawings and files of
//! what the engine traced, so that the page's own thread never has to.

use super::engine::PackedRun;
use super::packed::{Carries, Packed};
use super::result::EnvironmentV1;
use crate::comparison::script::Script;
use crate::comparison::{Case, Disturbance, Fault, Kind, Phase};
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::program::Colour;
use crate::tier::Tier;
use crate::units::{Micros, Millis};
use crate::waits::WaitsFrom;
use serde::{Deserialize, Serialize};

/// What the page tells the analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToAnalysis {
    /// The first message: the keys of the texts that both need, and the texts.
    Words(Vec<(String, String)>),
    /// A lesson is on the page. What is known of others is not shown any more.
    Open {
        /// Its slug.
        lesson: String,
        /// Its own texts, as far as they are there.
        words: Vec<(String, String)>,
        /// The number of the comparison of it that is to be shown again, if it is still known.
        again: Option<u32>,
    },
    /// A comparison begins.
    Begin(RunRequest),
    /// Where the reader said that its programs end. Follows its `Begin`, if anything was said.
    Bets(Vec<(Key, Millis)>),
    /// A run of it ended.
    Ended(EndedRun),
    /// Its engine was lost: all cases begin anew, but for those that broke theirs.
    BeginAnew,
    /// It is over.
    Finish(Finish),
    /// Draw a chart.
    Draw {
        /// Which: its key.
        chart: Key,
        /// How wide, in CSS pixels.
        width: f64,
    },
    /// Make a file of what is known.
    Export(Export),
    /// List what is kept of earlier comparisons.
    ListHistory,
    /// Show a comparison that is kept beside the latest; `None`: show only the latest, and neither what is
    /// pinned nor what is loaded.
    Pin(Option<u32>),
    /// Show the comparison that is shown now beside those to come, whether it can be kept or not.
    PinLatest,
    /// Forget one that is kept, or all.
    Forget(Option<u32>),
    /// Show what is in a file.
    Load {
        /// Its name.
        name: String,
        /// The file itself; on the way to the analysis it becomes what is in it, a `Result<Content, LoadError>`.
        #[serde(skip)]
        file: Packed,
    },
}

impl Carries for ToAnalysis {
    fn beside(&self) -> Option<&Packed> {
        match self {
            Self::Ended(EndedRun { run: Ok(run), .. }) => Some(&run.run),
            Self::Load { file, .. } => Some(file),
            _ => None,
        }
    }

    fn beside_mut(&mut self) -> Option<&mut Packed> {
        match self {
            Self::Ended(EndedRun { run: Ok(run), .. }) => Some(&mut run.run),
            Self::Load { file, .. } => Some(file),
            _ => None,
        }
    }
}

/// What a comparison was asked with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRequest {
    /// Numbers the page's comparisons, from 1.
    pub number: u32,
    /// What for.
    pub kind: Kind,
    /// The lesson's slug.
    pub example: String,
    /// Its parameters.
    pub parameters: Parameters,
    /// Who carries the job out.
    pub cases: Vec<Case>,
    /// The reader's own programs, where the lesson is made of them. The page's alone, and the engine's.
    #[serde(skip)]
    pub scripts: Vec<Script>,
    /// What the reader had said would happen.
    pub prediction: Option<u16>,
    /// What the browser says of cores.
    pub reported_cores: u32,
}

/// A run that ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndedRun {
    /// Whose: the case's number.
    pub case: u16,
    /// Which of its runs.
    pub phase: Phase,
    /// What came of it.
    pub run: Result<PackedRun, Fault>,
    /// What the page saw disturb it.
    pub disturbance: Option<Disturbance>,
    /// The page's longest gap between frames while it went on.
    pub page_gap: Option<Millis>,
}

/// A comparison is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finish {
    /// Whether the reader stopped it.
    pub is_stopped: bool,
    /// Where it was run.
    pub environment: EnvironmentV1,
    /// The tier, the clock and the pool, if an engine is up.
    pub runtime: Option<RuntimeInfo>,
    /// When it ended, in milliseconds since 1970.
    pub ended_at: f64,
}

/// What the engine stood on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RuntimeInfo {
    /// How threads could be had.
    pub tier: Tier,
    /// The step of the caller's clock.
    pub clock_step: Micros,
    /// What starting the pool took.
    pub pool_start: Millis,
    /// Memory that each thread of the pool takes.
    pub memory_a_thread: Option<u64>,
    /// Where waits came from.
    pub waits: WaitsFrom,
}

/// What stands over a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartHead {
    /// The chart's key.
    pub key: Key,
    /// Its name.
    pub title: String,
    /// What it shows, and how to read it.
    pub hint: String,
    /// Whether the lesson draws it for itself, to answer its question.
    pub is_own: bool,
}

/// A file that can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Export {
    /// The result, `meanwhile/result@1`.
    ResultJson,
    /// Every sample, a line each.
    SamplesCsv,
    /// The traces, as Chrome Trace Event JSON.
    TraceJson,
}

/// What the analysis tells the page. Long texts travel beside it, as the message's payload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromAnalysis {
    /// It is up.
    Ready,
    /// What is known of the latest comparison, so far or for good.
    Found(Box<Findings>),
    /// A comparison is finished. Follows its last `Found`. The payload is the trace file of strategies.
    Done {
        /// The comparison's number.
        number: u32,
        /// What it was for.
        kind: Kind,
        /// What scripts are told, as JSON: a list of `RecordingV1`, or a `SweepV1`. Nothing where there is
        /// nothing to tell, and of strategies: their result is in `Findings`.
        answer: Option<String>,
    },
    /// The comparison that is finished is not known: the analysis was replaced while it went on. A sentence.
    Lost(String),
    /// A chart was drawn: HTML.
    Drawn {
        /// Which: its key.
        chart: Key,
        /// HTML with an SVG in it.
        html: String,
    },
    /// A file was made: the payload is its text.
    Exported {
        /// Which.
        export: Export,
        /// A name for it.
        name: String,
    },
    /// What is kept of earlier comparisons, the latest first.
    History(History),
    /// What could not be done, as a sentence.
    Problem(String),
}

impl Carries for FromAnalysis {
    fn beside(&self) -> Option<&Packed> {
        match self {
            Self::Found(findings) => Some(&findings.run_tracks),
            _ => None,
        }
    }

    fn beside_mut(&mut self) -> Option<&mut Packed> {
        match self {
            Self::Found(findings) => Some(&mut findings.run_tracks),
            _ => None,
        }
    }
}

/// What is known of a comparison.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Findings {
    /// The comparison's number; 0 where no comparison of programs is shown.
    pub number: u32,
    /// The lesson that all of this is about, by its slug; empty where there is nothing but what is pinned.
    pub example: String,
    /// Whether the reader stopped it.
    pub is_stopped: bool,
    /// What the numbers say.
    pub verdict: Vec<Line>,
    /// What is to be careful about in it, a sentence each.
    pub care: Vec<String>,
    /// What was measured, in a row a program: HTML; nothing before anything is.
    pub brief: String,
    /// What the reader expected, against what was measured.
    pub score: Option<String>,
    /// Whether that came true; nothing where it could not be scored.
    pub is_right: Option<bool>,
    /// What the question comes to, in a sentence with its because.
    pub finding: Option<String>,
    /// The question why it is so: HTML; nothing before something was found.
    pub why: String,
    /// What stands on the axis of bets.
    pub bars: Bars,
    /// What else the lesson says of it, a sentence each.
    pub own: Vec<String>,
    /// Whether that is that nothing can be told in so much noise.
    pub is_noisy: bool,
    /// What the reader of the numbers should know.
    pub warnings: Vec<String>,
    /// How it was measured, as pairs of a name and what is to be said.
    pub trust: Vec<(String, String)>,
    /// The numbers as a table: HTML; nothing before anything is measured.
    pub table: String,
    /// The charts that have something to show, in the order of the page.
    pub charts: Vec<ChartHead>,
    /// The same of the sweeps.
    pub sweep_charts: Vec<ChartHead>,
    /// What the timeline shows: a list of `FoundTracks`, beside the message.
    #[serde(skip)]
    pub run_tracks: Packed,
    /// Whether all of that is of another program, so that our forms don't mean there what they mean here.
    pub is_others: bool,
    /// What the reader's own programs printed and gave: HTML; nothing where none ran.
    pub outputs: String,
    /// When the lines of each of these were being run, by the program's key: a list in JSON, as the editor wants it.
    pub lines: Vec<(Key, String)>,
    /// The result as JSON.
    pub result: String,
    /// What the scaling sweeps say, or why they say nothing.
    pub scaling: Vec<String>,
    /// What is pinned, by its title.
    pub pinned: Option<String>,
    /// How what is shown differs from what is pinned: a sentence a strategy.
    pub differences: Vec<String>,
    /// What to say of the loaded file that is shown instead of a comparison, if one is.
    pub loaded: Option<String>,
}

/// What stands on the axis of bets: how long each program took, beside where the reader had said that it ends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Bars {
    /// A row a case, in the order asked for: HTML. None where nothing ran.
    pub rows: Vec<String>,
    /// The marks of the axis: HTML.
    pub marks: String,
    /// What is to be said of all.
    pub said: String,
}

/// What the numbers say of one strategy, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Of which case; `None` where it is about all.
    pub case: Option<u16>,
    /// What that is drawn in.
    pub colour: Option<Colour>,
    /// Its name with a colon, or nothing.
    pub name: String,
    /// What is said.
    pub sentences: Vec<String>,
}

impl Line {
    /// The line as one text.
    pub fn text(&self) -> String {
        let sentences = self.sentences.join(" ");
        if self.name.is_empty() {
            sentences
        } else {
            [self.name.as_str(), &sentences].join(" ")
        }
    }
}

/// What is kept of earlier comparisons in this browser.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// The latest first.
    pub entries: Vec<HistoryEntry>,
    /// Why nothing can be kept, as a sentence, if so.
    pub problem: Option<String>,
}

/// An earlier comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Its number in the store.
    pub id: u32,
    /// When it ended, in milliseconds since 1970.
    pub ended_at: f64,
    /// What it was, in a line.
    pub title: String,
}
