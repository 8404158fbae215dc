//! Numbers and drawings of one lesson never stand under the title of another.

use super::tests::{begins, found, hear, learn, measuring, page};
use super::*;
use crate::protocol::engine::LiveNews;
use crate::strategy::Strategy::Blocking;
use crate::values::SIZE;

pub(super) fn lesson(slug: &str) -> LessonRef {
    LessonRef(crate::lesson::find(slug).unwrap())
}

fn found_of(slug: &str, number: u32) -> FromAnalysis {
    FromAnalysis::Found(Box::new(Findings {
        example: slug.to_owned(),
        ..found(number)
    }))
}

#[test]
fn what_is_found_of_a_lesson_that_was_left_is_not_shown() {
    let mut state = measuring();
    state.apply(Action::Stop);
    state.apply(Action::Open(lesson("many-fetches"), Given::new()));
    let before = state.edition;
    learn(&mut state, found_of("many-cores", 1));
    assert_eq!((state.edition, &*state.findings.table), (before, ""));
    // Back again: that comparison was given up when its lesson was left.
    state.apply(Action::Open(lesson("many-cores"), Given::new()));
    learn(&mut state, found_of("many-cores", 1));
    assert_eq!(state.findings.table, "");
}

#[test]
fn a_sweep_without_a_comparison_is_shown_with_its_own_lesson_only() {
    let mut state = page();
    learn(&mut state, found_of("many-fetches", 0));
    assert_eq!(state.findings.table, "");
    learn(&mut state, found_of("many-cores", 0));
    assert_eq!(state.findings.table, "<table>");
}

#[test]
fn a_loaded_file_says_itself_what_it_is_about() {
    let mut state = page();
    let loaded = Findings {
        example: "many-fetches".to_owned(),
        loaded: Some("a file".to_owned()),
        ..found(9)
    };
    learn(&mut state, FromAnalysis::Found(Box::new(loaded)));
    assert_eq!(state.findings.table, "<table>");
}

#[test]
fn a_run_that_goes_on_draws_nothing_under_another_title() {
    let mut state = measuring();
    state.apply(Action::Stop);
    state.apply(Action::Open(lesson("many-fetches"), Given::new()));
    begins(&mut state, Blocking, Phase::Watch);
    let news = LiveNews {
        chunks_done: 3,
        chunks: 60,
        ..LiveNews::default()
    };
    assert_eq!(hear(&mut state, LinkEvent::Progress(news)), []);
    assert_eq!(state.live.chunks_done, 0);
}

/// The size in the control, once the engine has answered what it was asked.
fn sized(state: &mut State, size: u32) -> String {
    let lesson = "many-cores".to_owned();
    hear(state, LinkEvent::Sized { lesson, size });
    state.text_of(SIZE)
}

#[test]
fn a_size_that_nobody_gave_is_found_once_and_is_given_from_then_on() {
    let mut state = page();
    let (asked, values) = state.ask_for_size().unwrap();
    assert_eq!((&*asked, values.size()), ("many-cores", 600));
    assert_eq!(state.ask_for_size(), None);
    assert_eq!(sized(&mut state, 1_100), "1100");
    assert_eq!(state.parameters.values.size(), 1_100);
    // Whoever opens the address that carries it measures the same.
    let given = state.given.clone();
    state.apply(Action::Open(lesson("many-fetches"), Given::new()));
    assert_eq!(state.ask_for_size(), None, "what waits is not sized");
    state.apply(Action::Open(lesson("many-cores"), given));
    assert_eq!(state.ask_for_size(), None);
    assert_eq!(state.parameters.values.size(), 1_100);
}

#[test]
fn a_size_that_is_found_does_not_hide_that_there_is_no_such_lesson() {
    let mut state = page();
    state.ask_for_size().unwrap();
    state.apply(Action::Bad(crate::lesson::unknown("no-such")));
    sized(&mut state, 700);
    assert!(
        state
            .bad
            .iter()
            .any(|bad| bad.to_string().contains("no-such"))
    );
}

#[test]
fn a_size_comes_too_late_where_one_was_typed_or_something_ran() {
    let mut state = page();
    assert!(state.ask_for_size().is_some());
    let text = "30".to_owned();
    state.apply(Action::Type { name: SIZE, text });
    assert_eq!(sized(&mut state, 1_100), "30");
    let mut state = measuring();
    assert_eq!(state.ask_for_size(), None, "the engine has something to do");
    assert_eq!(sized(&mut state, 1_100), "600");
    let mut state = page();
    assert!(state.ask_for_size().is_some());
    state.apply(Action::Open(lesson("many-fetches"), Given::new()));
    assert_eq!(sized(&mut state, 1_100), "12");
}

/// A kernel was picked.
fn pick(state: &mut State, kernel: &str) {
    let (name, text) = (Key::new("kernel"), kernel.to_owned());
    state.apply(Action::Type { name, text });
}

#[test]
fn another_job_wants_another_size_unless_one_was_typed() {
    let mut state = page();
    assert!(state.ask_for_size().is_some());
    assert_eq!(sized(&mut state, 1_100), "1100");
    pick(&mut state, "darts");
    assert_eq!(state.text_of(SIZE), "600");
    let (_, values) = state.ask_for_size().unwrap();
    assert_eq!(values.get(Key::new("kernel")), Some(3));
    assert_eq!(sized(&mut state, 900), "900");
    // After a run, too; and what is found then is no news of the run.
    state.apply(Action::Run(Kind::Programs));
    hear(&mut state, LinkEvent::Finished { stopped: true });
    state.apply(Action::AnalysisBroke(String::new()));
    pick(&mut state, "matrix");
    assert!(state.ask_for_size().is_some());
    assert_eq!(sized(&mut state, 1_300), "1300");
    // What the reader typed stays.
    let text = "70".to_owned();
    state.apply(Action::Type { name: SIZE, text });
    pick(&mut state, "gravity");
    assert_eq!(state.ask_for_size(), None);
    assert_eq!(state.text_of(SIZE), "70");
}
