//! What a lesson says of itself, as data: its parameters, its programs, its question. The page, the engine
//! and the analysis know lessons by this alone; the lessons themselves are in `lesson/`.

pub mod bad_parameter;
pub mod cases;
pub mod deal;
pub mod feel;
pub mod params;
pub mod question;
pub mod request;
#[cfg(test)]
pub mod samples;
pub mod span;

use crate::comparison::Kind;
use crate::key::Key;
use crate::program::{Program, Threads};
use crate::units::Millis;
use crate::values::{CHUNKS, CONNECTIONS, JOB, SIZE, THREADS, Values};
use crate::waits::WaitsFrom;
use feel::Feel;
use params::{Param, Range};
use question::{Question, Terms, Why};

/// A lesson.
pub struct Lesson {
    /// Its name in addresses.
    pub slug: &'static str,
    /// The heading under which it is listed.
    pub chapter: Chapter,
    /// What may be chosen, in the order in which it is shown.
    pub params: &'static [Param],
    /// Its programs, in the order in which they are listed.
    pub programs: &'static [Program],
    /// Its programs by the job that they do, where it has several jobs: only programs of one job are compared with
    /// each other. Empty where all do the same.
    pub jobs: &'static [&'static [Key]],
    /// Those that are compared unless others are asked for.
    pub compared: &'static [Key],
    /// What programs are measured against, best first: the first of the same job that ran is the baseline.
    pub baselines: &'static [Key],
    /// The programs that can be swept over threads and chunks, the one that is swept unless another is asked for
    /// first; none where the lesson has no sweeps.
    pub swept: &'static [Key],
    /// How the work grows with the size, where the size is fitted to the machine unless one is asked for.
    pub sized: Option<Growth>,
    /// What is seen of the answer while it runs.
    pub live: Live,
    /// What its programs ask the site's host for.
    pub fetches: Fetches,
    /// What the reader may feel on the page's own thread, if anything.
    pub feel: Option<Feel>,
    /// The question asked first.
    pub question: Question,
    /// About how long the slowest program takes under these terms: so long is the axis that the reader bets on.
    pub span: fn(&Terms) -> Millis,
    /// The question asked after a run: why it is so. Nothing where the lesson is not listed.
    pub why: Option<Why>,
}

/// What a lesson's programs ask the site's host for, which is our own server or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetches {
    /// Nothing that is waited for.
    Nothing,
    /// Answers that take as long as they are asked to.
    Answers,
    /// Files of its data, which any other host sends as soon as it can.
    Data,
}

/// Headings in the rail of lessons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chapter {
    /// Jobs of both kinds, and what helps which.
    Choosing,
    /// Jobs that mostly wait.
    Waiting,
    /// Jobs that mostly compute.
    Working,
    /// The reader's own programs.
    Own,
    /// Not listed: for measurements and for the tests.
    Unlisted,
}

/// How the work of a job grows with its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// Twice the size is twice the work.
    Linear,
    /// Twice the size is four times the work.
    Square,
}

/// What is seen of the answer while it runs, besides the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Live {
    /// Nothing.
    None,
    /// A picture that fills in as chunks finish.
    Raster,
    /// The program's lines, so many, with a bar beside each: a line is a chunk.
    Lines(u32),
    /// What the reader's own program prints. Its lesson is made of such programs.
    Output,
    /// The turns of one thread, which may be looked at from close by: there are too many to be seen from afar.
    Turns,
}

impl Lesson {
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

    /// Which of its jobs a program does; nothing where it has only one.
    pub fn job_of(&self, key: Key) -> Option<u32> {
        let mut jobs = (0..).zip(self.jobs);
        jobs.find(|(_, programs)| programs.contains(&key))
            .map(|(job, _)| job)
    }

    /// These values for that program: they tell, too, which job it does where there are several.
    pub fn values_for(&self, key: Key, values: &Values) -> Values {
        match self.job_of(key) {
            Some(job) => values.with(JOB, job),
            None => values.clone(),
        }
    }

    /// The same on a machine that reports so many cores, where a program may have its own number of threads, and of chunks.
    pub fn values_on(&self, cores: u32, program: Program, values: &Values) -> Values {
        let own = self.values_for(program.key, values);
        let own = match (program.chunks, self.has_chunks()) {
            (Some(chunks), true) => own.with(CHUNKS, chunks),
            _ => own,
        };
        match (program.threads, own.get(THREADS)) {
            // These are so many also where there is no choice of it.
            (threads @ (Threads::Exactly(_) | Threads::ACore), asked) => {
                own.with(THREADS, threads.of(asked.unwrap_or(1), cores))
            }
            (Threads::Param(key), _) => own.with(THREADS, own.get(*key).unwrap_or(1)),
            (Threads::Asked, _) | (_, None) => own,
            (threads, Some(asked)) => own.with(THREADS, threads.of(asked, cores)),
        }
    }

    /// What a parameter may be on a machine that reports `cores`; nothing where it has no such parameter.
    pub fn range(&self, key: Key, cores: u32) -> Option<Range> {
        let param = self.params.iter().find(|param| param.key == key)?;
        Some(param.range(cores))
    }

    /// Whether it has a parameter.
    pub fn has(&self, key: Key) -> bool {
        self.params.iter().any(|param| param.key == key)
    }

    /// Whether its programs are the reader's own.
    pub const fn is_scripted(&self) -> bool {
        matches!(self.live, Live::Output)
    }

    /// Whether its threads compute, so that as many as there are cores are of use. Threads that only wait for
    /// answers need none; their number is then a lesson's own.
    pub fn threads_compute(&self) -> bool {
        let mut params = self.params.iter();
        params.any(|param| matches!(param.kind, params::Kind::Threads { .. }))
    }

    /// Whether its job makes requests.
    pub fn makes_requests(&self) -> bool {
        self.has(CONNECTIONS)
    }

    /// Where its waits come from where the site's come from there; nothing where that is our own server or there are none.
    pub const fn waits_elsewhere(&self, from: WaitsFrom) -> Option<WaitsFrom> {
        match (self.fetches, from) {
            (Fetches::Nothing, _) | (_, WaitsFrom::Server) => None,
            // A file can't come from a timer.
            (Fetches::Data, _) => Some(WaitsFrom::Network),
            (Fetches::Answers, _) => Some(from),
        }
    }

    /// Whether there is a choice of how much there is to do.
    pub fn has_size(&self) -> bool {
        self.has(SIZE)
    }

    /// Whether it can be swept so: it has a program to sweep, and what is to be changed step by step.
    pub fn can_sweep(&self, kind: Kind) -> bool {
        let changed = match kind {
            Kind::Threads => THREADS,
            Kind::Chunks => CHUNKS,
            Kind::Programs | Kind::Recording => return false,
        };
        !self.swept.is_empty() && self.has(changed)
    }

    /// Whether its job can be cut into more or fewer chunks.
    pub fn has_chunks(&self) -> bool {
        self.has(CHUNKS)
    }
}
