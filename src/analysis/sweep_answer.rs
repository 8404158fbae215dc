//! A sweep as scripts are told of it.

use super::session::Session;
use super::sweeps::{by_round, chunking_of, no_fit, program_of, scaling_of};
use crate::comparison::{Fault, Variant};
use crate::protocol::sweep::{CeilingV1, FitsV1, LawV1, NumberV1, SweepPointV1, SweepV1};
use crate::report::fit::{Curve, Estimate, Fits};
use crate::report::paired::Ratio;
use crate::report::statistics::{Interval, bootstrap_interval};
use crate::view::sentences::fault;
use crate::view::words::Words;

const fn ends(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

fn ratio(of: &Ratio) -> NumberV1 {
    NumberV1 {
        value: of.value,
        ci95: of.interval.map(ends),
    }
}

const fn estimate(of: Estimate) -> NumberV1 {
    NumberV1 {
        value: of.value,
        ci95: Some(ends(of.interval)),
    }
}

/// A sweep of which no points are known yet.
fn empty(session: &Session, parameter: &'static str) -> SweepV1 {
    SweepV1 {
        example: session.request.example.clone(),
        program: program_of(session).key.as_str().to_owned(),
        parameter,
        points: Vec::new(),
        ceiling: None,
        best_chunks: None,
        fits: None,
        reason: None,
    }
}

/// The interval of the counted times of the plain case with so many threads.
fn interval_on(session: &Session, threads: u32) -> Option<[f64; 2]> {
    let mut records = session.record.cases.iter();
    let own = records.find(|own| {
        own.case.variant == Variant::Plain && u32::from(own.case.threads()) == threads
    })?;
    let mut times = by_round(own);
    times.retain(|time| *time > 0.0);
    bootstrap_interval(&times).map(ends)
}

/// A sweep over threads.
pub fn threads_swept(session: &Session, words: &Words) -> SweepV1 {
    let scaling = scaling_of(session);
    let point = |point: &crate::report::scaling::ScaledPoint| SweepPointV1 {
        threads: Some(point.threads),
        chunks: None,
        idle_ms: None,
        median_ms: point.median_ms,
        ci95_ms: interval_on(session, point.threads),
        speedup: point.speedup.as_ref().map(ratio),
        ceiling: point.ceiling.as_ref().map(ratio),
    };
    let knee = scaling.knee.and_then(|knee| {
        let mut points = scaling.points.iter();
        let ceiling = points.find(|point| point.threads == knee)?.ceiling?;
        Some(CeilingV1 {
            threads: knee,
            value: ceiling.value,
            ci95: ceiling.interval.map(ends),
        })
    });
    SweepV1 {
        points: scaling.points.iter().map(point).collect(),
        ceiling: knee,
        reason: scaling.fits.as_ref().err().map(|why| {
            let failed = first_fault(session).map(|why| fault(words, why));
            failed.unwrap_or_else(|| no_fit(*why, words))
        }),
        fits: scaling.fits.ok().map(|fits| laws(&fits)),
        ..empty(session, "threads")
    }
}

/// Why the sweep, or a part of it, came to nothing, if so.
fn first_fault(session: &Session) -> Option<&Fault> {
    let mut records = session.record.cases.iter();
    records.find_map(|own| own.fault.as_ref())
}

fn laws(fits: &Fits) -> FitsV1 {
    let law = |curve: &Curve, has_kappa: bool| LawV1 {
        sigma: estimate(curve.sigma),
        kappa: has_kappa.then(|| estimate(curve.kappa)),
        peak_threads: curve.peak(),
    };
    FitsV1 {
        amdahl: law(&fits.amdahl, false),
        usl: law(&fits.usl, true),
    }
}

/// A sweep over chunks.
pub fn chunks_swept(session: &Session, words: &Words) -> SweepV1 {
    let chunking = chunking_of(session);
    let points = chunking.iter().flat_map(|chunking| &chunking.points);
    let point = |point: &crate::report::chunking::ChunkedPoint| SweepPointV1 {
        threads: None,
        chunks: Some(point.chunks),
        idle_ms: point.idle_ms,
        median_ms: Some(point.median_ms),
        ci95_ms: point.interval_ms.map(ends),
        speedup: None,
        ceiling: None,
    };
    SweepV1 {
        points: points.map(point).collect(),
        best_chunks: chunking.as_ref().and_then(|chunking| chunking.best_range),
        reason: Some(match first_fault(session) {
            Some(why) => fault(words, why),
            None => words.get("scaling.no-law").to_owned(),
        }),
        ..empty(session, "chunks")
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::tests::request;
    use super::super::sweeps::tests::sweep_of;
    use super::*;
    use crate::comparison::Kind;
    use crate::contract::cases::cases;
    use crate::lesson::find;
    use crate::trace::export::json;

    /// A sweep on two cores, in so many rounds: a tenth of the job can't be split.
    fn swept(kind: Kind, rounds: u32) -> Session {
        let (lesson, parameters) = (find("many-cores").unwrap(), request().parameters);
        let cases = cases(kind, lesson, &parameters, 2, lesson.swept.first().copied());
        sweep_of(kind, rounds, cases, |case| {
            let threads = f64::from(case.threads());
            match case.variant {
                Variant::Copies => 100.0 * (threads / 2.0).max(1.0),
                _ => 10.0 + 90.0 / threads.min(2.0),
            }
        })
    }

    #[test]
    fn a_sweep_over_threads_has_points_a_ceiling_and_fits_or_a_reason() {
        let told = threads_swept(&swept(Kind::Threads, 12), &Words::english());
        assert_eq!(
            (&*told.program, told.parameter),
            ("async-parallel", "threads")
        );
        let threads: Vec<_> = told.points.iter().map(|point| point.threads).collect();
        assert_eq!(threads, [Some(1), Some(2), Some(3), Some(4)]);
        let second = &told.points[1];
        assert_eq!(second.median_ms, Some(55.0));
        assert_eq!(second.ci95_ms, Some([55.0, 55.0]));
        let speedup = second.speedup.as_ref().unwrap();
        assert!((speedup.value - 100.0 / 55.0).abs() < 1e-9 && speedup.ci95.is_some());
        let ceiling = told.ceiling.as_ref().unwrap();
        assert_eq!((ceiling.threads, ceiling.value), (2, 2.0));
        assert!(told.fits.is_some() != told.reason.is_some());
        let text = json::to_json(&told).unwrap();
        assert!(
            text.contains("\"medianMs\":55.0") && !text.contains("\"chunks\""),
            "{text}"
        );
    }

    #[test]
    fn under_ten_rounds_pairs_have_an_interval_and_medians_have_none() {
        let told = threads_swept(&swept(Kind::Threads, 9), &Words::english());
        let second = &told.points[1];
        assert_eq!(second.ci95_ms, None);
        assert!(
            second
                .speedup
                .as_ref()
                .is_some_and(|speedup| speedup.ci95.is_some())
        );
        let chunks = chunks_swept(&swept(Kind::Chunks, 9), &Words::english());
        assert!(chunks.points.iter().all(|point| point.ci95_ms.is_none()));
    }

    #[test]
    fn under_six_rounds_nothing_is_concluded() {
        let threads = threads_swept(&swept(Kind::Threads, 5), &Words::english());
        assert!(threads.ceiling.is_none() && threads.fits.is_none());
        assert!(threads.reason.unwrap().contains("that takes 6"));
        let chunks = chunks_swept(&swept(Kind::Chunks, 5), &Words::english());
        assert_eq!((chunks.points.len(), chunks.best_chunks), (10, None));
    }

    #[test]
    fn a_sweep_over_chunks_has_no_law_and_says_so() {
        let told = chunks_swept(&swept(Kind::Chunks, 6), &Words::english());
        assert_eq!(told.points.len(), 10);
        assert!(told.points.iter().all(|point| point.ci95_ms.is_none()));
        assert!(told.best_chunks.is_some() && told.fits.is_none());
        assert!(told.reason.unwrap().contains(' '));
        let nothing = chunks_swept(&swept(Kind::Chunks, 0), &Words::english());
        assert!(nothing.points.is_empty() && nothing.best_chunks.is_none());
    }
}
