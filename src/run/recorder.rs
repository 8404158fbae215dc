//! The caller's notes of one run: spans, heartbeats, what chunks gave. One thread writes, no lock.

use super::answer::Answer;
use crate::comparison::{Case, Disturbance, Piece, Progress, Run, Variant};
use crate::job::{Job, Outcome};
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
            letters_sorted: Cell::new(0),
            thinned: Cell::new(0),
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

    /// Notes a request that was answered; how it went is found out later.
    pub fn waited(&self, wait: Wait) {
        if self.recording() != Recording::Nothing {
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
                let top = self.job.chunk(chunk).units.start as u32;
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

    /// The job's result by what its chunks have given, as text.
    pub fn answer(&self) -> String {
        self.job.answer(self.outcomes.borrow().iter())
    }

    /// What the chunks' parts of the answer add up to.
    pub fn total(&self) -> u64 {
        let outcomes = self.outcomes.borrow();
        let parts = outcomes
            .iter()
            .filter_map(|outcome| outcome.computed.as_ref());
        parts.map(|part| part.value).sum()
    }

    /// The run as it ended.
    pub fn into_run(self, answer: Answer, ending: Ending) -> Run {
        let went_back = self.clock_went_back.get() || ending.at < self.start;
        let disturbance = match ending.calendar_ahead > SLEPT {
            _ if went_back => Some(Disturbance::ClockWentBack),
            true => Some(Disturbance::Slept),
            false => None,
        };
        Run {
            answer: answer.text,
            measures: answer.measures,
            trace: Trace {
                program: self.case.program,
                began_at: Millis(ending.clock_began_at.0 + self.start.to_millis().0),
                wall: ending.at.max(self.start) - self.start,
                iterations: ending.iterations,
                threads: ending.threads,
                spans: self.spans.into_inner(),
                thinned: self.thinned.get(),
                beats: self.beats.into_inner(),
                beat_every: ending.beat_every,
                letters_sorted: self.letters_sorted.get(),
            },
            disturbance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use crate::values::Values;

    const JOB: Job = Job {
        request: None,
        work: None,
        chunk_count: 1,
        picture: None,
    };

    fn recorder(watched: bool) -> Recorder {
        let case = Case::plain(0, Strategy::Async.into(), Values::default());
        Recorder::new(case, JOB, watched, Micros(1_000.0))
    }

    fn ended(recorder: Recorder, at: f64, ahead: f64) -> Run {
        let ending = Ending {
            clock_began_at: Millis(0.0),
            at: Micros(at),
            iterations: 1,
            threads: 0,
            beat_every: Micros(5_000.0),
            calendar_ahead: Millis(ahead),
        };
        recorder.into_run(Answer::default(), ending)
    }

    fn work(recorder: &Recorder, from: f64, to: f64) {
        let (caller, work) = (Track::Caller, SpanKind::Work);
        recorder.span(caller, work, Micros(from), Micros(to), None);
    }

    #[test]
    fn more_spans_than_fit_are_counted_wherever_they_come_from() {
        let recorder = recorder(false);
        for _ in 1..MOST_SPANS {
            work(&recorder, 1_000.0, 1_000.0);
        }
        // Two of a wait: one fits. Three of the pool.
        recorder.went(
            &Wait {
                chunk: 0,
                url: String::new(),
                asked: Micros(1_000.0),
                begun: Micros(3_000.0),
                answered: Micros(4_000.0),
            },
            None,
        );
        let span = recorder.spans.borrow()[0];
        recorder.take_over(BatchOutput {
            spans: vec![span; 3],
            ..BatchOutput::default()
        });
        recorder.sorted(1, Micros(5_000.0), Micros(6_000.0));
        let run = ended(recorder, 9_000.0, 0.0);
        assert_eq!(run.trace.spans.len(), MOST_SPANS);
        assert_eq!(run.trace.spans[MOST_SPANS - 1].kind, SpanKind::Queued);
        assert_eq!(run.trace.thinned, 5);
        assert_eq!(run.trace.letters_sorted, 1, "counted all the same");
    }

    #[test]
    fn stretches_of_letters_that_touch_are_one_span() {
        let recorder = recorder(false);
        for start in [1_000.0, 2_100.0, 3_200.0, 6_000.0] {
            recorder.sorted(5, Micros(start), Micros(start + 1_000.0));
        }
        let run = ended(recorder, 9_000.0, 0.0);
        let spans = run.trace.spans.iter();
        let ends: Vec<_> = spans.map(|span| (span.start.0, span.end.0)).collect();
        assert_eq!(ends, [(0.0, 3_200.0), (5_000.0, 6_000.0)]);
        assert_eq!((run.trace.letters_sorted, run.trace.thinned), (20, 0));
    }

    #[test]
    fn what_disturbed_a_run_is_known() {
        let of = |ahead| ended(recorder(false), 9_000.0, ahead).disturbance;
        assert_eq!(of(900.0), None);
        assert_eq!(of(1_100.0), Some(Disturbance::Slept));
        assert_eq!(of(-5_000.0), None, "somebody set the calendar back");
        let went_back = recorder(false);
        work(&went_back, 3_000.0, 2_000.0);
        let run = ended(went_back, 9_000.0, 60_000.0);
        assert_eq!(run.disturbance, Some(Disturbance::ClockWentBack));
        assert_eq!(run.trace.spans[0].length(), Micros::ZERO);
    }
}
