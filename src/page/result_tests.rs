//! Results as others see them: names fixed, numbers that make no sense null and never absent.

use super::*;
use crate::comparison::{Phase, Run};
use crate::page::address::Given;
use crate::page::link_event::LinkEvent;
use crate::page::state::{Action, ExampleRef};
use crate::protocol::engine::Ready;
use crate::tier::{Tier, TierReason};
use crate::trace::Trace;
use crate::units::Micros;

fn here() -> Here {
    Here {
        is_isolated: true,
        browser: "Firefox 153".to_owned(),
    }
}

/// A comparison of `many-fetches` in which one strategy ran three times and one could not.
fn finished() -> State {
    let given: Given = vec![
        ("strategies".to_owned(), "blocking parallel".to_owned()),
        ("repeats".to_owned(), "3".to_owned()),
    ];
    let example = ExampleRef(example::find("many-fetches").unwrap());
    let mut state = State::new(example, given, 2);
    let at = Millis(0.0);
    let mut hear = |event| state.apply(Action::Link { event, at });
    hear(LinkEvent::Ready(Ready {
        tier: Tier::Workers,
        reason: TierReason::SharedMemoryRefused("DataCloneError".to_owned()),
        pool_threads: 2,
        pool_start: Millis(12.5),
        clock_step: Micros(100.0),
        memory_a_thread: None,
    }));
    state.apply(Action::Run);
    let mut hear = |event| state.apply(Action::Link { event, at });
    let phases = [
        Phase::Watch,
        Phase::Measure(0),
        Phase::Measure(1),
        Phase::Measure(2),
    ];
    for (phase, ms) in phases.into_iter().zip([30.0, 10.0, 12.0, 11.0]) {
        let strategy = Strategy::Blocking;
        hear(LinkEvent::Begins { strategy, phase });
        let trace = Trace {
            strategy,
            wall: Millis(ms).to_micros(),
            jobs: 1,
            thinned: 0,
            threads: 0,
            spans: Vec::new(),
            beats: Vec::new(),
            beat_every: Micros(10_000.0),
            letters_sorted: 0,
        };
        let run = Ok(Run {
            disturbance: None,
            answer: "20 replies".to_owned(),
            trace,
        });
        hear(LinkEvent::Ended {
            strategy,
            phase,
            run,
        });
    }
    let (strategy, phase) = (Strategy::Parallel, Phase::Watch);
    let run = Err(Fault::Unavailable(Tier::Workers));
    hear(LinkEvent::Begins { strategy, phase });
    hear(LinkEvent::Ended {
        strategy,
        phase,
        run,
    });
    hear(LinkEvent::Finished { stopped: false });
    state
}

#[test]
fn nothing_before_the_first_run() {
    let example = ExampleRef(example::find("many-cores").unwrap());
    let state = State::new(example, Vec::new(), 2);
    assert_eq!(result(&state, &here(), &Words::english()), None);
    let environment = environment(&state, &here(), &Words::english());
    assert_eq!((environment.tier, environment.reported_cores), (None, 2));
}

#[test]
fn a_result_has_every_name_of_the_contract() {
    let result = result(&finished(), &here(), &Words::english()).unwrap();
    let json = serde_json::to_value(&result).unwrap();
    assert_eq!(json["format"], "meanwhile/result@1");
    assert_eq!(json["example"], "many-fetches");
    assert_eq!(json["parameters"]["connections"], 6);
    assert_eq!(json["environment"]["tier"], "workers");
    assert_eq!(json["environment"]["timerStepMs"], 0.1);
    let reason = json["environment"]["tierReason"].as_str().unwrap();
    assert!(reason.contains("DataCloneError"), "{reason}");
    let (done, unavailable) = (&json["strategies"][0], &json["strategies"][1]);
    assert_eq!(done["status"], "done");
    assert_eq!(done["samplesMs"], serde_json::json!([10.0, 12.0, 11.0]));
    assert_eq!(done["medianMs"], 11.0);
    assert_eq!(done["firstRunMs"], 30.0);
    assert_eq!(done["answer"], "20 replies");
    assert_eq!(done["poolStartMs"], serde_json::Value::Null);
    assert_eq!(unavailable["status"], "unavailable");
    assert!(
        unavailable["reason"]
            .as_str()
            .unwrap()
            .contains("async + parallel")
    );
    assert_eq!(unavailable["samplesMs"], serde_json::json!([]));
    const NAMES: &str = "strategy status reason answer samplesMs medianMs ci95Ms callerFreeShare \
        meanwhileDone longestFreezeMs pageLongestGapMs threadsAtWork waitsInFlight turns \
        efficiency imbalance poolStartMs firstRunMs speedup";
    for strategy in [done, unavailable] {
        let names = strategy.as_object().unwrap();
        assert_eq!(names.len(), NAMES.split_whitespace().count());
        for name in NAMES.split_whitespace() {
            assert!(names.contains_key(name), "{name}");
        }
    }
}

#[test]
fn faults_have_their_status() {
    let failed = Fault::RequestRefused {
        chunk: 1,
        status: 404,
    };
    assert_eq!(status(None), "done");
    assert_eq!(status(Some(&Fault::Stopped)), "stopped");
    assert_eq!(
        status(Some(&Fault::Unavailable(Tier::Single))),
        "unavailable"
    );
    assert_eq!(status(Some(&failed)), "failed");
}

#[test]
fn examples_tell_their_ranges() {
    let examples = examples(2, &Words::english());
    let json = serde_json::to_value(&examples).unwrap();
    assert_eq!(json[1]["slug"], "many-cores");
    assert_eq!(json[1]["parameters"]["size"]["default"], 600);
    assert_eq!(json[1]["parameters"]["threads"]["max"], 4);
    assert_eq!(
        json[1]["parameters"]["connections"],
        serde_json::Value::Null
    );
    assert!(
        examples
            .iter()
            .all(|example| !example.title.contains(['{', '.']))
    );
}
