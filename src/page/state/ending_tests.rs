//! How a comparison ends, whatever becomes of the analysis, and what scripts are told then.

use super::shapes::ANALYSIS_LIMIT;
use super::tests::{begins, found, hear, learn, measuring, page};
use super::*;
use crate::strategy::Strategy;
use crate::strategy::Strategy::{Async, Blocking};

/// A comparison of which all runs are over.
fn analyzing() -> State {
    let mut state = measuring();
    hear(&mut state, LinkEvent::Finished { stopped: false });
    state
}

#[test]
fn an_analysis_that_was_replaced_meanwhile_ends_the_wait() {
    let mut state = measuring();
    state.apply(Action::AnalysisBroke("It broke.".to_owned()));
    assert!(state.is_running());
    // Another was started, for what is kept; it knows nothing of this comparison.
    learn(&mut state, FromAnalysis::Ready);
    hear(&mut state, LinkEvent::Finished { stopped: false });
    assert_eq!(state.activity, Activity::Analyzing);
    learn(&mut state, FromAnalysis::Lost("They are lost.".to_owned()));
    assert_eq!(state.activity, Activity::Idle);
    assert_eq!(state.said, Some(Said::Problem("They are lost.".to_owned())));
    state.apply(Action::Run(Kind::Programs));
    assert_eq!(state.activity, Activity::Requested);
}

#[test]
fn the_analysis_may_be_silent_only_so_long() {
    assert_eq!(measuring().activity.limit(), None);
    let mut state = analyzing();
    assert_eq!(state.activity.limit(), Some(ANALYSIS_LIMIT));
    // Every word of it begins the wait anew,
    let heard = state.analysis_news;
    learn(&mut state, FromAnalysis::Found(Box::new(found(1))));
    assert!(state.analysis_news != heard && state.activity.limit().is_some());
    // and silence ends as if it had broken.
    state.apply(Action::AnalysisBroke("It says nothing.".to_owned()));
    assert_eq!(state.activity, Activity::Idle);
    assert_eq!(state.activity.limit(), None);
}

#[test]
fn every_activity_has_a_way_out() {
    let requested = || {
        let mut state = page();
        state.apply(Action::Run(Kind::Programs));
        state
    };
    let begun = |phase| {
        let mut state = requested();
        begins(&mut state, Blocking, phase);
        state
    };
    let can_be_stopped = [
        requested(),
        begun(Phase::Watch),
        begun(Phase::WarmUp(0)),
        begun(Phase::Measure(0)),
    ];
    for mut state in can_be_stopped {
        assert!(state.can_stop() && state.activity.limit().is_none());
        state.apply(Action::Stop);
        assert_eq!(state.activity, Activity::Stopping);
        // The link says so within its own limit.
        hear(&mut state, LinkEvent::Finished { stopped: true });
        assert!(state.activity.limit().is_some());
        state.apply(Action::AnalysisBroke("It says nothing.".to_owned()));
        assert!(!state.is_running());
    }
}

#[test]
fn what_scripts_are_told_is_of_the_latest_comparison() {
    let mut state = page();
    let done = |state: &mut State, number, answer: Option<&str>| {
        hear(state, LinkEvent::Finished { stopped: false });
        let answer = answer.map(str::to_owned);
        let kind = Kind::Recording;
        learn(
            state,
            FromAnalysis::Done {
                number,
                kind,
                answer,
            },
        );
    };
    state.apply(Action::Run(Kind::Recording));
    done(&mut state, 1, Some("[1]"));
    assert_eq!(state.answer.as_deref(), Some("[1]"));
    // The next one comes to nothing: then there is nothing to tell, not what was told before.
    state.apply(Action::Run(Kind::Recording));
    assert_eq!(state.answer, None);
    done(&mut state, 1, Some("[1]"));
    assert_eq!(state.answer, None);
    state.apply(Action::AnalysisBroke("It broke.".to_owned()));
    assert_eq!((state.answer, state.activity), (None, Activity::Idle));
}

#[test]
fn the_program_to_sweep_may_be_given() {
    let mut state = page();
    state.apply(Action::Sweep(Kind::Chunks, Strategy::Parallel.into()));
    let request = state.request.clone().unwrap();
    let is_swept = |case: &Case| case.program == Strategy::Parallel.into();
    assert!(request.cases.iter().all(is_swept));
    // The controls stay as they were.
    assert_eq!(state.parameters.programs, [Blocking, Async].map(Key::from));
}
