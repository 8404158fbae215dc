//! What the machine hears, what it asks for, and its limits.

use crate::comparison::Comparison;
use crate::page::link_event::LinkEvent;
use crate::protocol::engine::{FromEngine, ToEngine};
use crate::tier::Tier;
use crate::values::Values;

/// An engine that has not stopped by then is ended; in milliseconds, as all limits here.
pub const STOP_LIMIT_MS: u32 = 300;

/// An engine that is not up by then, loading and all, is ended: the first, and each that follows one that broke on
/// its own. Firefox now and then aborts the load of a module in a worker, or never ends it; the next one comes up.
pub const START_LIMITS_MS: [u32; MOST_IDLE_BREAKS as usize + 1] = [8_000, 15_000, 30_000];

/// After the end of an engine its workers' counter is looked at so often,
pub const SETTLE_STEP_MS: u32 = 50;

/// and no longer than this: Firefox may leave a worker burning for half a minute.
pub const SETTLE_LIMIT_MS: u32 = 30_000;

/// So many engines in a row may break, or not come up, without having been given anything to do.
pub const MOST_IDLE_BREAKS: u32 = 2;

/// So many pools in a row may fail to start before a tier without shared memory is tried.
pub const MOST_FAILED_POOLS: u32 = 3;

/// What is heard from an engine.
#[derive(Debug, Clone, PartialEq)]
pub enum FromLive {
    /// A message.
    Said(FromEngine),
    /// Its caller broke, or its files could not be loaded.
    Broke {
        /// The chunk it was at.
        chunk: Option<u32>,
        /// The panic's message, or the browser's words.
        message: String,
    },
}

/// Which engine: both do the same, for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// That of the lessons.
    Lessons,
    /// That with the readers' language.
    Scripts,
}

impl Flavour {
    /// The folder of a build that it lies in.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Lessons => "engine/",
            Self::Scripts => "script/",
        }
    }
}

/// What may happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// An engine is to be started, if there is none: at the beginning, and when the page is seen again.
    Begin,
    /// The page is out of sight: an engine that has nothing to do is ended.
    Rest,
    /// The reader leaves the page: whatever goes on is over, and the engine is ended until the page is seen again.
    Leave,
    /// Nothing else here measures now.
    Turn,
    /// Something else here measures; `Turn` follows when it is over.
    Queued,
    /// A comparison is to be carried out, as soon as an engine with enough threads is up.
    Compare(Comparison),
    /// It is to end: by the flag, by message, and if neither helps by ending the engine.
    Stop,
    /// What is wrong with a reader's program is to be told. Of several the latest counts.
    Check {
        /// Numbers what is asked.
        number: u32,
        /// The program.
        source: String,
    },
    /// A size that suits this machine is to be found for this lesson with these values, if the engine is idle.
    Size(String, Values),
    /// The caller is to be asked whether it is there.
    Poke(u32),
    /// News from the engine of that number.
    Heard {
        /// Which.
        engine: u32,
        /// What.
        news: FromLive,
    },
    /// The browser let no worker be started; its own words.
    Refused(String),
    /// The timer of that number fired.
    Fired(u32),
    /// How many chunks the ended engine's workers have begun, where that can be seen.
    Counted(Option<i32>),
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Start an engine; there is none.
    Start {
        /// Its number.
        engine: u32,
        /// Which of the two.
        flavour: Flavour,
        /// The best tier that it may try.
        best_tier: Tier,
        /// Threads that its pool should have.
        pool_threads: u16,
    },
    /// Send the engine a message.
    Send(ToEngine),
    /// Set the engine's stop flag, where it can be reached.
    RaiseStopFlag,
    /// End the engine, whatever it is doing. Its counter is still to be read.
    End,
    /// Read the counter of the engine that was ended last; the answer is `Input::Counted`.
    ReadCounter,
    /// Set the timer, instead of any that was set before.
    SetTimer {
        /// Its number.
        timer: u32,
        /// In how many milliseconds it fires.
        after_ms: u32,
    },
    /// Take the timer back.
    CancelTimer,
    /// Ask for the turn to measure; the answer is `Input::Turn`, perhaps after `Input::Queued`.
    AskTurn,
    /// Give the turn back, or ask for it no longer.
    GiveTurn,
    /// Tell the page.
    Emit(LinkEvent),
}
