//! Traces for this module's tests.

use super::CaseRecord;
use crate::comparison::{Case, Run};
use crate::program::Program;
use crate::strategy::Strategy;
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};
use crate::values::{CHUNKS, THREADS, Values};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generator;

/// A run in which nothing happened.
pub fn trace(program: impl Into<Program>, wall: f64) -> Trace {
    Trace {
        program: program.into(),
        began_at: Millis(0.0),
        wall: Micros(wall),
        iterations: 1,
        threads: 0,
        spans: Vec::new(),
        named: Vec::new(),
        thinned: 0,
        beats: Vec::new(),
        beat_every: Micros(10.0),
        letters_sorted: 0,
    }
}

/// The number of a strategy's case.
pub const fn case_of(strategy: Strategy) -> u16 {
    strategy as u16
}

/// A strategy of which nothing ran yet.
pub fn unmeasured(strategy: Strategy) -> CaseRecord {
    CaseRecord::new(Case::plain(
        case_of(strategy),
        strategy.into(),
        Values::from_iter([(THREADS, 2), (CHUNKS, 60)]),
    ))
}

/// A strategy with counted runs of these lengths.
pub fn measured(strategy: Strategy, walls_ms: &[f64]) -> CaseRecord {
    let run = |wall_ms: &f64| Run {
        answer: "1".into(),
        measures: Vec::new(),
        output: String::new(),
        lines: Vec::new(),
        checks: Vec::new(),
        trace: trace(strategy, wall_ms * 1_000.0),
        disturbance: None,
    };
    CaseRecord {
        repeats: walls_ms.iter().map(run).collect(),
        ..unmeasured(strategy)
    }
}

/// A span for no chunk in particular.
pub fn span(track: Track, kind: SpanKind, start: f64, end: f64) -> Span {
    Span {
        track,
        kind,
        start: Micros(start),
        end: Micros(end),
        chunk: None,
    }
}

/// Any trace, also one that no engine would record.
pub fn any_trace() -> impl Generator<Value = Trace> {
    let track = prop_oneof![
        Just(Track::Caller),
        (0u16..5).prop_map(Track::Worker),
        (0u32..20).prop_map(Track::Wait),
        (0u16..3).prop_map(Track::Machine),
    ];
    let kind = prop::sample::select(vec![
        SpanKind::Poll,
        SpanKind::Work,
        SpanKind::Blocked,
        SpanKind::Queued,
        SpanKind::InFlight,
        SpanKind::Meanwhile,
    ]);
    let any_span = (track, kind, 0.0f64..1_200.0, 0.0f64..300.0)
        .prop_map(|(track, kind, start, length)| span(track, kind, start, start + length));
    let spans = prop::collection::vec(any_span, 0..40);
    let strategy = prop::sample::select(Strategy::ALL.to_vec());
    (strategy, 1.0f64..1_000.0, 1u16..6, spans).prop_map(|(strategy, wall, threads, spans)| Trace {
        threads,
        spans,
        ..trace(strategy, wall)
    })
}
