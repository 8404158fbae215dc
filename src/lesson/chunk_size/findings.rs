//! What it adds: how long each thread was at work and how long it had nothing to do, and what the deal by hand came to.

use super::{BY_HAND, SMALL};
use crate::key::Key;
use crate::report::CaseReport;
use crate::report::paired::Ratio;
use crate::report::statistics::Interval;
use crate::units::Millis;
use crate::view::charts::bars::thick;
use crate::view::charts::frame::{Frame, Rows, colour_class};
use crate::view::charts::svg::Svg;
use crate::view::names::{Say, program_name};
use crate::view::numbers::percent;
use crate::view::own::{OwnChart, OwnFindings};
use crate::view::scale::Unit;
use crate::view::sentences::name;
use crate::view::words::Words;

/// What it adds.
pub const OWN: OwnFindings = OwnFindings {
    charts: &[OwnChart {
        key: Key::new("idle"),
        has: |reports| reports.iter().any(|report| shared_out(report).is_some()),
        draw: idle,
    }],
    said,
};

/// A bar's thickness, and from one's middle to the other's, in CSS pixels.
const THICKNESS: f64 = 14.0;
const APART: f64 = 18.0;

/// How long a program took in all, where several threads had a part in it.
fn shared_out(report: &CaseReport) -> Option<Millis> {
    report
        .median
        .filter(|time| time.0 > 0.0 && report.idle.len() > 1)
}

fn idle(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let rows: Vec<(&CaseReport, Millis)> = reports
        .iter()
        .filter_map(|report| Some((report, shared_out(report)?)))
        .collect();
    let longest = rows
        .iter()
        .fold(0.0, |longest: f64, (_, time)| longest.max(time.0));
    let (unit, frame) = (
        Unit::for_longest(Millis(longest)),
        Frame::times(width, (rows.len(), Rows::Pairs), Millis(longest)),
    );
    let mut svg = Svg::new(frame.width, frame.height, &say("chart.idle.label", &[]));
    frame.draw(&mut svg, rows.iter().map(|(report, _)| report.program), say);
    for (row, (report, time)) in rows.iter().enumerate() {
        let program = program_name(report.program, say);
        let first = frame.y(row) - APART * (report.idle.len() as f64 - 1.0) / 2.0;
        for (thread, idle) in report.idle.iter().enumerate() {
            let work = Millis((time.0 - idle.0).max(0.0));
            let (n, idle) = ((thread + 1).to_string(), unit.text(*idle));
            let parts = [
                ("program", &*program),
                ("n", &*n),
                ("work", &*unit.text(work)),
                ("idle", &*idle),
            ];
            let (from, between, to) = (frame.at(0.0), frame.x(work), frame.x(*time));
            let y = first + APART * thread as f64;
            svg.telling(
                &colour_class(report.program.colour),
                &say("chart.idle.thread", &parts),
            );
            svg.rect("hollow", thick((from, to), y, THICKNESS - 1.5));
            svg.rect("solid", thick((from, between), y, THICKNESS));
            svg.text("value", to + 8.0, y, &idle);
            svg.end_group();
        }
    }
    svg.finish()
}

fn said(reports: &[CaseReport], words: &Words) -> Vec<String> {
    let mut sentences = Vec::new();
    let longest_idle = |report: &CaseReport| {
        let time = shared_out(report)?;
        let idle = report
            .idle
            .iter()
            .fold(0.0, |most: f64, idle| most.max(idle.0));
        Some(
            [
                &*name(words, report.program),
                " ",
                &*percent((idle / time.0).min(1.0)),
            ]
            .concat(),
        )
    };
    let idle: Vec<String> = reports.iter().filter_map(longest_idle).collect();
    if !idle.is_empty() {
        sentences.push(words.with("lesson.said-idle", &[("list", &idle.join(", "))]));
    }
    let of = |key: Key| reports.iter().find(|report| report.program.key == key);
    // Round by round, as the verdict has it.
    let both = of(BY_HAND).zip(of(SMALL));
    let ratio = both.and_then(|(by_hand, small)| Ratio::of_reports(by_hand, small));
    if let Some(likely) = ratio.and_then(|ratio| ratio.interval) {
        let key = match likely {
            Interval { low, .. } if low > 1.0 => "lesson.said-slower",
            Interval { high, .. } if high < 1.0 => "lesson.said-faster",
            _ => "lesson.said-even",
        };
        sentences.push(words.get(key).to_owned());
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Program;
    use crate::strategy::Strategy;
    use crate::view::charts::time::tests::{report, say};

    /// A program on two threads, as long as that in so many rounds, each of its threads idle for so long.
    fn took(key: Key, (rounds, ms): (usize, f64), idle: [f64; 2]) -> CaseReport {
        CaseReport {
            program: Program {
                key,
                ..Strategy::AsyncParallel.into()
            },
            idle: idle.map(Millis).to_vec(),
            ..report(Strategy::AsyncParallel, &vec![ms; rounds])
        }
    }

    #[test]
    fn it_says_who_was_idle_and_what_the_deal_came_to() {
        let words = Words::english_of("chunk_size");
        let told = |rounds, dealt| {
            let reports = [
                took(BY_HAND, (rounds, dealt), [dealt / 4.0, 0.0]),
                took(SMALL, (rounds, 100.0), [0.5, 1.0]),
            ];
            said(&reports, &words)
        };
        let slower = told(6, 160.0);
        assert!(
            slower[0].contains("by hand 25\u{a0}%") && slower[0].contains("small chunks 1\u{a0}%"),
            "{slower:?}"
        );
        let second = [160.0, 100.0, 80.0].map(|dealt| told(6, dealt)[1].clone());
        assert!(second[0].contains("clearly slower"), "{second:?}");
        assert!(second[1].contains("no clear difference"), "{second:?}");
        assert!(second[2].contains("clearly faster"), "{second:?}");
        assert!(
            second.iter().all(|said| !said.contains(['{', '}'])),
            "{second:?}"
        );
        assert_eq!(told(5, 160.0).len(), 1, "too few rounds to tell");
        assert_eq!(said(&[], &words), [""; 0]);
    }

    #[test]
    fn its_chart_has_two_bars_a_program_and_says_for_how_long_each_was_idle() {
        let [chart] = OWN.charts else {
            panic!("one chart");
        };
        let alone = report(Strategy::Background, &[200.0]);
        assert!(!(chart.has)(std::slice::from_ref(&alone)));
        let reports = [alone, took(BY_HAND, (1, 100.0), [75.0, 0.0])];
        assert!((chart.has)(&reports));
        let drawn = (chart.draw)(&reports, 722.0, &say);
        assert_eq!(drawn.matches("class=\"solid\"").count(), 2, "{drawn}");
        assert_eq!(drawn.matches("class=\"hollow\"").count(), 2, "{drawn}");
        // A quarter of 500 pixels.
        assert!(
            drawn.contains(r#"class="solid" x="150.0" y="4.0" width="125.0""#),
            "{drawn}"
        );
        assert!(drawn.contains("chart.idle.thread by-hand 1 25"), "{drawn}");
    }
}
