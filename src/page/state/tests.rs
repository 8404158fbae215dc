//! The page's state, by what happens to it.

use super::*;
use crate::comparison::{Fault, NoEngine, Piece, Repeats};
use crate::kernel::Picture;
use crate::lesson;
use crate::program::Program;
use crate::protocol::analysis::ChartHead;
use crate::protocol::engine::LiveNews;
use crate::protocol::packed::Packed;
use crate::strategy::Strategy::{self, Async, Blocking};
use crate::tier::{Tier, TierReason};
use crate::units::Micros;
use crate::values::{SIZE, THREADS};

fn ready() -> LinkEvent {
    LinkEvent::Ready(Ready {
        tier: Tier::Threads,
        reason: TierReason::SharedMemoryWorks,
        pool_threads: 2,
        pool_start: Millis(80.0),
        clock_step: Micros(5.0),
        memory_a_thread: None,
        waits: crate::waits::WaitsFrom::Server,
    })
}

/// In the second of two rounds.
const TWO_OF_TWO: Activity = Activity::Measuring {
    case: 1,
    round: 2,
    of: Repeats::Exactly(2),
};

/// A page with two strategies, two repeats, and an engine.
pub(super) fn page() -> State {
    let example = LessonRef(lesson::find("many-cores").unwrap());
    let given = vec![
        ("strategies".to_owned(), "blocking,async".to_owned()),
        ("repeats".to_owned(), "2".to_owned()),
    ];
    let mut state = State::new(example, given, 2);
    state.hear(ready(), Millis(0.0));
    state
}

/// What the timeline is told of it.
pub(super) fn hear(state: &mut State, event: LinkEvent) -> Vec<ToTimeline> {
    state.apply(Action::Link {
        event,
        at: Millis(0.0),
    })
}

/// The place of a strategy in what the page asks for.
fn place_of(strategy: Strategy) -> u16 {
    u16::from(strategy != Blocking)
}

pub(super) fn begins(state: &mut State, strategy: Strategy, phase: Phase) {
    let case = place_of(strategy);
    hear(state, LinkEvent::Begins { case, phase });
}

/// What the timeline is told of it.
pub(super) fn learn(state: &mut State, news: FromAnalysis) -> Vec<ToTimeline> {
    state.apply(Action::Analysis(news))
}

pub(super) fn found(number: u32) -> Findings {
    Findings {
        number,
        table: "<table>".to_owned(),
        charts: vec![ChartHead {
            key: Key::new("time"),
            title: "Time".to_owned(),
            hint: String::new(),
            is_own: false,
        }],
        ..Findings::default()
    }
}

/// A comparison that is being measured.
pub(super) fn measuring() -> State {
    let mut state = page();
    state.apply(Action::Run(Kind::Programs));
    for strategy in [Blocking, Async] {
        begins(&mut state, strategy, Phase::Watch);
    }
    begins(&mut state, Async, Phase::Measure(1));
    state
}

#[test]
fn a_comparison_from_asking_to_its_numbers() {
    let mut state = measuring();
    assert_eq!(state.activity, TWO_OF_TWO);
    hear(&mut state, LinkEvent::Finished { stopped: false });
    // It is not over before its numbers are there.
    assert_eq!(state.activity, Activity::Analyzing);
    assert!(state.is_running() && !state.can_stop());
    let before = state.edition;
    learn(&mut state, FromAnalysis::Found(Box::new(found(1))));
    assert!(state.is_running() && state.edition > before);
    learn(
        &mut state,
        FromAnalysis::Done {
            number: 1,
            kind: Kind::Programs,
            answer: None,
        },
    );
    assert_eq!(state.activity, Activity::Idle);
    assert_eq!(state.findings.table, "<table>");
}

#[test]
fn without_an_analysis_a_comparison_ends_all_the_same() {
    let mut state = measuring();
    hear(&mut state, LinkEvent::Finished { stopped: false });
    state.apply(Action::AnalysisBroke("It broke.".to_owned()));
    assert_eq!(state.activity, Activity::Idle);
    assert_eq!(state.said, Some(Said::Problem("It broke.".to_owned())));
    state.apply(Action::Run(Kind::Programs));
    hear(&mut state, LinkEvent::Finished { stopped: false });
    assert_eq!(state.activity, Activity::Idle);
}

#[test]
fn drawings_go_with_what_they_show() {
    let mut state = page();
    learn(&mut state, FromAnalysis::Found(Box::new(found(1))));
    for html in ["old", "new"] {
        let (chart, html) = (Key::new("time"), html.to_owned());
        learn(&mut state, FromAnalysis::Drawn { chart, html });
    }
    assert_eq!(state.drawing(Key::new("time")).as_deref(), Some("new"));
    learn(&mut state, FromAnalysis::Found(Box::default()));
    assert_eq!(state.drawing(Key::new("time")), None);
}

#[test]
fn a_sweep_leaves_what_was_found() {
    let mut state = measuring();
    hear(&mut state, LinkEvent::Finished { stopped: false });
    learn(&mut state, FromAnalysis::Found(Box::new(found(1))));
    learn(
        &mut state,
        FromAnalysis::Done {
            number: 1,
            kind: Kind::Programs,
            answer: None,
        },
    );
    state.apply(Action::Run(Kind::Threads));
    assert_eq!(state.findings.number, 1);
    let comparison = state.comparison().unwrap();
    assert!(!comparison.is_watched);
    assert_eq!(comparison.cases.len(), 8);
    // An old word of the analysis does not end it.
    learn(
        &mut state,
        FromAnalysis::Done {
            number: 1,
            kind: Kind::Programs,
            answer: None,
        },
    );
    assert!(state.is_running());
    assert_eq!(state.ran.as_ref().unwrap().number, 1);
}

#[test]
fn a_watched_run_is_seen_as_it_grows() {
    let mut state = page();
    let told = state.apply(Action::Run(Kind::Programs));
    assert_eq!(told, [ToTimeline::Clear]);
    assert_eq!(state.activity, Activity::Requested);
    let event = LinkEvent::Begins {
        case: place_of(Blocking),
        phase: Phase::Watch,
    };
    let told = hear(&mut state, event);
    let program = Program::of(Blocking);
    let begun = ToTimeline::Begins {
        case: place_of(Blocking),
        program,
        threads: 0,
    };
    assert_eq!(told, [begun]);
    assert_eq!(state.activity, Activity::Watching(place_of(Blocking)));
    let mut drawn = Vec::new();
    for chunk in 0..3u32 {
        drawn.push(state.clone());
        let now = Micros(f64::from(chunk + 1) * 10.0);
        let spans = Packed(vec![chunk as u8]);
        let news = LiveNews {
            now,
            chunks_done: chunk + 1,
            chunks: 60,
            pieces: vec![Piece {
                of: Picture::of_height(600),
                top: chunk,
                shades: vec![1, 2],
            }],
            spans: spans.clone(),
            ..LiveNews::default()
        };
        // The spans are passed on as they came.
        let told = hear(&mut state, LinkEvent::Progress(news));
        let case = place_of(Blocking);
        assert_eq!(told, [ToTimeline::Progress { case, now, spans }]);
    }
    // What was drawn before is held, and still nothing of it was copied.
    let is_shared = |of: &State| std::ptr::eq(&of.live.pieces[0], &state.live.pieces[0]);
    assert!(drawn[1..].iter().all(is_shared));
    assert_eq!((state.live.chunks_done, state.live.pieces.len()), (3, 3));
    let before = state.live.generation;
    begins(&mut state, Async, Phase::Watch);
    assert!(state.live.pieces.is_empty() && state.live.generation > before);
}

#[test]
fn stopping_lasts_until_it_has_stopped() {
    let mut state = measuring();
    state.apply(Action::Stop);
    assert_eq!(state.activity, Activity::Stopping);
    begins(&mut state, Async, Phase::Measure(2));
    assert_eq!(state.activity, Activity::Stopping);
    hear(&mut state, LinkEvent::Finished { stopped: true });
    assert_eq!(state.activity, Activity::Analyzing);
}

#[test]
fn a_run_that_fails_ends_where_it_was_seen_last() {
    let mut state = page();
    state.apply(Action::Run(Kind::Programs));
    begins(&mut state, Blocking, Phase::Watch);
    let case = place_of(Blocking);
    let event = LinkEvent::Ended {
        case,
        phase: Phase::Watch,
        run: Err(Fault::Stopped),
    };
    let ended = ToTimeline::Ended { case, wall: None };
    assert_eq!(hear(&mut state, event), [ended]);
}

#[test]
fn what_is_typed_is_kept_though_it_can_not_be_used() {
    let mut state = page();
    let usual = state.parameters.values.size();
    let type_size = |state: &mut State, text: &str| {
        let text = text.to_owned();
        state.apply(Action::Type { name: SIZE, text });
    };
    type_size(&mut state, "60x");
    assert_eq!(state.text_of(SIZE), "60x");
    assert_eq!(
        (state.bad.len(), state.parameters.values.size()),
        (1, usual)
    );
    type_size(&mut state, "60");
    assert_eq!((state.bad.len(), state.parameters.values.size()), (0, 60));
    assert_eq!(state.parameters.repeats, Repeats::Exactly(2));
    assert_eq!(state.text_of(THREADS), "2");
}

#[test]
fn strategies_are_taken_and_left_but_never_the_last() {
    let mut state = page();
    state.apply(Action::Toggle(Strategy::AsyncParallel.into()));
    assert_eq!(
        state.parameters.programs,
        [Blocking, Async, Strategy::AsyncParallel].map(Key::from)
    );
    for strategy in [Strategy::AsyncParallel, Blocking, Async] {
        state.apply(Action::Toggle(strategy.into()));
    }
    assert_eq!(state.parameters.programs, [Key::from(Async)]);
}

#[test]
fn a_run_during_a_run_changes_nothing() {
    let mut state = measuring();
    state.apply(Action::Run(Kind::Programs));
    assert_eq!(state.request.as_ref().unwrap().number, 1);
    assert_eq!(state.activity, TWO_OF_TWO);
}

#[test]
fn without_an_engine_nothing_runs() {
    let mut state = page();
    hear(&mut state, LinkEvent::Cannot(NoEngine::TooSlow));
    state.apply(Action::Run(Kind::Programs));
    assert!(!state.is_running() && state.comparison().is_none());
}

#[test]
fn another_example_forgets_the_measurement_but_a_parameter_does_not() {
    let mut state = measuring();
    hear(&mut state, LinkEvent::Finished { stopped: false });
    learn(&mut state, FromAnalysis::Found(Box::new(found(1))));
    let same = state.example;
    assert_eq!(state.apply(Action::Open(same, Vec::new())), []);
    assert_eq!(state.findings.number, 1);
    let other = LessonRef(lesson::find("many-fetches").unwrap());
    let told = state.apply(Action::Open(other, Vec::new()));
    assert_eq!(told, [ToTimeline::Clear]);
    assert!(state.findings.table.is_empty() && state.ran.is_none());
}

#[test]
fn pokes_are_timed() {
    let mut state = page();
    for at in [100.0, 150.0] {
        state.apply(Action::Poke { at: Millis(at) });
    }
    let poked = |state: &mut State, number, at| {
        let event = LinkEvent::Poked(number);
        state.apply(Action::Link {
            event,
            at: Millis(at),
        });
    };
    poked(&mut state, 1, 1_080.0);
    assert_eq!(state.pokes.unanswered.len(), 1);
    poked(&mut state, 2, 1_081.0);
    poked(&mut state, 2, 9_999.0);
    assert_eq!(state.pokes.longest, Some(Millis(980.0)));
    assert!(state.pokes.unanswered.is_empty());
}

#[test]
fn the_comparison_is_the_one_that_was_asked() {
    let mut state = page();
    state.apply(Action::Run(Kind::Programs));
    state.apply(Action::Type {
        name: SIZE,
        text: "9".to_owned(),
    });
    let comparison = state.comparison().unwrap();
    let cases = comparison.cases.iter();
    assert!(
        cases
            .map(|one| (one.program, one.threads()))
            .eq([(Program::of(Blocking), 2), (Program::of(Async), 2)])
    );
    assert_eq!(comparison.repeats, Repeats::Exactly(2));
    let values = &comparison.cases[0].values;
    assert_eq!((values.chunks(), values.size()), (60, 600));
}

#[test]
fn what_is_found_is_moved_to_the_timeline() {
    let mut state = page();
    let tracks = Packed(vec![7; 9]);
    let of = |number| {
        FromAnalysis::Found(Box::new(Findings {
            pinned: Some("earlier".to_owned()),
            run_tracks: tracks.clone(),
            ..found(number)
        }))
    };
    let told = |is_running| {
        let tracks = tracks.clone();
        ToTimeline::Found { tracks, is_running }
    };
    assert_eq!(learn(&mut state, of(0)), [told(false)]);
    assert_eq!(state.findings.run_tracks, Packed::default());
    state.apply(Action::Run(Kind::Programs));
    assert_eq!(state.findings.pinned.as_deref(), Some("earlier"));
    assert_eq!(learn(&mut state, of(1)), [told(true)]);
    assert_eq!(learn(&mut state, of(2)), [], "it is of another comparison");
}

#[test]
fn an_analysis_that_is_started_again_is_not_broken() {
    let mut state = page();
    state.apply(Action::AnalysisBroke("It broke.".to_owned()));
    assert!(state.is_analysis_broken);
    learn(&mut state, FromAnalysis::Ready);
    assert!(!state.is_analysis_broken);
}
