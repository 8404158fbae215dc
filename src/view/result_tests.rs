//! Results as others see them: names fixed, numbers that make no sense null and never absent.

use super::*;
use crate::comparison::{Case, Kind};
use crate::contract::samples::WAITING;
use crate::strategy::Strategy;
use crate::tier::Tier;
use crate::values::Values;
use crate::view::charts::time::tests::report;

/// A comparison of `many-fetches` in which one strategy ran three times and one could not.
fn finished() -> ResultV1 {
    let lesson = &WAITING;
    let strategies = [Strategy::Blocking, Strategy::Parallel];
    let request = RunRequest {
        number: 1,
        kind: Kind::Programs,
        example: "many-fetches".to_owned(),
        parameters: Parameters {
            programs: strategies.map(Key::from).to_vec(),
            ..Parameters::defaults(lesson, 2)
        },
        cases: vec![Case::plain(0, Strategy::Blocking.into(), Values::default())],
        scripts: Vec::new(),
        prediction: None,
        reported_cores: 2,
    };
    let environment = EnvironmentV1 {
        tier: Some("workers".to_owned()),
        tier_reason: "DataCloneError".to_owned(),
        cross_origin_isolated: false,
        reported_cores: 2,
        timer_step_ms: Some(0.1),
        waits: None,
        browser: "Firefox 153".to_owned(),
        version: "0.1.0".to_owned(),
    };
    let mut done = report(Strategy::Blocking, &[10.0, 12.0, 11.0]);
    done.median = Some(Millis(11.0));
    done.first_run = Some(Millis(30.0));
    done.answer = Some("20 replies".to_owned());
    let mut unavailable = report(Strategy::Parallel, &[]);
    unavailable.fault = Some(Fault::Unavailable(Tier::Workers));
    let warnings = vec!["Take care.".to_owned()];
    result(
        (&request, Some(lesson), 3),
        environment,
        (&request.cases, &[done, unavailable]),
        warnings,
        &Words::english(),
    )
}

#[test]
fn a_result_has_every_name_of_the_contract() {
    let json = serde_json::to_value(finished()).unwrap();
    assert_eq!(json["format"], "meanwhile/result@1");
    assert_eq!(json["example"], "many-fetches");
    assert_eq!(json["parameters"]["connections"], 6);
    assert_eq!(json["parameters"]["repeats"], 3);
    assert_eq!(json["environment"]["tier"], "workers");
    assert_eq!(json["environment"]["timerStepMs"], 0.1);
    assert_eq!(json["environment"]["tierReason"], "DataCloneError");
    assert_eq!(json["warnings"][0], "Take care.");
    let back: ResultV1 = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(back, finished());
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
        efficiency imbalance poolStartMs firstRunMs speedup values measures";
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
