//! What the analyst answers, message by message.

use super::super::session::tests::{ended, finish, request};
use super::*;
use crate::comparison::{Case, Variant};
use crate::strategy::Strategy;
use crate::values::THREADS;

fn analyst() -> Analyst {
    Analyst {
        words: Words::english(),
        base: Words::english(),
        ..Analyst::default()
    }
}

/// What a comparison of that kind answers scripts when it is over.
fn answer(effects: &[Effect]) -> Option<String> {
    let done = effects.iter().find_map(|effect| match effect {
        Effect::Tell(FromAnalysis::Done { answer, .. }, _) => Some(answer.clone()),
        _ => None,
    });
    done.unwrap()
}

/// One strategy on one and on two threads, once each.
fn sweep(analyst: &mut Analyst, is_stopped: bool) -> Vec<Effect> {
    let mut request = request();
    request.kind = Kind::Threads;
    let values = request.parameters.values.clone();
    let case = |(id, threads)| {
        let values = values.with(THREADS, threads);
        Case::plain(id, Strategy::Parallel.into(), values)
    };
    request.cases = (0..).zip([1, 2]).map(case).collect();
    analyst.hear(ToAnalysis::Begin(request.clone()));
    for case in request.cases {
        let mut run = ended(0, Phase::Measure(0), 60.0 / f64::from(case.threads()));
        run.case = case.id;
        analyst.hear(ToAnalysis::Ended(run));
    }
    analyst.hear(ToAnalysis::Finish(finish(is_stopped)))
}

fn open(lesson: &str) -> ToAnalysis {
    ToAnalysis::Open {
        lesson: lesson.to_owned(),
        words: Vec::new(),
        again: None,
    }
}

#[test]
fn the_end_of_a_comparison_that_is_not_known_is_answered() {
    // The analysis that knew it broke, and was started anew while it went on.
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::Ended(ended(0, Phase::Measure(0), 40.0)));
    let effects = analyst.hear(ToAnalysis::Finish(finish(false)));
    let is_lost = |effect: &Effect| matches!(effect, Effect::Tell(FromAnalysis::Lost(said), _) if said.contains(' '));
    assert!(effects.len() == 1 && is_lost(&effects[0]), "{effects:?}");
}

#[test]
fn a_sweep_tells_scripts_its_points() {
    let text = answer(&sweep(&mut analyst(), false)).unwrap();
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["program"], "parallel");
    assert_eq!(told["points"][1]["threads"], 2);
    assert_eq!(told["points"][1]["speedup"]["value"], 2.0);
    assert!(told["fits"].is_null() && told["reason"].is_string());
    // What was stopped is not told.
    assert_eq!(answer(&sweep(&mut analyst(), true)), None);
}

#[test]
fn after_a_lost_engine_only_the_new_rounds_count() {
    let mut analyst = analyst();
    let mut request = request();
    request.kind = Kind::Recording;
    request.cases[1] = Case {
        id: 1,
        variant: Variant::Unrecorded,
        ..request.cases[0].clone()
    };
    analyst.hear(ToAnalysis::Begin(request.clone()));
    let measured = |id: u16, wall_ms: f64| {
        let mut run = ended(0, Phase::Measure(0), wall_ms);
        run.case = id;
        ToAnalysis::Ended(run)
    };
    let messages = [
        measured(0, 900.0),
        ToAnalysis::BeginAnew,
        measured(1, 40.0),
        measured(0, 42.0),
    ];
    for message in messages {
        analyst.hear(message);
    }
    let effects = analyst.hear(ToAnalysis::Finish(finish(false)));
    assert!(answer(&effects).unwrap().contains("1.05"));
}

/// What the page is told to show, if anything.
fn shown(effects: &[Effect]) -> Option<&Findings> {
    effects.iter().find_map(|effect| match effect {
        Effect::Tell(FromAnalysis::Found(found), _) => Some(&**found),
        _ => None,
    })
}

#[test]
fn a_sweep_of_another_lesson_shows_nothing_of_the_one_before() {
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::Begin(request()));
    analyst.hear(ToAnalysis::Ended(ended(0, Phase::Measure(0), 40.0)));
    let told = analyst.hear(ToAnalysis::Finish(finish(false)));
    assert!(shown(&told).is_some_and(|found| !found.verdict.is_empty()));
    let sweep = RunRequest {
        number: 2,
        kind: Kind::Threads,
        example: "primes".to_owned(),
        ..request()
    };
    analyst.hear(ToAnalysis::Begin(sweep));
    let told = analyst.hear(ToAnalysis::Finish(finish(false)));
    let found = shown(&told).expect("a sweep is told");
    assert_eq!((found.number, &*found.example), (0, "primes"));
    assert!(
        found.verdict.is_empty()
            && found.table.is_empty()
            && found.run_tracks.unpack() == Some(Vec::<FoundTracks>::new())
    );
}

#[test]
fn coming_back_to_a_lesson_shows_what_was_found_in_it() {
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::Begin(request()));
    analyst.hear(ToAnalysis::Ended(ended(0, Phase::Measure(0), 40.0)));
    let first = analyst.hear(ToAnalysis::Finish(finish(false)));
    let back = |again| ToAnalysis::Open {
        lesson: request().example,
        words: Vec::new(),
        again,
    };
    analyst.hear(open("primes"));
    assert_eq!(analyst.hear(back(Some(7))), []);
    analyst.hear(open("primes"));
    let again = analyst.hear(back(Some(1)));
    assert_eq!(shown(&again), shown(&first));
    assert!(shown(&again).is_some_and(|found| found.number == 1));
    // What is on the page already is not told twice.
    assert_eq!(analyst.hear(back(Some(1))), []);
}

#[test]
fn a_lesson_that_was_left_in_mid_run_is_not_told_any_more() {
    let mut analyst = analyst();
    analyst.hear(ToAnalysis::Begin(request()));
    analyst.hear(open("primes"));
    let watched = analyst.hear(ToAnalysis::Ended(ended(0, Phase::Watch, 40.0)));
    assert_eq!(shown(&watched), None);
    let told = analyst.hear(ToAnalysis::Finish(finish(true)));
    assert_eq!(shown(&told), None);
    // The page still waits for an answer.
    let is_done = |effect: &Effect| matches!(effect, Effect::Tell(FromAnalysis::Done { .. }, _));
    assert!(told.iter().any(is_done));
    assert!(analyst.shown().is_none());
}
