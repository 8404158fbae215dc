//! Tests of what it adds.

use super::*;
use crate::lesson::callbacks::LESSON;
use crate::report::waits::Waited;
use crate::strategy::Strategy;
use crate::units::Millis;
use crate::view::charts::time::tests::{report, say};

/// The three programs, six requests each; where one fails, what became of its error.
fn reports(fails: bool) -> Vec<CaseReport> {
    let ends = [(0.0, 4.0), (1.0, 0.0), (1.0, 0.0)];
    let of = |(program, (heard, after))| CaseReport {
        program,
        waits: (0..6)
            .map(|chunk| {
                let from = f64::from(chunk.min(2)) * 62.0;
                Waited {
                    chunk,
                    from: Millis(from),
                    to: Millis(from + 61.0),
                }
            })
            .collect(),
        measures: if fails {
            vec![(HEARD, heard), (AFTER, after)]
        } else {
            Vec::new()
        },
        ..report(Strategy::Async, &[186.0])
    };
    LESSON.programs.iter().copied().zip(ends).map(of).collect()
}

#[test]
fn it_says_where_an_error_ended_up_and_nothing_where_there_was_none() {
    let words = Words::english_of("callbacks");
    assert_eq!(said(&reports(false), &words), [""; 0]);
    let told = said(&reports(true), &words);
    assert_eq!(told.len(), 3);
    for (sentence, part) in told.iter().zip(["4 more", "catch", "?"]) {
        assert!(
            sentence.contains(part) && !sentence.contains(['{', '}']),
            "{sentence}"
        );
    }
}

#[test]
fn the_traces_lie_on_each_other_request_by_request() {
    let [errors, traces] = OWN.charts else {
        panic!("two charts");
    };
    let plain = reports(false);
    assert!((traces.has)(&plain) && !(errors.has)(&plain));
    let svg = (traces.draw)(&plain, 464.0, &say);
    assert_eq!(svg.matches("chart.traces.bar").count(), 2 * 18, "{svg}");
    // Bars of one row begin and end at the same place, one below the other.
    let bars: Vec<&str> = svg.split("class=\"hollow\" x=\"").skip(1).collect();
    let place = |bar: &str| bar.split(" y=").next().map(str::to_owned);
    assert_eq!(place(bars[0]), place(bars[1]));
    assert_ne!(place(bars[0]), place(bars[3]));
    let without = CaseReport {
        waits: Vec::new(),
        ..plain[0].clone()
    };
    assert!(!(traces.has)(&[without]));
}

#[test]
fn the_picture_of_errors_shows_what_was_asked_in_vain() {
    let errors = &OWN.charts[0];
    let reports = reports(true);
    assert!((errors.has)(&reports));
    let svg = (errors.draw)(&reports, 340.0, &say);
    for (text, count) in [
        (">chart.errors.lost<", 1),
        (">chart.errors.heard<", 2),
        (">chart.errors.more 4<", 1),
        (">chart.errors.none<", 2),
        ("class=\"queued\"", 2),
    ] {
        assert_eq!(svg.matches(text).count(), count, "{text}: {svg}");
    }
}
