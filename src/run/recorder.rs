//! The caller's notes of one run: spans, heartbeats, what chunks gave. One thread writes, no lock.

use crate::comparison::{Contender, Disturbance, Piece, Progress, Run, Variant};
use crate::job::{Job, Outcome};
use crate::pool::Taken;
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};
use std::cell::{Cell, RefCell};

/// Two stretches of sorting letters that are closer than this are drawn as one.
const SAME_STRETCH: Micros = Micros(300.0);

/// More spans than this are counted and not kept: they would fill the engine's memory.
const MOST_SPANS: usize = 500_000;

/// How a run ended.
pub struct Ending {
    /// When, by the world's clock.
    pub at: Micros,
    /// When that clock stood at zero, in milliseconds since 1970.
    pub clock_began_at: Millis,
    /// How many times on end the job was carried out.
    pub jobs: u32,
    /// Threads of the pool that were asked for.
    pub threads: u16,
    /// The heartbeat's period.
    pub beat_every: Micros,
}

/// Notes of one run. Times are the world's; they are moved to the run's start at the end.
pub struct Recorder {
    contender: Contender,
    watched: bool,
    start: Micros,
    spans: RefCell<Vec<Span>>,
    beats: RefCell<Vec<Micros>>,
    outcomes: RefCell<Vec<Outcome>>,
    letters_sorted: Cell<u64>,
    /// Spans beyond `MOST_SPANS`.
    thinned: Cell<u64>,
    /// Whether a span ended before it began.
    clock_went_back: Cell<bool>,
    /// How much of it was told already.
    told: RefCell<Told>,
}

#[derive(Default)]
struct Told {
    spans: usize,
    pieces: Vec<Piece>,
}

impl Recorder {
    /// An empty page for a run of so many chunks.
    pub fn new(contender: Contender, chunk_count: u32, watched: bool, start: Micros) -> Self {
        Self {
            contender,
            watched,
            start,
            spans: RefCell::default(),
            beats: RefCell::default(),
            outcomes: RefCell::new(vec![Outcome::default(); chunk_count as usize]),
            letters_sorted: Cell::new(0),
            thinned: Cell::new(0),
            clock_went_back: Cell::new(false),
            told: RefCell::default(),
        }
    }

    /// Notes a span.
    pub fn span(&self, track: Track, kind: SpanKind, from: Micros, to: Micros, chunk: Option<u32>) {
        if self.contender.variant == Variant::Unrecorded {
            return;
        }
        if to < from {
            self.clock_went_back.set(true);
        }
        let mut spans = self.spans.borrow_mut();
        if spans.len() >= MOST_SPANS {
            self.thinned.set(self.thinned.get() + 1);
            return;
        }
        spans.push(Span {
            track,
            kind,
            start: from - self.start,
            end: to.max(from) - self.start,
            chunk,
        });
    }

    /// Notes a turn of the caller's program.
    pub fn turn(&self, from: Micros, to: Micros) {
        self.span(Track::Caller, SpanKind::Turn, from, to, None);
    }

    /// Notes a beat of the caller's heart.
    pub fn beat(&self, at: Micros) {
        self.beats.borrow_mut().push(at - self.start);
    }

    /// Notes letters sorted from `from` to `to`; stretches that touch become one span.
    pub fn sorted(&self, letters: u64, from: Micros, to: Micros) {
        self.letters_sorted.set(self.letters_sorted.get() + letters);
        let untold = self.told.borrow().spans;
        let mut spans = self.spans.borrow_mut();
        let known = spans.len();
        match spans.last_mut() {
            Some(last)
                if known > untold
                    && last.kind == SpanKind::Meanwhile
                    && (from - self.start) - last.end < SAME_STRETCH =>
            {
                last.end = to - self.start;
            }
            _ => {
                drop(spans);
                self.span(Track::Caller, SpanKind::Meanwhile, from, to, None);
            }
        }
    }

    /// Notes what a chunk gave, beside what is known of it already. Shades are for watching only;
    /// the answer does without.
    pub fn outcome(&self, chunk: u32, outcome: Outcome) {
        let mut outcomes = self.outcomes.borrow_mut();
        let Some(known) = outcomes.get_mut(chunk as usize) else {
            return;
        };
        known.reply = known.reply.or(outcome.reply);
        if let Some(mut computed) = outcome.computed {
            let shades = std::mem::take(&mut computed.shades);
            if self.watched && !shades.is_empty() {
                self.told.borrow_mut().pieces.push(Piece { chunk, shades });
            }
            known.computed = Some(computed);
        }
    }

    /// Takes over what the pool's takers noted.
    pub fn taken(&self, taken: Taken) {
        for span in taken.spans {
            self.span(span.track, span.kind, span.start, span.end, span.chunk);
        }
        for (chunk, outcome) in taken.finished {
            self.outcome(chunk, outcome);
        }
    }

    /// What is new since the last call.
    pub fn news(&self, job: &Job, now: Micros) -> Progress {
        let mut told = self.told.borrow_mut();
        let spans = self.spans.borrow();
        let new_spans = spans[told.spans..].to_vec();
        told.spans = spans.len();
        let done = |outcome: &&Outcome| {
            outcome.reply.is_some() == job.request.is_some()
                && outcome.computed.is_some() == job.kernel.is_some()
        };
        Progress {
            contender: self.contender.id,
            now: now - self.start,
            spans: new_spans,
            open: Vec::new(),
            chunks_done: self.outcomes.borrow().iter().filter(done).count() as u32,
            letters_sorted: self.letters_sorted.get(),
            pieces: std::mem::take(&mut told.pieces),
        }
    }

    /// The run as it ended.
    pub fn into_run(self, job: &Job, ending: Ending) -> Run {
        let went_back = self.clock_went_back.get() || ending.at < self.start;
        Run {
            answer: job.answer(self.outcomes.borrow().iter()),
            trace: Trace {
                strategy: self.contender.strategy,
                began_at: Millis(ending.clock_began_at.0 + self.start.to_millis().0),
                wall: ending.at.max(self.start) - self.start,
                jobs: ending.jobs,
                threads: ending.threads,
                spans: self.spans.into_inner(),
                thinned: self.thinned.get(),
                beats: self.beats.into_inner(),
                beat_every: ending.beat_every,
                letters_sorted: self.letters_sorted.get(),
            },
            disturbance: went_back.then_some(Disturbance::ClockWentBack),
        }
    }
}
