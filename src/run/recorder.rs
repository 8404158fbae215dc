//! The caller's notes of one run: spans, heartbeats, what chunks gave. One thread writes, no lock.

use crate::comparison::{Piece, Progress, Run};
use crate::job::{Job, Outcome};
use crate::pool::Taken;
use crate::strategy::Strategy;
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::Micros;
use std::cell::{Cell, RefCell};

/// Two stretches of sorting letters that are closer than this are drawn as one.
const SAME_STRETCH: Micros = Micros(300.0);

/// Notes of one run. Times are the world's; they are moved to the run's start at the end.
pub struct Recorder {
    strategy: Strategy,
    watched: bool,
    start: Micros,
    spans: RefCell<Vec<Span>>,
    beats: RefCell<Vec<Micros>>,
    outcomes: RefCell<Vec<Outcome>>,
    letters_sorted: Cell<u64>,
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
    pub fn new(strategy: Strategy, chunk_count: u32, watched: bool, start: Micros) -> Self {
        Self {
            strategy,
            watched,
            start,
            spans: RefCell::default(),
            beats: RefCell::default(),
            outcomes: RefCell::new(vec![Outcome::default(); chunk_count as usize]),
            letters_sorted: Cell::new(0),
            told: RefCell::default(),
        }
    }

    /// Notes a span.
    pub fn span(&self, track: Track, kind: SpanKind, from: Micros, to: Micros, chunk: Option<u32>) {
        self.spans.borrow_mut().push(Span {
            track,
            kind,
            start: from - self.start,
            end: to - self.start,
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
            strategy: self.strategy,
            now: now - self.start,
            spans: new_spans,
            chunks_done: self.outcomes.borrow().iter().filter(done).count() as u32,
            letters_sorted: self.letters_sorted.get(),
            pieces: std::mem::take(&mut told.pieces),
        }
    }

    /// The run, ended at `end`.
    pub fn into_run(self, job: &Job, end: Micros, threads: u16, beat_every: Micros) -> Run {
        Run {
            answer: job.answer(self.outcomes.borrow().iter()),
            trace: Trace {
                strategy: self.strategy,
                wall: end - self.start,
                threads,
                spans: self.spans.into_inner(),
                beats: self.beats.into_inner(),
                beat_every,
                letters_sorted: self.letters_sorted.get(),
            },
        }
    }
}
