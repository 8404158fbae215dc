//! The caller's notes of one run: spans, heartbeats, what chunks gave. One thread writes, no lock.

use super::answer::Answer;
use crate::comparison::{Case, Disturbance, Fault, Piece, Progress, Run, Variant};
use crate::job::{Job, Outcome, Reply};
use crate::pool::{BatchOutput, Recording};
use crate::trace::wait::{Wait, Wire};
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Two stretches of sorting letters that are closer than this are drawn as one.
const SAME_STRETCH: Micros = Micros(300.0);

/// More spans than this are counted and not kept: they would fill the engine's memory.
const MOST_SPANS: usize = 500_000;

/// More names than this are not kept: they are the program's, and it may make a new one each time.
const MOST_NAMES: usize = 200;

/// More open spans than this are not told: nobody could see them all, thirty times a second.
const MOST_OPEN: usize = 1_000;

/// A calendar that has run ahead of the clock by more than this went on while the computer slept. Less
/// is the calendar's own: it counts whole milliseconds, up to 100 in browsers that blur it, and is put
/// right by the network in steps of a fraction of a second.
const SLEPT: Millis = Millis(1_000.0);

/// How a run ended.
pub struct Ending {
    /// When, by the platform's clock.
    pub at: Micros,
    /// When that clock stood at zero, in milliseconds since 1970.
    pub clock_began_at: Millis,
    /// How many times on end the job was carried out.
    pub iterations: u32,
    /// Threads of the pool that were asked for.
    pub threads: u16,
    /// The heartbeat's period.
    pub beat_every: Micros,
    /// How much more time passed by the calendar than by the platform's clock.
    pub calendar_ahead: Millis,
}

/// Notes of one run. Times are the platform's; they are moved to the run's start at the end.
pub struct Recorder {
    case: Case,
    job: Job,
    watched: bool,
    start: Micros,
    spans: RefCell<Vec<Span>>,
    /// Requests that were answered, of which is not known yet how they went.
    waits: RefCell<Vec<Wait>>,
    /// Of a watched run: spans that have begun and not ended, those of a track from the outer to the
    /// inner one. Their ends are endless, or where the next part of a wait began.
    open: RefCell<BTreeMap<Track, Vec<Span>>>,
    beats: RefCell<Vec<Micros>>,
    outcomes: RefCell<Vec<Outcome>>,
    /// Requests begun so far,
    requests: Cell<u32>,
    /// and how many there were when the first of them failed, and why it did.
    failure: RefCell<Option<(u32, Fault)>>,
    letters_sorted: Cell<u64>,
    /// Spans beyond `MOST_SPANS`.
    thinned: Cell<u64>,
    /// What the program called parts of itself, each name once.
    named: RefCell<Vec<String>>,
    /// Whether a span ended before it began.
    clock_went_back: Cell<bool>,
    /// How much of it was told already.
    told: RefCell<Told>,
}

#[derive(Default)]
struct Told {
    spans: usize,
    named: usize,
    pieces: Vec<Piece>,
}

impl Recorder {
    /// An empty page for a run of this job.
    pub fn new(case: Case, job: Job, watched: bool, start: Micros) -> Self {
        Self {
            case,
            watched,
            start,
            spans: RefCell::default(),
            waits: RefCell::default(),
            open: RefCell::default(),
            beats: RefCell::default(),
            outcomes: RefCell::new(vec![Outcome::default(); job.chunk_count as usize]),
            requests: Cell::new(0),
            failure: RefCell::default(),
            letters_sorted: Cell::new(0),
            thinned: Cell::new(0),
            named: RefCell::default(),
            clock_went_back: Cell::new(false),
            told: RefCell::default(),
            job,
        }
    }

    /// Whether somebody watches.
    pub fn watched(&self) -> bool {
        self.watched
    }

    /// How much is written down of this run.
    pub fn recording(&self) -> Recording {
        match self.case.variant {
            Variant::Unrecorded => Recording::Nothing,
            _ if self.watched => Recording::Live,
            _ => Recording::Spans,
        }
    }

    /// Notes a span.
    pub fn span(&self, track: Track, kind: SpanKind, from: Micros, to: Micros, chunk: Option<u32>) {
        if self.case.variant == Variant::Unrecorded {
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

    /// Notes a part of the program that it gave a name.
    pub fn named(&self, name: &str, from: Micros, to: Micros) {
        let place = self.place_of(name);
        self.span(Track::Named(place), SpanKind::Named, from, to, None);
    }

    /// The track of a machine of that name.
    pub fn machine(&self, name: &str) -> Track {
        Track::Machine(self.place_of(name))
    }

    /// The place of a name; those beyond `MOST_NAMES` share the last.
    fn place_of(&self, name: &str) -> u16 {
        let mut named = self.named.borrow_mut();
        let is_full = named.len() >= MOST_NAMES;
        let known = named.iter().position(|known| known == name);
        let place = known.unwrap_or_else(|| {
            if !is_full {
                let is_last = named.len() + 1 == MOST_NAMES;
                named.push(if is_last { "…" } else { name }.to_owned());
            }
            named.len() - 1
        });
        place as u16
    }

    /// Notes that there was a span that is not kept.
    pub fn leave_out(&self) {
        if self.recording() != Recording::Nothing {
            self.thinned.set(self.thinned.get() + 1);
        }
    }

    /// Notes that a span has begun, for whoever watches.
    pub fn begins(&self, track: Track, kind: SpanKind, from: Micros, chunk: Option<u32>) {
        if self.recording() != Recording::Live {
            return;
        }
        let mut open = self.open.borrow_mut();
        let on_track = open.entry(track).or_default();
        if let (Track::Wait(_), Some(before)) = (track, on_track.last_mut()) {
            before.end = from - self.start;
        }
        on_track.push(Span {
            track,
            kind,
            start: from - self.start,
            end: Micros(f64::INFINITY),
            chunk,
        });
    }

    /// Notes that the innermost open span of a track, or all of a wait, has ended.
    pub fn ends(&self, track: Track) {
        if self.recording() != Recording::Live {
            return;
        }
        let mut open = self.open.borrow_mut();
        let left = open.get_mut(&track).map_or(0, |on_track| {
            on_track.pop();
            on_track.len()
        });
        if left == 0 || matches!(track, Track::Wait(_)) {
            open.remove(&track);
        }
    }

    /// Notes that a request was begun: a part of a wait's live drawing, and of what is known of failures.
    pub fn asks(&self, chunk: u32, from: Micros) {
        self.requests.set(self.requests.get() + 1);
        self.begins(Track::Wait(chunk), SpanKind::InFlight, from, Some(chunk));
    }

    /// Notes what came of a request: its reply, or why there is none. It took its time either way.
    pub fn answered(&self, wait: Wait, reply: Result<Reply, Fault>) {
        self.ends(Track::Wait(wait.chunk));
        match reply {
            Ok(reply) => {
                let (reply, computed) = (Some(reply), None);
                self.outcome(wait.chunk, Outcome { reply, computed });
            }
            Err(fault) => {
                let first = (self.requests.get(), fault);
                self.failure.borrow_mut().get_or_insert(first);
            }
        }
        self.waited(wait);
    }

    /// The first request's failure since this was last asked, and how many requests were begun after it.
    pub fn take_failure(&self) -> Option<(Fault, u32)> {
        let (begun, fault) = self.failure.take()?;
        Some((fault, self.requests.get() - begun))
    }

    /// Notes a request that was answered; how it went is found out later.
    pub fn waited(&self, wait: Wait) {
        if wait.is_timed() {
            self.went(&wait, None);
        } else if self.recording() != Recording::Nothing {
            self.waits.borrow_mut().push(wait);
        }
    }

    /// The requests of which is not known yet how they went.
    pub fn take_waits(&self) -> Vec<Wait> {
        self.waits.take()
    }

    /// Notes how a request went, as far as the browser knows.
    pub fn went(&self, wait: &Wait, wire: Option<Wire>) {
        for span in wait.spans(wire) {
            self.span(span.track, span.kind, span.start, span.end, span.chunk);
        }
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
            let shades = std::mem::take(&mut computed.bytes);
            if let Some(of) = self.job.picture.filter(|_| self.watched) {
                // A unit is a row of pixels, or as many as the picture has for each.
                let units = self.job.work.map_or(1, |work| work.units.max(1) as u32);
                let top = self.job.chunk(chunk).units.start as u32 * (of.height / units).max(1);
                let piece = Piece { of, top, shades };
                self.told.borrow_mut().pieces.push(piece);
            }
            known.computed = Some(computed);
        }
    }

    /// Takes over what the pool's takers noted.
    pub fn take_over(&self, output: BatchOutput) {
        for span in output.spans {
            self.span(span.track, span.kind, span.start, span.end, span.chunk);
            if self.watched {
                self.ends(span.track);
            }
        }
        for span in output.open {
            // A worker is at one thing at a time.
            self.ends(span.track);
            self.begins(span.track, span.kind, span.start, span.chunk);
        }
        for (chunk, outcome) in output.finished {
            self.outcome(chunk, outcome);
        }
    }

    /// What is new since the last call.
    pub fn news(&self, now: Micros) -> Progress {
        let mut told = self.told.borrow_mut();
        let spans = self.spans.borrow();
        let new_spans = spans[told.spans..].to_vec();
        told.spans = spans.len();
        let named = self.named.borrow();
        let new_names = named[told.named..].to_vec();
        told.named = named.len();
        let now = now - self.start;
        let open = self.open.borrow();
        let until_now = |span: &Span| Span {
            end: span.end.min(now),
            ..*span
        };
        // What waits and computes has waited when it has computed.
        let done = |outcome: &&Outcome| match self.job.work {
            Some(_) => outcome.computed.is_some(),
            None => outcome.reply.is_some(),
        };
        Progress {
            case: self.case.id,
            now,
            spans: new_spans,
            named: new_names,
            open: open
                .values()
                .flatten()
                .take(MOST_OPEN)
                .map(until_now)
                .collect(),
            chunks_done: self.outcomes.borrow().iter().filter(done).count() as u32,
            chunks: self.job.chunk_count,
            letters_sorted: self.letters_sorted.get(),
            pieces: std::mem::take(&mut told.pieces),
        }
    }

    /// The job's result by what its first so many chunks have given, as text.
    pub fn answer(&self, chunks: u32) -> String {
        let outcomes = self.outcomes.borrow();
        self.job.answer(outcomes.iter().take(chunks as usize))
    }

    /// What the chunks' parts of the answer add up to.
    pub fn total(&self) -> u64 {
        let outcomes = self.outcomes.borrow();
        let parts = outcomes
            .iter()
            .filter_map(|outcome| outcome.computed.as_ref());
        parts.map(|part| part.value).sum()
    }

    /// What happened so far, at this time. Of requests only when they were asked for and answered is known.
    pub fn so_far(&self, now: Micros) -> Trace {
        let asked = |wait: &Wait| wait.spans(None);
        let mut spans = self.spans.borrow().clone();
        let waits = self.waits.borrow();
        for span in waits.iter().flat_map(asked) {
            let (start, end) = (span.start - self.start, span.end - self.start);
            spans.push(Span { start, end, ..span });
        }
        Trace {
            program: self.case.program,
            began_at: Millis(0.0),
            wall: now - self.start,
            iterations: 1,
            threads: 0,
            spans,
            named: self.named.borrow().clone(),
            thinned: self.thinned.get(),
            beats: self.beats.borrow().clone(),
            beat_every: Micros::ZERO,
            letters_sorted: self.letters_sorted.get(),
        }
    }

    /// The run as it ended. The recorder is empty then: what is noted late, by whoever still holds it, is lost.
    pub fn take_run(&self, answer: Answer, ending: Ending) -> Run {
        let went_back = self.clock_went_back.get() || ending.at < self.start;
        let disturbance = match ending.calendar_ahead > SLEPT {
            _ if went_back => Some(Disturbance::ClockWentBack),
            true => Some(Disturbance::Slept),
            false => None,
        };
        Run {
            answer: answer.text,
            measures: answer.measures,
            output: answer.output,
            lines: answer.lines,
            checks: answer.checks,
            trace: Trace {
                program: self.case.program,
                began_at: Millis(ending.clock_began_at.0 + self.start.to_millis().0),
                wall: ending.at.max(self.start) - self.start,
                iterations: ending.iterations,
                threads: ending.threads,
                spans: self.spans.take(),
                named: self.named.take(),
                thinned: self.thinned.get(),
                beats: self.beats.take(),
                beat_every: ending.beat_every,
                letters_sorted: self.letters_sorted.get(),
            },
            disturbance,
        }
    }
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
