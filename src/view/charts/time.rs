//! How long it took: every sample a dot, the median a line, the range or interval a bar.

use super::dots::offsets;
use super::frame::{Frame, strategy_class};
use super::hatch::Rect;
use super::svg::Svg;
use crate::report::StrategyReport;
use crate::units::Millis;
use crate::view::names::{Say, strategy_key};
use crate::view::scale::Unit;

/// A dot's radius and the room its width wants, in CSS pixels.
const DOT_RADIUS: f64 = 3.0;
const DOT_ROOM: f64 = 6.5;

/// The chart as SVG of that width in CSS pixels.
pub fn time_svg(reports: &[StrategyReport], width: f64, say: &Say) -> String {
    let samples = reports.iter().flat_map(|report| &report.samples);
    let longest = Millis(samples.fold(0.0, |longest: f64, sample| longest.max(sample.0)));
    let unit = Unit::for_longest(longest);
    let frame = Frame::new(width, reports.len(), longest);
    let mut svg = Svg::new(frame.width, frame.height, &summary(reports, unit, say));
    frame.draw(&mut svg, reports.iter().map(|report| report.strategy), say);
    for (row, report) in reports.iter().enumerate() {
        draw_row(&mut svg, &frame, row, report, unit);
    }
    svg.finish()
}

fn draw_row(svg: &mut Svg, frame: &Frame, row: usize, report: &StrategyReport, unit: Unit) {
    let Some(median) = report.median else {
        return frame.draw_nothing(svg, row);
    };
    let (x, y) = (frame.x(median), frame.y(row));
    svg.group(&strategy_class(report.strategy));
    if let Some(spread) = report.interval.or(report.range) {
        let (low, high) = (frame.x(Millis(spread.low)), frame.x(Millis(spread.high)));
        let bar = Rect {
            x: low,
            y: y + 17.0,
            width: (high - low).max(1.0),
            height: 3.0,
        };
        svg.rect("spread", bar);
    }
    let xs: Vec<f64> = report
        .samples
        .iter()
        .map(|&sample| frame.x(sample))
        .collect();
    for (&x, offset) in xs.iter().zip(offsets(&xs, DOT_ROOM)) {
        svg.mark(
            "circle",
            "dot",
            &[("cx", x), ("cy", y + offset), ("r", DOT_RADIUS)],
        );
    }
    svg.line("median", (x, y - 17.0), (x, y + 20.0));
    let right = xs.iter().fold(x, |right, &x| right.max(x));
    svg.text("value", right + 10.0, y, &unit.text(median));
    svg.end_group();
}

/// The same in words, for those who don't see it.
fn summary(reports: &[StrategyReport], unit: Unit, say: &Say) -> String {
    let mut text = say("chart.time.label", &[]);
    for report in reports {
        let time = report
            .median
            .map_or("—".to_owned(), |median| unit.text(median));
        let count = report.samples.len().to_string();
        let name = say(strategy_key(report.strategy), &[]);
        let parts = [("strategy", &*name), ("time", &*time), ("n", &*count)];
        text.push(' ');
        text.push_str(&say("chart.time.row", &parts));
    }
    text
}

#[cfg(test)]
pub(in crate::view) mod tests {
    use super::*;
    use crate::report::occupancy::Occupancy;
    use crate::report::statistics::Interval;
    use crate::strategy::Strategy;

    /// A report of these samples, in rising order; half working, the rest waiting.
    pub fn report(strategy: Strategy, samples: &[f64]) -> StrategyReport {
        let ends = samples.first().zip(samples.last());
        StrategyReport {
            strategy,
            samples: samples.iter().copied().map(Millis).collect(),
            median: samples.get(samples.len() / 2).copied().map(Millis),
            marks: vec![crate::report::Mark::None; samples.len()],
            shortest_run: None,
            interval: None,
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
            pool_start: None,
            occupancy: ends.map(|_| Occupancy {
                working: 0.5,
                waiting: 0.25,
                idle: 0.0,
                blocked: 0.25,
            }),
            answer: None,
            fault: None,
        }
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
        assert!(svg.contains("chart.time.row strategy.async 0.51\u{a0}s 3"));
    }
}
