//! How long it took: every sample a dot, the median a line, the range or interval a bar.

use super::dots::offsets;
use super::frame::{Frame, colour_class};
use super::legend::{Entry, Legend, Sign, dot};
use super::svg::Svg;
use crate::comparison::Disturbance;
use crate::report::statistics::Interval;
use crate::report::{CaseReport, Mark};
use crate::units::Millis;
use crate::view::names::{Say, program_name};
use crate::view::numbers::decimal;
use crate::view::scale::{Unit, exact_text};

/// The room that a dot's width wants, in CSS pixels.
const DOT_ROOM: f64 = 6.5;
/// The room that a label wants, with a gap on both sides, in CSS pixels.
const LABEL_ROOM: f64 = 76.0;

/// The chart as SVG of that width in CSS pixels.
pub fn time_svg(reports: &[CaseReport], width: f64, say: &Say) -> String {
    let samples = reports.iter().flat_map(|report| &report.samples);
    let longest = Millis(samples.fold(0.0, |longest: f64, sample| longest.max(sample.0)));
    let unit = Unit::for_longest(longest);
    let frame = Frame::new(width, reports.len(), longest);
    let legend = Legend::new(key(reports, say), width);
    let height = frame.height + legend.height;
    let mut svg = Svg::new(frame.width, height, &say("chart.time.label", &[]));
    frame.draw(&mut svg, reports.iter().map(|report| report.program), say);
    for (row, report) in reports.iter().enumerate() {
        match report.median {
            Some(median) => draw_row(&mut svg, &frame, row, (report, median), unit, say),
            None => frame.draw_nothing(&mut svg, row),
        }
    }
    legend.draw(&mut svg, frame.height);
    svg.finish()
}

fn draw_row(
    svg: &mut Svg,
    frame: &Frame,
    row: usize,
    (report, median): (&CaseReport, Millis),
    unit: Unit,
    say: &Say,
) {
    let (x, y) = (frame.x(median), frame.y(row));
    svg.telling(
        &colour_class(report.program.colour),
        &in_words(report, median, say),
    );
    svg.rect("hit", frame.row(row));
    if let Some(spread) = report.interval.or(report.range) {
        let (low, high) = (frame.x(Millis(spread.low)), frame.x(Millis(spread.high)));
        whisker(svg, (low, high), y + 17.0);
    }
    let places = report.samples.iter().map(|&sample| frame.x(sample));
    let xs: Vec<f64> = places.collect();
    for (index, offset) in offsets(&xs, DOT_ROOM).into_iter().enumerate() {
        let mark = report.marks.get(index).copied().unwrap_or(Mark::None);
        svg.whispering("", &run_in_words(report, index, mark, say));
        let at = (xs[index], y + offset);
        match mark {
            Mark::Disturbed(_) => dot(svg, "disturbed", at),
            Mark::Outlier => {
                dot(svg, "dot", at);
                dot(svg, "ring", at);
            }
            Mark::None => dot(svg, "dot", at),
        }
        svg.end_group();
    }
    svg.line("median", (x, y - 17.0), (x, y + 20.0));
    let label_x = beside(x, &xs);
    svg.text("value", label_x, y, &unit.text(median));
    svg.end_group();
}

/// Where the median's label stands: at its right, behind the dots that are in the way, before those that
/// are far.
fn beside(median: f64, xs: &[f64]) -> f64 {
    let mut right: Vec<f64> = xs.iter().copied().filter(|&x| x > median).collect();
    right.sort_unstable_by(f64::total_cmp);
    let last = right
        .into_iter()
        .fold((median, true), |(last, goes_on), x| {
            if goes_on && x - last < LABEL_ROOM {
                (x, true)
            } else {
                (last, false)
            }
        });
    last.0 + 10.0
}

/// From low to high, its ends marked.
fn whisker(svg: &mut Svg, (low, high): (f64, f64), y: f64) {
    let high = high.max(low + 1.0);
    svg.line("spread", (low, y), (high, y));
    for end in [low, high] {
        svg.line("spread", (end, y - 2.5), (end, y + 2.5));
    }
}

/// What the dots' marks mean, of those that are there.
fn key(reports: &[CaseReport], say: &Say) -> Vec<Entry> {
    let marks = || reports.iter().flat_map(|report| &report.marks);
    let entry = |sign, key| Entry {
        class: "s-none".to_owned(),
        sign,
        text: say(key, &[]),
    };
    let mut entries = Vec::new();
    if marks().any(|mark| *mark == Mark::Outlier) {
        entries.push(entry(Sign::Dot("dot", "ring"), "chart.time.key-outlier"));
    }
    if marks().any(|mark| matches!(mark, Mark::Disturbed(_))) {
        entries.push(entry(
            Sign::Dot("disturbed", ""),
            "chart.time.key-disturbed",
        ));
    }
    entries
}

/// Whether all samples were disturbed, so that they count all the same.
fn are_all_disturbed(report: &CaseReport) -> bool {
    let mut marks = report.marks.iter();
    marks.all(|mark| matches!(mark, Mark::Disturbed(_)))
}

/// A row in words: median, interval or range, how many runs, how many times as fast as the baseline.
fn in_words(report: &CaseReport, median: Millis, say: &Say) -> String {
    let disturbed = report.marks.iter();
    let disturbed = disturbed.filter(|mark| matches!(mark, Mark::Disturbed(_)));
    let left_out = if are_all_disturbed(report) {
        0
    } else {
        disturbed.count()
    };
    let count = report.samples.len() - left_out;
    let name = program_name(report.program, say);
    let (time, count_text) = (exact_text(median), count.to_string());
    let (key, spread) = match (report.interval, report.range) {
        (Some(interval), _) => ("chart.time.row-interval", interval),
        (None, Some(range)) if count > 1 => ("chart.time.row-range", range),
        _ => (
            "chart.time.row-one",
            Interval {
                low: 0.0,
                high: 0.0,
            },
        ),
    };
    let (low, high) = (
        exact_text(Millis(spread.low)),
        exact_text(Millis(spread.high)),
    );
    let parts = [
        ("strategy", &*name),
        ("time", &*time),
        ("low", &*low),
        ("high", &*high),
        ("n", &*count_text),
    ];
    let mut sentences = vec![say(key, &parts)];
    if left_out > 0 {
        let left_out = left_out.to_string();
        sentences.push(say("chart.time.row-disturbed", &[("n", &left_out)]));
    }
    if let Some(speedup) = report.speedup {
        let baseline = program_name(speedup.against, say);
        let parts = [
            ("times", &*decimal(speedup.value, 2)),
            ("baseline", &*baseline),
        ];
        // What the interval does not hold is not said.
        let interval = speedup.interval;
        sentences.push(match interval.map(|likely| likely.contains(1.0)) {
            None => say("chart.time.row-few", &parts),
            Some(true) => say("chart.time.row-same", &parts),
            Some(false) => say("chart.time.row-speedup", &parts),
        });
    }
    sentences.join(" ")
}

fn run_in_words(report: &CaseReport, index: usize, mark: Mark, say: &Say) -> String {
    let name = program_name(report.program, say);
    let time = report.samples.get(index).copied().map(exact_text);
    let (number, time) = ((index + 1).to_string(), time.unwrap_or_default());
    let parts = [("strategy", &*name), ("n", &*number), ("time", &*time)];
    let run = say("chart.time.run", &parts);
    let more = match mark {
        Mark::None => return run,
        Mark::Outlier => say("chart.time.outlier", &[]),
        Mark::Disturbed(disturbance) => {
            let why = say(disturbance_key(disturbance), &[]);
            let key = if are_all_disturbed(report) {
                "chart.time.disturbed-all"
            } else {
                "chart.time.disturbed"
            };
            say(key, &[("why", &why)])
        }
    };
    [run, more].join(" ")
}

const fn disturbance_key(disturbance: Disturbance) -> &'static str {
    match disturbance {
        Disturbance::ClockWentBack => "chart.disturbed.clock",
        Disturbance::TabHidden => "chart.disturbed.hidden",
        Disturbance::Slept => "chart.disturbed.slept",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::report::sample::case_of;
    pub use crate::report::sample::span;

    use crate::report::occupancy::Occupancy;
    use crate::report::sample;
    use crate::report::statistics::{Interval, median_interval};
    use crate::strategy::Strategy;
    use crate::trace::Trace;

    /// A report of these samples, in rising order; half working, the rest waiting.
    pub fn report(strategy: Strategy, samples: &[f64]) -> CaseReport {
        let ends = samples.first().zip(samples.last());
        CaseReport {
            case: case_of(strategy),
            program: strategy.into(),
            job: None,
            samples: samples.iter().copied().map(Millis).collect(),
            median: samples.get(samples.len() / 2).copied().map(Millis),
            marks: vec![crate::report::Mark::None; samples.len()],
            shortest_run: None,
            interval: None,
            likely: median_interval(samples),
            range: ends.map(|(&low, &high)| Interval { low, high }),
            caller_free_share: None,
            letters_sorted: None,
            longest_freeze: None,
            page_longest_gap: None,
            threads_at_work: None,
            waits_in_flight: None,
            most_waits_in_flight: None,
            turns: None,
            turn_cost: None,
            waits_queued: None,
            imbalance: None,
            speedup: None,
            efficiency: None,
            first_run: None,
            watched: None,
            pool_start: None,
            occupancy: ends.map(|_| Occupancy {
                working: 0.5,
                waiting: 0.25,
                idle: 0.0,
                blocked: 0.25,
            }),
            answer: None,
            waits: Vec::new(),
            stages: Default::default(),
            works: Vec::new(),
            idle: Vec::new(),
            measures: Vec::new(),
            most: Vec::new(),
            fault: None,
        }
    }

    /// A run of `async` in which nothing happened, of that length in microseconds.
    pub fn trace(wall: f64) -> Trace {
        sample::trace(Strategy::Async, wall)
    }

    /// The key and its parts.
    pub fn say(key: &str, parts: &[(&str, &str)]) -> String {
        parts
            .iter()
            .fold(key.to_owned(), |text, (_, part)| text + " " + part)
    }

    #[test]
    fn every_sample_is_a_dot_and_the_longest_reaches_the_edge() {
        let reports = [
            report(Strategy::Async, &[500.0, 510.0, 1_000.0]),
            report(Strategy::Blocking, &[2_000.0]),
            report(Strategy::Parallel, &[]),
        ];
        let svg = time_svg(&reports, 722.0, &say);
        assert_eq!(svg.matches("<circle").count(), 4);
        assert_eq!(svg.matches("class=\"median\"").count(), 2);
        assert!(
            svg.contains("cx=\"275.0\"") && svg.contains("cx=\"650.0\""),
            "{svg}"
        );
        assert!(svg.contains(">0.51\u{a0}s<") && svg.contains(">2.00\u{a0}s<"));
        assert!(svg.contains(">—<"));
        assert!(
            svg.contains("chart.time.row-range async 510.0\u{a0}ms 500.0\u{a0}ms 1.000\u{a0}s 3")
        );
        assert!(svg.contains("chart.time.row-one blocking 2.000\u{a0}s"));
        assert!(svg.contains("chart.time.run async 2 510.0\u{a0}ms"));
        // One stop for the keyboard a row that has something to tell.
        assert_eq!(svg.matches("tabindex").count(), 2);
    }

    #[test]
    fn what_is_set_apart_is_drawn_apart_and_says_why() {
        let mut own = report(Strategy::Async, &[10.0, 11.0, 12.0, 90.0]);
        own.marks[3] = Mark::Outlier;
        own.marks[0] = Mark::Disturbed(Disturbance::TabHidden);
        own.speedup = Some(crate::report::Speedup {
            against: Strategy::Blocking.into(),
            value: 1.5,
            interval: None,
        });
        let svg = time_svg(&[own.clone()], 722.0, &say);
        // Each once in the row and once in the legend.
        for class in ["ring", "disturbed", "cross"] {
            let mark = ["class=\"", class, "\""].concat();
            assert_eq!(svg.matches(&mark).count(), 2, "{class}: {svg}");
        }
        assert!(svg.contains("90.00\u{a0}ms chart.time.outlier"));
        assert!(svg.contains("chart.time.disturbed chart.disturbed.hidden"));
        assert!(svg.contains("\u{a0}ms 3 chart.time.row-disturbed 1 chart.time.row-few 1.50"));
        let mut speedup = own.speedup;
        for (low, high, key) in [
            (0.9, 1.6, "chart.time.row-same"),
            (1.4, 1.6, "chart.time.row-speedup"),
        ] {
            let likely = Interval { low, high };
            speedup
                .iter_mut()
                .for_each(|speedup| speedup.interval = Some(likely));
            own.speedup = speedup;
            let svg = time_svg(&[own.clone()], 722.0, &say);
            assert!(svg.contains(key), "{svg}");
        }
        own.marks = vec![Mark::Disturbed(Disturbance::Slept); 4];
        let svg = time_svg(&[own], 722.0, &say);
        assert!(svg.contains("chart.time.disturbed-all chart.disturbed.slept"));
        assert!(!svg.contains("row-disturbed"));
    }

    #[test]
    fn a_label_stands_beside_the_median_and_on_no_dot() {
        assert_eq!(beside(100.0, &[90.0, 100.0, 130.0, 300.0]), 140.0);
        assert_eq!(beside(100.0, &[100.0, 130.0, 200.0]), 210.0);
    }

    #[test]
    fn ten_runs_have_an_interval() {
        let mut own = report(Strategy::Async, &[10.0; 10]);
        own.interval = own.range;
        let svg = time_svg(&[own], 722.0, &say);
        assert!(svg.contains("chart.time.row-interval") && !svg.contains("class=\"key\""));
    }
}
