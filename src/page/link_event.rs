//! What the page's state learns from the link to the engine.

use crate::comparison::script_error::ScriptCheck;
use crate::comparison::{Fault, NoEngine, Phase};
use crate::protocol::engine::{LiveNews, PackedRun, Ready};

/// News from the engine, or of it.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkEvent {
    /// An engine is being started, the first or one after a broken one.
    Starting,
    /// It is up.
    Ready(Ready),
    /// There is no engine, and there will be none.
    Cannot(NoEngine),
    /// Something else here measures; the comparison begins when that is over.
    Queued,
    /// The comparison's engine was lost: its cases begin anew in another, but for those that broke theirs.
    BeginsAnew,
    /// What there is to say of a reader's program.
    Checked {
        /// The number of what was asked.
        number: u32,
        /// What it is.
        check: ScriptCheck,
    },
    /// A size that suits this machine.
    Sized {
        /// The lesson's slug.
        lesson: String,
        /// The size.
        size: u32,
    },
    /// A run begins.
    Begins {
        /// Whose.
        case: u16,
        /// Which of its runs.
        phase: Phase,
    },
    /// News from a watched run.
    Progress(LiveNews),
    /// A run ended.
    Ended {
        /// Whose.
        case: u16,
        /// Which of its runs.
        phase: Phase,
        /// What came of it.
        run: Result<PackedRun, Fault>,
    },
    /// The comparison is over.
    Finished {
        /// Whether the reader stopped it.
        stopped: bool,
    },
    /// A beat of the caller's heart.
    Beat,
    /// The answer to a poke.
    Poked(u32),
}
