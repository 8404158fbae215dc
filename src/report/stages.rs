//! When something was on its way and when something was computed: whether one stage of a job waited for the other.

use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};

/// A run with more stretches than this is not told: nobody could look at them all.
const MOST: usize = 200;

/// From when until when, from the run's start.
pub type Stretch = (Millis, Millis);

/// The stretches of time of each stage, apart and in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stages {
    /// In which at least one request was on its way.
    pub waiting: Vec<Stretch>,
    /// In which at least one thread computed.
    pub working: Vec<Stretch>,
}

impl Stages {
    /// Those of a run; none of either where there would be too many.
    pub fn of(trace: &Trace) -> Self {
        let on_its_way =
            |span: &Span| matches!(span.track, Track::Wait(_)) && span.kind == SpanKind::InFlight;
        let computed = |span: &Span| span.kind == SpanKind::Work;
        let stages = Self {
            waiting: stretches(trace, on_its_way),
            working: stretches(trace, computed),
        };
        match stages.waiting.len().max(stages.working.len()) > MOST {
            true => Self::default(),
            false => stages,
        }
    }

    /// The share of the computing during which something was on its way, 0 to 1. `None` where nothing was computed or
    /// nothing asked for.
    pub fn overlap(&self) -> Option<f64> {
        let length = |(from, to): &Stretch| (to.0 - from.0).max(0.0);
        let all: f64 = self.working.iter().map(length).sum();
        if all <= 0.0 || self.waiting.is_empty() {
            return None;
        }
        let both = |one: &Stretch, other: &Stretch| {
            length(&(
                Millis(one.0.0.max(other.0.0)),
                Millis(one.1.0.min(other.1.0)),
            ))
        };
        let pairs = self
            .working
            .iter()
            .flat_map(|own| self.waiting.iter().map(move |other| both(own, other)));
        Some((pairs.sum::<f64>() / all).min(1.0))
    }
}

/// What these spans cover, in stretches.
fn stretches(trace: &Trace, wanted: impl Fn(&Span) -> bool) -> Vec<Stretch> {
    let own = trace.spans.iter().filter(|span| wanted(span));
    let mut within: Vec<(Micros, Micros)> = own
        .map(|span| (span.start.max(Micros::ZERO), span.end.min(trace.wall)))
        .collect();
    within.sort_unstable_by(|a, b| a.0.0.total_cmp(&b.0.0));
    let mut joined: Vec<(Micros, Micros)> = Vec::new();
    for (from, to) in within {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    let told = |(from, to): (Micros, Micros)| (from.to_millis(), to.to_millis());
    joined.into_iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::super::cover::covered;
    use super::super::sample::{span, trace};
    use super::*;
    use crate::strategy::Strategy;
    use proptest::prelude::*;

    fn run(waits: &[(f64, f64)], works: &[(f64, f64)]) -> Trace {
        let mut run = trace(Strategy::AsyncParallel, 100.0);
        let wait = |&(from, to): &(f64, f64)| span(Track::Wait(0), SpanKind::InFlight, from, to);
        let work = |&(from, to): &(f64, f64)| span(Track::Worker(0), SpanKind::Work, from, to);
        run.spans = waits
            .iter()
            .map(wait)
            .chain(works.iter().map(work))
            .collect();
        run
    }

    #[test]
    fn a_stage_that_goes_on_meanwhile_overlaps() {
        let overlap = |works: &[_]| {
            let stages = Stages::of(&run(&[(0.0, 40.0), (30.0, 60.0)], works));
            stages.overlap().map(|share| (share * 100.0).round())
        };
        assert_eq!(overlap(&[(60.0, 80.0), (60.0, 100.0)]), Some(0.0));
        assert_eq!(overlap(&[(40.0, 60.0), (60.0, 80.0)]), Some(50.0));
        assert_eq!(overlap(&[(10.0, 50.0)]), Some(100.0));
        assert_eq!(overlap(&[]), None);
        assert_eq!(Stages::of(&run(&[], &[(0.0, 1.0)])).overlap(), None);
    }

    #[test]
    fn too_many_stretches_are_none() {
        let many: Vec<_> = (0..=MOST)
            .map(|n| (n as f64 * 0.2, n as f64 * 0.2 + 0.1))
            .collect();
        assert_eq!(Stages::of(&run(&many, &[])), Stages::default());
    }

    proptest! {
        #[test]
        fn stretches_are_apart_and_cover_what_the_spans_do(
            spans in prop::collection::vec((0.0..110.0f64, 0.0..20.0f64), 0..40),
        ) {
            let works: Vec<_> = spans.into_iter().map(|(from, length)| (from, from + length)).collect();
            let run = run(&[], &works);
            let Stages { working, .. } = Stages::of(&run);
            prop_assert!(working.windows(2).all(|pair| pair[0].1.0 < pair[1].0.0));
            let all: f64 = working.iter().map(|(from, to)| (to.0 - from.0).max(0.0)).sum();
            let expected = covered(&run, run.spans.iter()).to_millis().0;
            prop_assert!((all - expected).abs() < 1e-6, "{all} {expected}");
        }
    }
}
