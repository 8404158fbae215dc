//! Tests of the recorder.

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
    recorder.take_run(Answer::default(), ending)
}

fn work(recorder: &Recorder, from: f64, to: f64) {
    let (caller, work) = (Track::Caller, SpanKind::Work);
    recorder.span(caller, work, Micros(from), Micros(to), None);
}

#[test]
fn names_have_an_end() {
    let recorder = recorder(true);
    for number in 0..MOST_NAMES + 50 {
        recorder.named(&number.to_string(), Micros(1_001.0), Micros(1_002.0));
    }
    recorder.named("3", Micros(1_001.0), Micros(1_002.0));
    let run = ended(recorder, 2_000.0, 0.0);
    assert_eq!(run.trace.named.len(), MOST_NAMES);
    assert_eq!(
        (&*run.trace.named[3], &*run.trace.named[MOST_NAMES - 1]),
        ("3", "…")
    );
    let tracks: Vec<Track> = run.trace.spans.iter().map(|span| span.track).collect();
    assert_eq!(tracks.last(), Some(&Track::Named(3)));
    assert_eq!(tracks[MOST_NAMES + 9], Track::Named(MOST_NAMES as u16 - 1));
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
fn the_first_failure_is_known_until_it_is_asked_for() {
    let recorder = recorder(false);
    let fault = |chunk| Fault::RequestRefused { chunk, status: 503 };
    let wait = |chunk| Wait {
        chunk,
        url: String::new(),
        asked: Micros(1_000.0),
        begun: Micros(1_000.0),
        answered: Micros(2_000.0),
    };
    assert_eq!(recorder.take_failure(), None);
    for chunk in 0..4 {
        recorder.asks(chunk, Micros(1_000.0));
        let reply = match chunk {
            0 => Ok(Reply::of_body(b"a")),
            _ => Err(fault(chunk)),
        };
        recorder.answered(wait(chunk), reply);
    }
    assert_eq!(recorder.take_failure(), Some((fault(1), 2)));
    assert_eq!(recorder.take_failure(), None);
    assert_eq!(recorder.take_waits().len(), 4, "all took their time");
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
