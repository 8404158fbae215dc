//! What is told of gains that are made up.

use super::*;
use crate::report::statistics::Interval;
use crate::strategy::Strategy;
use crate::view::charts::time::tests::{report, say};

/// A program that was so many times as fast as plain, each way.
fn of(cell: &Cell, low: f64, value: f64, high: f64) -> CaseReport {
    let lesson = &super::super::LESSON;
    let plain = lesson.jobs[usize::from(!cell.waits)][0];
    CaseReport {
        program: lesson.program(cell.program).unwrap(),
        speedup: lesson.program(plain).map(|against| Speedup {
            against,
            value,
            interval: Some(Interval { low, high }),
        }),
        most_waits_in_flight: Some(if cell.is_parallel { 2.0 } else { 6.0 }),
        threads_at_work: Some(if cell.is_parallel { 1.9 } else { 1.0 }),
        ..report(Strategy::Async, &[10.0])
    }
}

fn measured() -> Vec<CaseReport> {
    let [a, b, c, d] = &CELLS;
    vec![
        of(a, 5.6, 5.8, 6.0),
        of(b, 1.9, 2.0, 2.05),
        of(c, 0.96, 0.99, 1.02),
        of(d, 1.7, 1.9, 1.95),
    ]
}

#[test]
fn each_cell_is_told_with_its_because() {
    let words = Words::english_of("wrong_tool");
    let told = said(&measured(), &words);
    let parts = [
        "Async waiting was 5.8 times as fast as plain waiting, because up to 6 requests",
        "Parallel waiting was 2.0 times as fast as plain waiting, because 2 threads",
        "Async computing: no clear difference from plain computing.",
        "Parallel computing was 1.9 times as fast as plain computing, because 1.9 threads",
    ];
    for (sentence, part) in told.iter().zip(parts) {
        assert!(
            sentence.starts_with(part) && !sentence.contains(['{', '}']),
            "{sentence}"
        );
    }
    assert_eq!(told.len(), 4);
    let half = said(&measured()[2..], &words);
    assert_eq!(
        half.last().map(String::as_str),
        Some("The job that waits is not measured yet.")
    );
    assert_eq!(said(&[], &words), [""; 0]);
}

/// No conclusion that the interval does not hold, nor one of what is next to nothing.
#[test]
fn noise_around_one_is_no_gain_and_no_loss() {
    let told = |low, value, high| Gain::of(Some(&of(&CELLS[2], low, value, high)));
    for (low, value, high) in [
        (0.7, 1.3, 2.0),
        (0.95, 1.0, 1.05),
        (1.01, 1.03, 1.05),
        (0.5, 0.9, 0.95),
    ] {
        assert!(
            matches!(told(low, value, high), Gain::Same(_)),
            "{low} {value} {high}"
        );
    }
    assert!(matches!(told(1.11, 1.5, 1.6), Gain::Faster(_)));
    assert!(matches!(told(0.5, 0.6, 0.89), Gain::Slower(_)));
    let mut few = of(&CELLS[0], 5.0, 5.0, 5.0);
    if let Some(speedup) = &mut few.speedup {
        speedup.interval = None;
    }
    assert!(matches!(Gain::of(Some(&few)), Gain::Few(_)));
    assert_eq!(
        said(&[few], &Words::english_of("wrong_tool")),
        ["The job that computes is not measured yet."]
    );
}

#[test]
fn bars_share_an_axis_and_what_is_missing_is_said() {
    let chart = &OWN.charts[0];
    let all = measured();
    assert!((chart.has)(&all) && !(chart.has)(&[]));
    let drawn = (chart.draw)(&all, 340.0, &say);
    assert_eq!(drawn.matches("class=\"solid\"").count(), 4);
    assert_eq!(drawn.matches("class=\"one\"").count(), 4);
    for part in [
        "chart.gains.faster 5.8",
        "chart.gains.same<",
        "chart.gains.at-once-each 2",
    ] {
        assert!(drawn.contains(part), "{part}: {drawn}");
    }
    let half = (chart.draw)(&all[2..], 340.0, &say);
    assert_eq!(half.matches("class=\"solid\"").count(), 2);
    assert_eq!(half.matches(">chart.gains.none<").count(), 2);
    // The half that was asked for first is the first row.
    assert!(half.find("chart.gains.works") < half.find("chart.gains.waits"));
    let refused = CaseReport {
        speedup: None,
        fault: Some(Fault::Unavailable(crate::tier::Tier::Workers)),
        ..of(&CELLS[1], 1.0, 1.0, 1.0)
    };
    let drawn = (chart.draw)(&[of(&CELLS[0], 5.0, 5.0, 5.0), refused], 340.0, &say);
    assert!(drawn.contains(">chart.gains.unavailable<"));
}
