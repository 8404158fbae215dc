//! The examples: lessons, each a story, a question, parameters and the job they make.

pub mod cases;
pub mod many_cores;
pub mod many_fetches;
pub mod parameters;
pub mod workbench;

use crate::job::Job;
use crate::strategy::Strategy;
use parameters::{Parameters, Range};

/// A lesson.
pub struct Example {
    /// Its name in addresses.
    pub slug: &'static str,
    /// The heading under which it is listed.
    pub chapter: Chapter,
    /// The strategies compared unless others are asked for.
    pub strategies: &'static [Strategy],
    /// What strategies are measured against, best first: the first that ran is the baseline.
    pub baselines: &'static [Strategy],
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
    /// The strategy asked about.
    pub strategy: Strategy,
    /// The one it is compared with.
    pub against: Strategy,
    /// Borders between the options, as speed-up; one more option than borders.
    pub borders: &'static [f64],
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
