//! The examples: lessons, each a story, a question, parameters and the job they make.

pub mod cases;
pub mod many_cores;
pub mod many_fetches;
pub mod parameters;
pub mod workbench;

use crate::job::Job;
use crate::key::Key;
use crate::program::Program;
use crate::strategy::Strategy;
use parameters::{Parameters, Range};

/// A lesson.
pub struct Example {
    /// Its name in addresses.
    pub slug: &'static str,
    /// The heading under which it is listed.
    pub chapter: Chapter,
    /// Its programs, in the order in which they are listed.
    pub programs: &'static [Program],
    /// Those that are compared unless others are asked for.
    pub compared: &'static [Key],
    /// What programs are measured against, best first: the first that ran is the baseline.
    pub baselines: &'static [Key],
    /// What `size` may be.
    pub size: Range,
    /// What `chunks` may be; `None` where it follows from `size`.
    pub chunks: Option<Range>,
    /// What `connections` may be; `None` where the job makes no requests.
    pub connections: Option<Range>,
    /// Whether `threads` matters to it. (It may be given all the same.)
    pub uses_threads: bool,
    /// The job that these parameters make.
    pub job: fn(&Parameters) -> Job,
    /// What is seen of the answer besides its text.
    pub view: View,
    /// The question asked first.
    pub question: Question,
}

/// Headings in the rail of examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chapter {
    /// Jobs that mostly wait.
    Waiting,
    /// Jobs that mostly compute.
    Working,
    /// Not listed: for measurements and for the tests.
    Unlisted,
}

/// What is seen of the answer besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Nothing.
    Text,
    /// A picture that fills in as chunks finish.
    Picture,
}

/// A question about the measurement, answered before it and scored by it: which option comes true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Question {
    /// The program asked about.
    pub of: Key,
    /// The one it is compared with.
    pub against: Key,
    /// Borders between the options, as speed-up; one more option than borders.
    pub borders: &'static [f64],
}

/// The six strategies as programs of a job that only waits.
pub const WAITING: [Program; 6] = [
    Program::that_only_waits(Strategy::Blocking),
    Program::that_only_waits(Strategy::OneByOne),
    Program::that_only_waits(Strategy::Async),
    Program::that_only_waits(Strategy::Background),
    Program::that_only_waits(Strategy::Parallel),
    Program::that_only_waits(Strategy::AsyncParallel),
];

/// The six strategies as programs of a job that computes, waiting or not.
pub const COMPUTING: [Program; 6] = [
    Program::of(Strategy::Blocking),
    Program::of(Strategy::OneByOne),
    Program::of(Strategy::Async),
    Program::of(Strategy::Background),
    Program::of(Strategy::Parallel),
    Program::of(Strategy::AsyncParallel),
];

const BLOCKING: Key = Key::new("blocking");
const ONE_BY_ONE: Key = Key::new("one-by-one");
const ASYNC: Key = Key::new("async");
const BACKGROUND: Key = Key::new("background");
const PARALLEL: Key = Key::new("parallel");
const ASYNC_PARALLEL: Key = Key::new("async-parallel");

/// The keys of the six strategies, in listing order.
const ALL_SIX: &[Key] = &[
    BLOCKING,
    ONE_BY_ONE,
    ASYNC,
    BACKGROUND,
    PARALLEL,
    ASYNC_PARALLEL,
];

impl Example {
    /// The place of a program in the order of listing; nothing where it has no such program.
    pub fn place(&self, key: Key) -> Option<usize> {
        let mut programs = self.programs.iter();
        programs.position(|program| program.key == key)
    }

    /// The program of that name.
    pub fn program(&self, key: Key) -> Option<Program> {
        let place = self.place(key)?;
        Some(self.programs[place])
    }
}

impl Question {
    /// Which option comes true, from 0, if the true speed-up is from `low` to `high`; `None` if a border is
    /// among what it may be.
    pub fn right_option(&self, low: f64, high: f64) -> Option<usize> {
        let mut borders = self.borders.iter();
        if borders.any(|border| (low..=high).contains(border)) {
            return None;
        }
        let passed = self.borders.iter().filter(|border| low > **border);
        Some(passed.count())
    }
}

/// Every example, in the order of the rail; the unlisted ones last.
pub const ALL: &[Example] = &[
    many_fetches::EXAMPLE,
    many_cores::EXAMPLE,
    workbench::PRIMES,
    workbench::WAITS_AND_WORKS,
    workbench::FAULT_PANIC,
    workbench::FAULT_TRAP,
    workbench::FAULT_ENDLESS,
];

/// The example of that name.
pub fn find(slug: &str) -> Option<&'static Example> {
    ALL.iter().find(|example| example.slug == slug)
}

/// The examples that are listed.
pub fn listed() -> impl Iterator<Item = &'static Example> {
    ALL.iter()
        .filter(|example| example.chapter != Chapter::Unlisted)
}
