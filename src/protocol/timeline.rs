//! Messages from the page to the timeline, which is a module of its own and says nothing back.

use super::packed::{Carries, Packed};
use crate::key::Key;
use crate::program::Program;
use crate::trace::names::Names;
use crate::trace::{Span, Trace};
use crate::units::Micros;
use serde::{Deserialize, Serialize};

/// The element of the page in which the timeline says what is seen when the reader looked closer.
pub const CLOSER: &str = "closer-said";

/// What the page tells the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToTimeline {
    /// The texts from now on: the page's, and those of the lesson that is open.
    Words(Vec<(String, String)>),
    /// The lesson's lines stand on the page, so many of each of these programs; none where it has none.
    Lines(u32, Vec<Key>),
    /// What is shown is of the past, but for what is pinned.
    Clear,
    /// So close that single turns of this program's caller are seen, while waits are under way; and what that means is
    /// said.
    Closer(Key),
    /// A watched run begins.
    Begins {
        /// Whose: the case's number.
        case: u16,
        /// How it carries the job out.
        program: Program,
        /// Threads of the pool that it asks for.
        threads: u16,
    },
    /// What it has done since.
    Progress {
        /// Whose.
        case: u16,
        /// Time since it began.
        now: Micros,
        /// A `LiveSpans`.
        #[serde(skip)]
        spans: Packed,
    },
    /// It ended.
    Ended {
        /// Whose.
        case: u16,
        /// Its length; nothing of one that came to nothing.
        wall: Option<Micros>,
    },
    /// The runs that stand for what was found, instead of what was drawn live.
    Found {
        /// A list of `FoundTracks`, top to bottom.
        #[serde(skip)]
        tracks: Packed,
        /// Whether a comparison goes on: what it has drawn beyond these stays.
        is_running: bool,
    },
}

impl Carries for ToTimeline {
    fn beside(&self) -> Option<&Packed> {
        match self {
            Self::Progress { spans: packed, .. } | Self::Found { tracks: packed, .. } => {
                Some(packed)
            }
            _ => None,
        }
    }

    fn beside_mut(&mut self) -> Option<&mut Packed> {
        match self {
            Self::Progress { spans: packed, .. } | Self::Found { tracks: packed, .. } => {
                Some(packed)
            }
            _ => None,
        }
    }
}

/// The spans of a watched run since it was heard last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LiveSpans {
    /// Those that ended.
    pub ended: Vec<Span>,
    /// Those that have begun and not ended, all of them; their ends are now.
    pub open: Vec<Span>,
    /// New names that the program gave to parts of itself.
    pub named: Vec<String>,
}

/// One case's part of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundTracks {
    /// The case's number, in its comparison.
    pub case: u16,
    /// What happened in the run that stands for it.
    pub trace: Trace,
    /// Whether it is of the pinned comparison.
    pub is_pinned: bool,
    /// What another program calls what it did; nothing of a run of ours.
    pub names: Option<Names>,
}
