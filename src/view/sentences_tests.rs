//! Sentences: no blank left unfilled, and the numbers as they were.

use super::*;
use crate::report::sample::case_of;
use crate::strategy::Strategy;

fn words() -> Words {
    Words::english()
}

#[test]
fn every_fault_has_a_whole_sentence() {
    let message = "no route".to_owned();
    let faults = [
        Fault::Stopped,
        Fault::Unavailable(Tier::Single),
        Fault::Unavailable(Tier::Workers),
        Fault::Unavailable(Tier::Threads),
        Fault::RequestTimedOut {
            chunk: 1_234,
            limit_ms: 30_000,
        },
        Fault::RequestFailed {
            chunk: 3,
            message: message.clone(),
        },
        Fault::RequestRefused {
            chunk: 3,
            status: 503,
        },
        Fault::ChunkBroke {
            chunk: Some(7),
            message: message.clone(),
        },
        Fault::ChunkBroke {
            chunk: None,
            message: message.clone(),
        },
        Fault::PoolFailed(message.clone()),
        Fault::NoEngine(NoEngine::NotLoaded(message)),
        Fault::NoEngine(NoEngine::TooSlow),
        Fault::Storage("the disk is full".to_owned()),
        Fault::NotOffered,
        Fault::NoMachines("w".to_owned()),
        Fault::Machines("w".to_owned()),
        Fault::BadInput { chunk: 3 },
        Fault::NoData("not found".to_owned()),
    ];
    let sentences: Vec<String> = faults.iter().map(|why| fault(&words(), why)).collect();
    for sentence in &sentences {
        assert!(!sentence.contains(['{', '}']), "{sentence}");
        assert!(sentence.contains(' '), "{sentence}");
    }
    assert!(sentences[4].contains("1,234") && sentences[4].contains("30.0\u{a0}s"));
    assert!(sentences[6].contains("503"));
    assert!(sentences[7].contains('7') && sentences[7].contains("no route"));
}

#[test]
fn more_chunks_at_once_than_cores_are_said_to_share_them() {
    let what = Overlapping::Chunks;
    let said_on = |cores| {
        let fact = Fact::Overlap {
            case: 0,
            what,
            most: 8,
        };
        let (_, said) = said(&words(), fact, (Unit::Seconds, cores), &|_| None).unwrap();
        said
    };
    let shared = "Up to 8 chunks were under way at once, sharing 2 cores.";
    assert_eq!(said_on(Some(2)), shared);
    for cores in [Some(8), None] {
        assert_eq!(said_on(cores), "Up to 8 chunks were computed at once.");
    }
}

#[test]
fn facts_become_sentences() {
    let unit = Unit::Seconds;
    let program = |case| {
        let mut all = Strategy::ALL.into_iter();
        all.find(|of| case_of(*of) == case).map(Program::of)
    };
    let check = |fact, expect: &str| {
        let (_, said) = said(&words(), fact, (unit, Some(2)), &program).unwrap_or_default();
        assert_eq!(said.replace('\u{a0}', " "), expect);
    };
    let case = case_of(Strategy::Async);
    let time = Millis(412.0);
    check(Fact::About { case, time }, "About 0.4 s.");
    for (what, most, expect) in [
        (
            Overlapping::Requests,
            6,
            "Up to 6 requests were on their way at once.",
        ),
        (
            Overlapping::Requests,
            1,
            "One request after the other, none overlapped.",
        ),
        (
            Overlapping::Chunks,
            2,
            "Up to 2 chunks were computed at once.",
        ),
    ] {
        check(Fact::Overlap { case, what, most }, expect);
    }
    check(
        Fact::Fastest {
            case: case_of(Strategy::Async),
            time: Millis(412.0),
        },
        "0.41 s.",
    );
    check(
        Fact::Longer {
            case: case_of(Strategy::OneByOne),
            time: Millis(2_070.0),
            times: 5.02,
            than: None,
        },
        "2.07 s, 5.0 times as long.",
    );
    check(
        Fact::Longer {
            case: case_of(Strategy::OneByOne),
            time: Millis(2_070.0),
            times: 5.02,
            than: Some(case_of(Strategy::Async)),
        },
        "2.07 s, 5.0 times as long as async.",
    );
    check(
        Fact::NoClearDifference {
            case: case_of(Strategy::Parallel),
            time: Millis(424.0),
            fastest: case_of(Strategy::Async),
        },
        "0.42 s, no clear difference from async.",
    );
    check(
        Fact::Rounds {
            case: case_of(Strategy::Async),
            requests: 20,
            at_once: 6,
            rounds: 4,
        },
        "6 connections, so 20 requests took 4 rounds.",
    );
    check(
        Fact::CallerFree {
            case: case_of(Strategy::Async),
            share: 0.97,
            letters_a_second: Some(3_120.4),
        },
        "You were free 97 % of the time, enough to sort about 3,000 letters a second.",
    );
    check(
        Fact::CallerFree {
            case: case_of(Strategy::Blocking),
            share: 0.0,
            letters_a_second: None,
        },
        "You were free 0 % of the time.",
    );
    for (longest, expect) in [
        (0.0, "The longest you could not be answered was 1.00 ms."),
        (50.0, "The longest you could not be answered was 50.0 ms."),
        (412.0, "The longest you could not be answered was 412 ms."),
    ] {
        let longest = Millis(longest);
        check(Fact::Unanswered { case, longest }, expect);
    }
}

#[test]
fn too_few_rounds_are_told_once() {
    let few = |strategy| Fact::TooFewRounds {
        case: case_of(strategy),
        time: Millis(7.0),
    };
    let facts = [few(Strategy::Async), few(Strategy::Parallel)];
    assert_eq!(
        too_few_rounds(&words(), &facts).as_deref(),
        Some("There are too few rounds to tell who is faster: it takes 6.")
    );
    assert_eq!(too_few_rounds(&words(), &[]), None);
}

#[test]
fn a_coarse_clock_and_too_many_threads_are_told() {
    let mut report = crate::view::charts::time::tests::report(Strategy::Async, &[50.0]);
    report.shortest_run = Some(Millis(50.0));
    let told = |step, threads| {
        let reports = std::slice::from_ref(&report);
        warnings(
            &words(),
            &[],
            reports,
            Some(Micros(step)),
            Some((threads, 2)),
        )
    };
    assert_eq!(told(5.0, 2), [""; 0]);
    assert_eq!(
        told(5.0, 4),
        ["4 threads were asked for, and the browser reports 2 cores."]
    );
    assert!(told(1_000.0, 2)[0].contains("is coarse against runs of 50.0\u{a0}ms"));
}
