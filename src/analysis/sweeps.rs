//! The sweeps: from their runs to speed-up against threads and time against chunks, and to sentences.

use super::session::Session;
use crate::comparison::Variant;
use crate::comparison::record::CaseRecord;
use crate::program::Program;
use crate::report::chunking::{ChunkPoint, Chunking, chunking};
use crate::report::fit::{Curve, Estimate, Fits, NoFit};
use crate::report::occupancy::mean_idle;
use crate::report::paired::Ratio;
use crate::report::scaling::{ScalePoint, Scaling, scaling};
use crate::report::statistics::MIN_SAMPLES_FOR_INTERVAL;
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::view::charts::sweep::{self, Law};
use crate::view::numbers::{decimal, percent};
use crate::view::words::Words;

/// Every repeat's time in milliseconds, 0 for one that is not counted, so that rounds stay together.
pub(super) fn by_round(own: &CaseRecord) -> Vec<f64> {
    let repeats = own.repeats.iter();
    repeats
        .map(|run| match own.is_counted(run) {
            true => run.trace.per_iteration().to_millis().0,
            false => 0.0,
        })
        .collect()
}

/// Speed-up against threads.
pub fn scaling_of(session: &Session) -> Scaling {
    let records = &session.record.cases;
    let of = |variant| {
        let mine = records.iter();
        mine.filter(move |own| own.case.variant == variant)
    };
    let points: Vec<ScalePoint> = of(Variant::Plain)
        .map(|own| {
            let threads = own.case.threads();
            let copies = of(Variant::Copies).find(|copies| copies.case.threads() == threads);
            ScalePoint {
                threads: threads.into(),
                job_ms: by_round(own),
                copies_ms: copies.map(by_round).unwrap_or_default(),
            }
        })
        .collect();
    scaling(&points)
}

/// Time against chunks.
pub fn chunking_of(session: &Session) -> Option<Chunking> {
    let records = session.record.cases.iter();
    let point = |own: &CaseRecord| ChunkPoint {
        chunks: own.case.chunks(),
        samples_ms: by_round(own)
            .into_iter()
            .filter(|time| *time > 0.0)
            .collect(),
        idle_ms: own
            .counted()
            .filter_map(|run| Some(mean_idle(&run.trace)?.to_millis().0))
            .collect(),
    };
    let points: Vec<ChunkPoint> = records.map(point).collect();
    chunking(&points)
}

/// The sweep over threads as its chart shows it. Laws are drawn as far as was measured.
pub fn drawn_scaling((session, scaling): (&Session, &Scaling)) -> sweep::Scaling {
    let measured = |ratio: &Ratio| sweep::Measured {
        value: ratio.value,
        spread: ratio.spread(),
        is_interval: ratio.interval.is_some(),
        rounds: ratio.pairs,
    };
    let points = scaling.points.iter().map(|point| sweep::Scaled {
        threads: point.threads,
        speedup: point.speedup.as_ref().map(measured),
        ceiling: point.ceiling.as_ref().map(measured),
    });
    let most = scaling.points.iter().map(|point| point.threads).max();
    let prediction = |law: Law, curve: &Curve| {
        let pair = |of: Estimate| (of.value, of.interval);
        let drawn = sweep::curve_threads(most.unwrap_or(1));
        sweep::Prediction {
            law,
            sigma: pair(curve.sigma),
            kappa: (law == Law::Usl).then(|| pair(curve.kappa)),
            curve: drawn
                .map(|threads| (threads, curve.speedup_at(threads), curve.band_at(threads)))
                .collect(),
        }
    };
    sweep::Scaling {
        program: program_of(session),
        points: points.collect(),
        predictions: scaling.fits.as_ref().map_or_else(
            |_| Vec::new(),
            |fits| {
                vec![
                    prediction(Law::Amdahl, &fits.amdahl),
                    prediction(Law::Usl, &fits.usl),
                ]
            },
        ),
        serial: serial_share(session),
        reported_cores: session.request.reported_cores,
    }
}

/// The share of the chunks that the reader keeps from being split; nothing where that is none.
fn serial_share(session: &Session) -> Option<f64> {
    let case = &session.record.cases.first()?.case;
    let chunks = case.chunks();
    let is_serial = case.values.serial();
    let serial = (0..chunks).filter(|chunk| is_serial(*chunk)).count();
    (serial > 0).then(|| serial as f64 / f64::from(chunks))
}

/// The sweep over chunks as its chart shows it.
pub fn drawn_chunking((session, chunking): (&Session, &Chunking)) -> sweep::Chunking {
    let samples_of = |chunks: u32| {
        let mut records = session.record.cases.iter();
        let own = records.find(|own| own.case.chunks() == chunks);
        let counted = own.into_iter().flat_map(CaseRecord::counted);
        counted
            .map(|run| run.trace.per_iteration().to_millis())
            .collect()
    };
    let points = chunking.points.iter().map(|point| sweep::ChunkTimes {
        chunks: point.chunks,
        samples: samples_of(point.chunks),
        median: Millis(point.median_ms),
        idle: point.idle_ms.map(Millis),
        is_worse: point.is_worse,
    });
    sweep::Chunking {
        program: program_of(session),
        points: points.collect(),
        best_range: chunking.best_range,
    }
}

/// Sweeps are of one program.
pub(super) fn program_of(session: &Session) -> Program {
    let first = session.record.cases.first();
    first.map_or(Strategy::AsyncParallel.into(), CaseRecord::program)
}

/// What the sweep over threads says.
pub fn threads_said(scaling: &Scaling, words: &Words) -> Vec<String> {
    let mut said = Vec::new();
    let told = scaling.points.iter().filter_map(|point| {
        let speedup = point.speedup?;
        Some((point, speedup.value, speedup.interval?))
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() && scaling.points.iter().any(|point| point.speedup.is_some()) {
        return vec![too_few_rounds(words)];
    }
    let best = told.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    let best = best.filter(|(point, _, interval)| point.threads > 1 && interval.low > 1.0);
    if best.is_none() && scaling.points.len() > 1 {
        said.push(words.get("scaling.none").to_owned());
    }
    if let Some((point, speedup, interval)) = best {
        // A winner is named only where it is clear. Of those that may be as fast it is the fewest threads that are told.
        let as_fast: Vec<u32> = told
            .iter()
            .filter(|(_, _, other)| other.overlaps(*interval))
            .map(|(point, ..)| point.threads)
            .collect();
        let enough = as_fast.iter().copied().min().unwrap_or(point.threads);
        let (threads, times) = (enough.to_string(), decimal(*speedup, 2));
        let parts = [("threads", &*threads), ("times", &*times)];
        let key = match as_fast.len() {
            0 | 1 => "scaling.best",
            _ => "scaling.enough",
        };
        said.push(words.with(key, &parts));
    }
    let knee = scaling.knee.and_then(|knee| {
        let point = scaling.points.iter().find(|point| point.threads == knee)?;
        Some((knee, point.ceiling?))
    });
    if let Some((knee, ceiling)) = knee {
        let (threads, times) = (knee.to_string(), decimal(ceiling.value, 2));
        let parts = [("threads", &*threads), ("times", &*times)];
        let key = if knee == 1 {
            "scaling.knee-one"
        } else {
            "scaling.knee"
        };
        said.push(words.with(key, &parts));
    }
    match &scaling.fits {
        Ok(fits) => said.extend(predictions(fits, words)),
        Err(why) => said.push(no_fit(*why, words)),
    }
    said
}

fn predictions(fits: &Fits, words: &Words) -> Vec<String> {
    let share = |of: Estimate| {
        let low = percent(of.interval.low.max(0.0));
        (percent(of.value), low, percent(of.interval.high))
    };
    let curve = |key: &str, curve: &Curve| {
        let (value, low, high) = share(curve.sigma);
        let kappa = decimal(curve.kappa.value, 4);
        let peak = curve
            .peak()
            .map_or_else(|| "–".to_owned(), |peak| decimal(peak, 0));
        let parts = [
            ("share", &*value),
            ("low", &*low),
            ("high", &*high),
            ("kappa", &*kappa),
            ("peak", &*peak),
        ];
        words.with(key, &parts)
    };
    let usl = match fits.usl.peak() {
        Some(_) => "scaling.usl-peak",
        None => "scaling.usl",
    };
    vec![curve("scaling.amdahl", &fits.amdahl), curve(usl, &fits.usl)]
}

pub(super) fn no_fit(why: NoFit, words: &Words) -> String {
    let counts = |have: usize, want: usize| (have.to_string(), want.to_string());
    let (key, (have, want)) = match why {
        NoFit::NoSingleThread => ("scaling.no-single", counts(0, 0)),
        NoFit::NoCeiling => ("scaling.no-ceiling", counts(0, 0)),
        NoFit::TooFewPoints { have, want } => ("scaling.few-points", counts(have, want)),
        NoFit::TooFewRounds { have, want } => ("scaling.few-rounds", counts(have, want)),
        NoFit::OutOfReach => ("scaling.out-of-reach", counts(0, 0)),
    };
    words.with(key, &[("have", &have), ("want", &want)])
}

fn too_few_rounds(words: &Words) -> String {
    let want = MIN_SAMPLES_FOR_INTERVAL.to_string();
    words.with("scaling.few", &[("want", &want)])
}

/// What the sweep over chunks says.
pub fn chunks_said(chunking: &Chunking, words: &Words) -> String {
    let Some((low, high)) = chunking.best_range else {
        return too_few_rounds(words);
    };
    let (low, high, best) = (low.to_string(), high.to_string(), chunking.best.to_string());
    let key = match low == high {
        true => "scaling.chunks-one",
        false => "scaling.chunks-range",
    };
    words.with(key, &[("low", &low), ("high", &high), ("best", &best)])
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::session::tests::{ended, request};
    use super::*;
    use crate::comparison::{Case, Kind, Phase};
    use crate::contract::cases::cases;
    use crate::contract::request::Parameters;
    use crate::lesson;
    use crate::values::CHUNKS;

    /// A sweep of these cases in so many rounds, each case as long as said.
    pub fn sweep_of(
        kind: Kind,
        rounds: u32,
        cases: Vec<Case>,
        time_ms: fn(&Case) -> f64,
    ) -> Session {
        let mut request = request();
        request.kind = kind;
        request.cases = cases;
        let mut session = Session::new(request.clone());
        for round in 0..rounds {
            for case in &request.cases {
                let mut run = ended(0, Phase::Measure(round), time_ms(case));
                run.case = case.id;
                session.file(run);
            }
        }
        session
    }

    #[test]
    fn a_thread_count_is_the_fastest_only_where_no_other_may_be_as_fast() {
        let lesson = lesson::find("many-cores").unwrap();
        let parameters = Parameters::defaults(lesson, 4);
        let said = |time_ms: fn(&Case) -> f64| {
            let swept = lesson.swept.first().copied();
            let all = cases(Kind::Threads, lesson, &parameters, 4, swept);
            let session = sweep_of(Kind::Threads, 8, all, time_ms);
            threads_said(&scaling_of(&session), &Words::english()).swap_remove(0)
        };
        // On three threads and on four it takes as long.
        let alike = said(|case| 120.0 / f64::from(case.values.threads().min(3)));
        assert!(alike.starts_with("From 3 threads on"), "{alike}");
        let best = said(|case| {
            let threads = f64::from(case.values.threads());
            120.0 / threads.min(6.0 - threads)
        });
        assert!(best.starts_with("Fastest on 3 threads"), "{best}");
        let none = said(|_| 120.0);
        assert!(none.contains("no clear difference"), "{none}");
    }

    #[test]
    fn under_six_rounds_a_sweep_says_only_that_they_are_too_few() {
        let lesson = lesson::find("many-cores").unwrap();
        let (parameters, swept) = (request().parameters, lesson.swept.first().copied());
        let few = ["Nothing is concluded from this sweep: it takes 6 rounds or more."];
        for (kind, rounds) in [(Kind::Threads, 5), (Kind::Chunks, 5), (Kind::Chunks, 1)] {
            let all = cases(kind, lesson, &parameters, 2, swept);
            let session = sweep_of(kind, rounds, all, |case| {
                100.0 / f64::from(case.threads()) + f64::from(case.chunks())
            });
            let said = match kind {
                Kind::Chunks => vec![chunks_said(
                    &chunking_of(&session).unwrap(),
                    &Words::english(),
                )],
                _ => threads_said(&scaling_of(&session), &Words::english()),
            };
            assert_eq!(said, few);
        }
    }

    #[test]
    fn two_cores_have_a_knee_and_no_fit() {
        let lesson = lesson::find("many-cores").unwrap();
        let (parameters, swept) = (request().parameters, lesson.swept.first().copied());
        let all = cases(Kind::Threads, lesson, &parameters, 2, swept);
        let session = sweep_of(Kind::Threads, 7, all, |case| {
            let threads = f64::from(case.threads());
            match case.variant {
                Variant::Copies => 100.0 * (threads / 2.0).max(1.0),
                _ => 10.0 + 90.0 / threads.min(2.0),
            }
        });
        let scaling = scaling_of(&session);
        assert_eq!(scaling.knee, Some(2));
        let said = threads_said(&scaling, &Words::english());
        assert!(said[0].contains("1.82"), "{said:?}");
        assert!(said[2].contains("4") && said[2].contains("2"), "{said:?}");
    }

    #[test]
    fn the_best_chunks_are_named() {
        let case = |(id, chunks)| {
            let values = request().parameters.values.with(CHUNKS, chunks);
            Case::plain(id, Strategy::AsyncParallel.into(), values)
        };
        let all = (0..).zip([1, 10, 100, 1_000]).map(case).collect();
        let session = sweep_of(Kind::Chunks, 7, all, |case| match case.chunks() {
            1 => 100.0,
            1_000 => 60.0,
            _ => 52.0,
        });
        let chunking = chunking_of(&session).unwrap();
        assert_eq!(chunking.best_range, Some((10, 100)));
        let said = chunks_said(&chunking, &Words::english());
        assert!(said.contains("10") && said.contains("100"), "{said}");
    }
}
