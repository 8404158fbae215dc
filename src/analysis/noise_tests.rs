//! Nothing that is said of a lesson draws a conclusion that its interval does not hold. Every listed lesson is fed with
//! measurements made up here: of noise around the same time, of clear gains, and of anything between; what is said is
//! held against intervals taken from those same numbers.

use super::drawings::Drawings;
use super::findings::findings;
use super::numbers::Numbers;
use super::session::Session;
use super::session::tests::finish;
use crate::comparison::{Kind, Phase, Run};
use crate::contract::Lesson;
use crate::contract::cases::cases;
use crate::contract::question::{Terms, right_option};
use crate::contract::request::Parameters;
use crate::lesson;
use crate::protocol::analysis::{EndedRun, RunRequest};
use crate::protocol::engine::PackedRun;
use crate::report::paired::Ratio;
use crate::report::sample::{span, trace};
use crate::report::statistics::Interval;
use crate::trace::{SpanKind, Track};
use crate::view::words::Words;
use proptest::prelude::*;

/// A comparison of the lesson's programs in which each took these times, a list a program.
fn session(lesson: &Lesson, prediction: u16, times_ms: &[Vec<f64>]) -> Session {
    let parameters = Parameters::defaults(lesson, 8);
    let cases = cases(Kind::Programs, lesson, &parameters, 8, None);
    let mut session = Session::new(RunRequest {
        number: 1,
        kind: Kind::Programs,
        example: lesson.slug.to_owned(),
        cases: cases.clone(),
        parameters,
        scripts: Vec::new(),
        prediction: Some(prediction),
        reported_cores: 8,
    });
    for (case, times_ms) in cases.iter().zip(times_ms) {
        for (round, wall_ms) in (0..).zip(times_ms) {
            let run = Run {
                answer: "1".to_owned(),
                measures: Vec::new(),
                output: String::new(),
                lines: Vec::new(),
                checks: Vec::new(),
                trace: trace(case.program, wall_ms * 1_000.0),
                disturbance: None,
            };
            session.file(EndedRun {
                case: case.id,
                phase: Phase::Measure(round),
                run: Ok(PackedRun::pack(&run)),
                disturbance: None,
                page_gap: None,
            });
        }
    }
    session.finish(finish(false));
    session
}

/// Where several options are possible: what is said to be sure is, and a guess does not fit only where the interval has no place for it.
fn hold_noisy(borders: &[f64], likely: Interval, expected: usize, (said, score): (&str, &str)) {
    let option = |ratio: f64| borders.iter().filter(|border| **border < ratio).count();
    let is_possible = (option(likely.low)..=option(likely.high)).contains(&expected);
    assert_eq!(
        score.contains("Whether that is right"),
        is_possible,
        "{likely:?} {score}"
    );
    assert_eq!(
        score.contains("does not fit"),
        !is_possible,
        "{likely:?} {score}"
    );
    assert!(said.contains("too noisy"), "{said}");
    let is_sure = |word: &str| said.contains(word);
    assert!(
        !is_sure("faster than") || likely.low > 1.0,
        "{likely:?} {said}"
    );
    assert!(
        !is_sure("slower than") || likely.high < 1.0,
        "{likely:?} {said}"
    );
}

/// Holds all that is said of a session against its intervals.
fn hold(lesson: &Lesson, session: &Session) {
    let words = Words::english_of(&lesson.slug.replace('-', "_"));
    let numbers = Numbers::of(session);
    let found = findings(session, &numbers, &words, lesson.slug);
    let slug = lesson.slug;
    let records = &session.record.cases;
    let of = |key| {
        let mut all = records.iter();
        all.find(|own| own.program().key == key).unwrap()
    };

    // The question: the finding, and the score of what was expected.
    let question = lesson.question;
    let ratio = Ratio::of(of(question.against), of(question.of)).unwrap();
    let terms = Terms::of(&session.request.parameters, session.request.reported_cores);
    let borders =
        (question.borders)(&terms).unwrap_or_else(|| panic!("{slug}: defaults are not scored"));
    let right = ratio
        .interval
        .map(|likely| right_option(&borders, likely.low, likely.high));
    let score = found.score.unwrap();
    let said = found.finding.unwrap_or_default();
    match right {
        None => assert!(
            said.is_empty() && score.contains("too few rounds"),
            "{slug}: {said} {score}"
        ),
        Some(None) => {
            let expected = usize::from(session.request.prediction.unwrap());
            hold_noisy(&borders, ratio.interval.unwrap(), expected, (&said, &score));
        }
        Some(Some(right)) => {
            let begins = |key: &str| {
                words
                    .get(&format!("lesson.{key}.{right}"))
                    .split('{')
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            };
            assert!(
                said.starts_with(&begins("finding")),
                "{slug}: {right} {said}"
            );
            let is_right = usize::from(session.request.prediction.unwrap()) == right;
            assert_eq!(
                score.contains("Right:"),
                is_right,
                "{slug}: {right} {score}"
            );
        }
    }

    // Each line of the verdict, against the fastest of the programs that do the same.
    for line in found.verdict.iter().filter(|line| line.case.is_some()) {
        let own = records
            .iter()
            .find(|own| Some(own.case.id) == line.case)
            .unwrap();
        let is_longer = ["longer", "times as long"]
            .iter()
            .any(|word| line.text().contains(word));
        let others = records.iter().filter(|other| other.case.id != own.case.id);
        let is_clear = |other| {
            let ratio = Ratio::of(own, other);
            ratio
                .and_then(|ratio| ratio.interval)
                .is_some_and(|likely| likely.low > 1.0)
        };
        let has_clear = others.into_iter().any(is_clear);
        assert!(!is_longer || has_clear, "{slug}: {}", line.text());
    }

    // The chart of times says of nobody that it is faster where that is not clear.
    let say = |key: &str, parts: &[(&str, &str)]| words.with(key, parts);
    let mut drawings = Drawings::default();
    drawings.show(session, &numbers, slug);
    let time = drawings
        .draw(crate::key::Key::new("time"), 700.0, &say)
        .unwrap();
    for report in &numbers.reports {
        let Some(speedup) = report.speedup else {
            continue;
        };
        if speedup.interval.is_none_or(|likely| likely.contains(1.0)) {
            let told = format!("{:.2} times as fast", speedup.value);
            let others = numbers.reports.iter().filter_map(|other| other.speedup);
            let is_only = others
                .filter(|other| format!("{:.2}", other.value) == format!("{:.2}", speedup.value))
                .count()
                == 1;
            assert!(!is_only || !time.contains(&told), "{slug}: {told}");
        }
    }
}

/// Times of so many programs over so many rounds: each has a usual time, and each run some luck.
fn times(programs: usize, rounds: usize, usual: &[f64], noise: f64, luck: &[f64]) -> Vec<Vec<f64>> {
    let of = |program: usize| {
        let run = |round: usize| {
            let luck = luck[(program * rounds + round) % luck.len()];
            usual[program % usual.len()] * (1.0 + noise * luck)
        };
        (0..rounds).map(run).collect()
    };
    (0..programs).map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_is_concluded_that_the_interval_does_not_hold(
        usual in prop_oneof![
            Just(vec![100.0]),
            proptest::collection::vec(20.0f64..200.0, 6),
        ],
        noise in prop_oneof![Just(0.02), Just(0.2), Just(0.8)],
        rounds in prop_oneof![Just(3usize), Just(6), Just(8), Just(12)],
        luck in proptest::collection::vec(-1.0f64..1.0, 97),
        prediction in 0u16..3,
    ) {
        for lesson in lesson::asking() {
            let programs = lesson.compared.len();
            hold(lesson, &session(lesson, prediction, &times(programs, rounds, &usual, noise, &luck)));
        }
    }
}

/// Every thread is at work all the time, and what is asked about is slower for it: where chunks need nothing of each other others had
/// the cores, but threads that queue for a lock are in their own way.
#[test]
fn others_are_blamed_only_where_chunks_need_nothing_of_each_other() {
    let mut blamed = Vec::new();
    for lesson in lesson::asking() {
        let asked_about = lesson.question.of;
        let place = lesson.compared.iter().position(|&key| key == asked_about);
        let mut usual = vec![100.0; lesson.compared.len()];
        usual[place.unwrap()] = 200.0;
        let times_ms = times(usual.len(), 8, &usual, 0.01, &[0.1, -0.1]);
        let mut session = session(lesson, 0, &times_ms);
        for own in &mut session.record.cases {
            let threads = own.case.pool_threads();
            for run in &mut own.repeats {
                let track = |taker| match threads {
                    0 => Track::Caller,
                    _ => Track::Worker(taker),
                };
                let wall = run.trace.wall.0;
                let spans =
                    (0..threads.max(1)).map(|taker| span(track(taker), SpanKind::Work, 0.0, wall));
                run.trace.spans = spans.collect();
            }
        }
        let words = Words::english_of(&lesson.slug.replace('-', "_"));
        let found = findings(&session, &Numbers::of(&session), &words, lesson.slug);
        let said = found.finding.unwrap_or_default();
        if said.contains("other programs had the cores") {
            blamed.push(lesson.slug);
        }
    }
    assert_eq!(blamed, ["pipeline", "many-cores"]);
}

/// So that the property can't hold by saying nothing: clear gains are told as such.
#[test]
fn what_is_clear_is_told() {
    for lesson in lesson::asking() {
        let place = |key| {
            lesson
                .compared
                .iter()
                .position(|&known| known == key)
                .unwrap()
        };
        let mut usual = vec![100.0; lesson.compared.len()];
        usual[place(lesson.question.of)] = 1.0;
        let luck = [0.3, -0.2, 0.1, -0.4, 0.2];
        let session = session(lesson, 0, &times(usual.len(), 8, &usual, 0.01, &luck));
        hold(lesson, &session);
        let words = Words::english_of(&lesson.slug.replace('-', "_"));
        let found = findings(&session, &Numbers::of(&session), &words, lesson.slug);
        let all = found
            .verdict
            .iter()
            .map(|line| line.text())
            .collect::<String>();
        assert!(
            found.finding.is_some() && all.contains("times as long"),
            "{}: {all}",
            lesson.slug
        );
    }
}
