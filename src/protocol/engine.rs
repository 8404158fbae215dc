//! Messages between the page and the engine. Both come from one build; its name in front of each
//! message turns a stale copy in some cache into a sentence instead of a wrong number.

#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
use crate::comparison::Run;
use crate::comparison::{Comparison, Fault, Phase, Progress};
use crate::tier::{Tier, TierReason};
use crate::units::{Micros, Millis};
use crate::values::Values;
use serde::{Deserialize, Serialize};

/// The build: a hash of the sources that page, engine and analysis are all compiled from, which `./x`
/// passes to every wasm build. Whatever else differs between them, they understand each other, and a
/// change of the page alone leaves the engine as it is.
const BUILD: &str = match option_env!("MEANWHILE_BUILD") {
    Some(build) => build,
    None => "none",
};

/// What is said of a module whose messages can't be understood.
pub const OTHER_BUILD: &str =
    "it comes from another build of Meanwhile than the page; reload the page";

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
    /// `Sized`, or not at all.
    Size {
        /// The lesson's slug.
        lesson: String,
        /// The other values of its parameters.
        values: Values,
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
        /// The size.
        size: u32,
    },
    /// A run begins.
    Begins {
        /// Whose: the case's number.
        case: u16,
        /// Which of its runs.
        phase: Phase,
    },
    /// What a watched run has done since the last such message.
    Progress(Progress),
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
}

impl FromEngine {
    /// The run that it tells of, if one came to something.
    pub const fn run(&self) -> Option<&PackedRun> {
        match self {
            Self::Ended { run: Ok(run), .. } => Some(run),
            _ => None,
        }
    }

    /// The same, to give it its bytes.
    pub const fn run_mut(&mut self) -> Option<&mut PackedRun> {
        match self {
            Self::Ended { run: Ok(run), .. } => Some(run),
            _ => None,
        }
    }
}

/// A run's bytes where they are made or read.
#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
pub type RunBytes = Vec<u8>;

/// The page only passes them on: what it has is the browser's handle, and they never lie in its memory.
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub type RunBytes = wasm_bindgen::JsValue;

/// A run as bytes, so that whoever only passes it on need not read it: a trace may be long. The bytes are no
/// part of a message; they travel beside it, and are moved where a part would be copied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackedRun {
    /// The run's length.
    pub wall: Micros,
    /// What it is packed in. Whoever decodes a message puts in what came beside it; nothing before that.
    #[serde(skip)]
    pub bytes: RunBytes,
}

#[cfg(not(all(target_arch = "wasm32", feature = "page")))]
impl PackedRun {
    /// Packs a run.
    pub fn pack(run: &Run) -> Self {
        Self {
            wall: run.trace.wall,
            bytes: encode(run),
        }
    }

    /// The run, or nothing if it is of another build or its bytes did not come.
    pub fn unpack(&self) -> Option<Run> {
        decode(&self.bytes)
    }
}

/// A message as bytes: the build, then the message.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Growing a Vec is the only thing that could fail here, and that aborts.
    postcard::to_allocvec(&(BUILD, message)).unwrap_or_default()
}

/// The message in these bytes, or nothing if they are of another build or broken.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    // Of another build nothing but the name can be read.
    let (build, message): (&str, _) = postcard::take_from_bytes(bytes).ok()?;
    (build == BUILD).then(|| postcard::from_bytes(message).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use crate::trace::{Span, SpanKind, Trace, Track};
    use proptest::prelude::*;

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
            trace: Trace {
                program: Strategy::Async.into(),
                began_at: Millis(0.0),
                wall: Micros(7.0),
                iterations: 1,
                threads: 0,
                spans: vec![span; spans],
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
        let mut got: FromEngine = decode(&encode(&sent)).unwrap();
        let packed = got.run_mut().unwrap();
        assert_eq!((packed.wall, packed.unpack()), (Micros(7.0), None));
        packed.bytes.clone_from(&sent.run().unwrap().bytes);
        assert_eq!(packed.unpack(), Some(run(20)));
        assert_eq!(got, sent);
    }

    proptest! {
        #[test]
        fn messages_come_back_and_those_of_other_builds_do_not(number: u32, other in "[0-9a-f-]{0,24}") {
            let message = ToEngine::Poke(number);
            prop_assert_eq!(decode(&encode(&message)), Some(message.clone()));
            prop_assume!(other != BUILD);
            let foreign = postcard::to_allocvec(&(other, message)).unwrap();
            prop_assert_eq!(decode::<ToEngine>(&foreign), None);
        }

        #[test]
        fn broken_bytes_are_no_message(bytes: Vec<u8>, cut in 0..8_usize) {
            prop_assert_eq!(decode::<ToEngine>(&bytes), None);
            let whole = encode(&ToEngine::Poke(u32::MAX));
            prop_assert_eq!(decode::<ToEngine>(&whole[..cut]), None);
        }
    }
}
