//! What the state is made of: plain shapes, each with the little that is true of it alone.

use crate::batches::Batches;
use crate::comparison::script::Check;
use crate::comparison::script_error::ScriptCheck;
use crate::comparison::{Kind, NoEngine, Piece, Repeats};
use crate::contract::Lesson;
use crate::contract::bad_parameter::BadParameter;
use crate::key::Key;
use crate::page::address::Given;
use crate::page::link_event::LinkEvent;
use crate::protocol::analysis::FromAnalysis;
use crate::protocol::engine::Ready;
use crate::units::Millis;
use std::ops::Deref;
use std::rc::Rc;

/// A reader's program, as it is being written.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Its text.
    pub text: Rc<str>,
    /// Counts its changes.
    pub edition: u32,
    /// What there is to say of it, and of which edition: what is said of an earlier one is not shown.
    pub said: (u32, ScriptCheck),
}

/// What somebody has set the reader as an exercise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exercise {
    /// The programs to begin with, one or two.
    pub sources: Vec<String>,
    /// What the first has besides, and what has to be true of it.
    pub setup: String,
    /// The latter.
    pub checks: Vec<Check>,
}

/// What the page tells beside a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What could not be done.
    Problem(String),
    /// What was done.
    Done(String),
}

impl Said {
    /// The sentence.
    pub fn text(&self) -> &str {
        match self {
            Self::Problem(sentence) | Self::Done(sentence) => sentence,
        }
    }
}

/// A lesson, by reference; equal by name.
#[derive(Clone, Copy)]
pub struct LessonRef(pub &'static Lesson);

impl PartialEq for LessonRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.slug == other.0.slug
    }
}

impl Deref for LessonRef {
    type Target = Lesson;
    fn deref(&self) -> &Lesson {
        self.0
    }
}

/// What a comparison that came to its end did for the lesson's question, by its name for `www/progress.js`.
pub type Done = &'static str;

/// How the engine is.
#[derive(Debug, Clone, PartialEq)]
pub enum Engine {
    /// Being started.
    Starting,
    /// Up.
    Ready(Ready),
    /// There will be none.
    Cannot(NoEngine),
}

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Nothing.
    Idle,
    /// A comparison is asked for, and has not begun.
    Requested,
    /// The same, and something else here measures.
    Queued,
    /// One run of this case, drawn live, not counted.
    Watching(u16),
    /// Runs until times are steady, not counted.
    WarmingUp(u16),
    /// Counted runs.
    Measuring {
        /// Whose run goes on: the case's number.
        case: u16,
        /// From 1.
        round: u32,
        /// How many are wanted.
        of: Repeats,
    },
    /// RunRequest to stop, and not there yet.
    Stopping,
    /// All runs are over; their numbers are being worked out.
    Analyzing,
}

/// The analysis may say nothing for so long while its answer is awaited; then it is given up. Only this wait
/// has its limit here: what the engine does ends by the reader's Stop, and that by the link's own limit.
pub const ANALYSIS_LIMIT: Millis = Millis(30_000.0);

impl Activity {
    /// The case whose run is known to go on.
    pub fn case(self) -> Option<u16> {
        match self {
            Self::Watching(case) | Self::WarmingUp(case) | Self::Measuring { case, .. } => {
                Some(case)
            }
            _ => None,
        }
    }

    /// How long it may go on without a word of the analysis.
    pub fn limit(self) -> Option<Millis> {
        (self == Self::Analyzing).then_some(ANALYSIS_LIMIT)
    }
}

/// A watched run so far.
#[derive(Clone, Default)]
pub struct Live {
    /// Chunks finished,
    pub chunks_done: u32,
    /// of so many.
    pub chunks: u32,
    /// Letters sorted.
    pub letters_sorted: u64,
    /// Rows of the picture.
    pub pieces: Batches<Piece>,
    /// Numbers watched runs, so that a drawing knows when to begin anew.
    pub generation: u32,
}

/// Questions to the caller, and its answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pokes {
    /// Whose run it was that went on, by its case's number; nothing where none did.
    pub whom: Option<u16>,
    /// When each was asked that has no answer yet, by number.
    pub unanswered: Vec<(u32, Millis)>,
    /// How many were asked,
    pub asked: u32,
    /// so many of them while another run went on.
    pub earlier: u32,
    /// How long the slowest answer took.
    pub longest: Option<Millis>,
}

impl Pokes {
    /// It is asked at that time, while a run of this case goes on or none. Those of another run are told no more.
    pub fn ask(&mut self, whom: Option<u16>, at: Millis) {
        if self.asked > 0 && self.whom != whom {
            let asked = self.asked;
            *self = Self::default();
            // Numbers go on: a late answer to an earlier poke is none to a new one.
            self.earlier = asked;
            self.asked = asked;
        }
        self.whom = whom;
        self.asked += 1;
        self.unanswered.push((self.asked, at));
    }

    /// How often this one was asked.
    pub fn count(&self) -> u32 {
        self.asked - self.earlier
    }

    /// The answer came, at that time of the page's clock.
    pub fn answer(&mut self, number: u32, at: Millis) {
        let Some(place) = self
            .unanswered
            .iter()
            .position(|&(known, _)| known == number)
        else {
            return;
        };
        let (_, asked_at) = self.unanswered.remove(place);
        let after = at.0 - asked_at.0;
        self.longest = Some(Millis(
            self.longest.map_or(after, |known| known.0.max(after)),
        ));
    }
}

/// What may happen. Times are the page's clock.
pub enum Action {
    /// Another lesson, or the same with other parameters.
    Open(LessonRef, Given),
    /// The same, by the browser's way back or forth: what was seen of it is to be shown again.
    Return(LessonRef, Given),
    /// To the opening.
    Home,
    /// What can't be used is as if nobody had given it.
    Mend,
    /// Something in an address can't be used.
    Bad(BadParameter),
    /// Something was typed into a control.
    Type {
        /// The parameter's name.
        name: Key,
        /// The text.
        text: String,
    },
    /// A program was taken in or left out.
    Toggle(Key),
    /// A reader's program was changed.
    Write {
        /// Which of the lesson's.
        place: usize,
        /// The program.
        text: String,
    },
    /// An exercise is set, in the place of what was written.
    Set(Exercise),
    /// An option of the question was taken.
    Predict(usize),
    /// A program is said to end there, from 0 to 1 of the axis; at 0 the bet is taken back.
    Bet(Key, f64),
    /// Something that was asked for is done; a sentence.
    Done(String),
    /// An option of the author's own question was taken.
    Choose(usize),
    /// The fold with all measurements was opened or closed.
    Unfold(bool),
    /// A comparison is asked for, and what for.
    Run(Kind),
    /// This program is to be run on more and more threads, or with more and more chunks.
    Sweep(Kind, Key),
    /// The comparison is to end.
    Stop,
    /// The caller was asked something.
    Poke {
        /// When.
        at: Millis,
    },
    /// News from the link.
    Link {
        /// The news.
        event: LinkEvent,
        /// When.
        at: Millis,
    },
    /// News from the analysis.
    Analysis(FromAnalysis),
    /// The analysis broke, could not be loaded, or says nothing; a sentence.
    AnalysisBroke(String),
}
