//! How long it took: every sample a dot, the median a line, the range or interval a bar.

use super::dots::offsets;
use super::frame::{Frame, ReportProps, strategy_class};
use super::scale::{Unit, fixed};
use super::width::use_width;
use crate::page::timeline::strategy_key;
use crate::page::words::Words;
use crate::report::StrategyReport;
use crate::units::Millis;
use yew::prelude::*;

/// A dot's diameter and the room it wants, in CSS pixels.
const DOT: f64 = 6.0;
const DOT_ROOM: f64 = 6.5;

/// The strategies' measured times on one axis from zero.
#[component]
pub fn TimeChart(props: &ReportProps) -> Html {
    let node = use_node_ref();
    let width = use_width(&node);
    let (reports, words) = (&props.reports, &props.words);
    let longest = longest_sample(reports);
    let unit = Unit::for_longest(longest);
    let drawing = width.map(|width| {
        let frame = Frame::new(width, reports.len(), longest);
        let names = reports.iter().map(|report| report.strategy);
        let (w, h) = (fixed(frame.width, 0), fixed(frame.height, 0));
        html! {
            <svg role="img" aria-label={summary(reports, unit, words)} width={w} height={h}>
                { frame.draw(names, words) }
                { for reports.iter().enumerate().map(|(row, report)| draw_row(&frame, row, report, unit)) }
            </svg>
        }
    });
    html! { <div class="chart" ref={node}>{ drawing }</div> }
}

fn longest_sample(reports: &[StrategyReport]) -> Millis {
    let samples = reports.iter().flat_map(|report| &report.samples);
    Millis(samples.fold(0.0, |longest, sample| longest.max(sample.0)))
}

fn draw_row(frame: &Frame, row: usize, report: &StrategyReport, unit: Unit) -> Html {
    let y = frame.y(row);
    let Some(median) = report.median else {
        return html! { <text class="muted" x={fixed(frame.x(Millis(0.0)), 1)} y={fixed(y + 4.0, 1)}>{ "—" }</text> };
    };
    let xs: Vec<f64> = report
        .samples
        .iter()
        .map(|&sample| frame.x(sample))
        .collect();
    let dots = xs.iter().zip(offsets(&xs, DOT_ROOM)).map(|(&x, offset)| {
        html! { <circle cx={fixed(x, 1)} cy={fixed(y + offset, 1)} r={fixed(DOT / 2.0, 0)} /> }
    });
    let spread = report.interval.or(report.range).map(|spread| {
        let (low, high) = (frame.x(Millis(spread.low)), frame.x(Millis(spread.high)));
        let (x, width) = (fixed(low, 1), fixed((high - low).max(1.0), 1));
        html! { <rect class="spread" {x} {width} y={fixed(y + 17.0, 1)} height="3" /> }
    });
    let x = fixed(frame.x(median), 1);
    let right = xs.iter().fold(frame.x(median), |right, &x| right.max(x)) + 10.0;
    html! {
        <g class={strategy_class(report.strategy)}>
            { spread }
            { for dots }
            <line class="median" x1={x.clone()} x2={x} y1={fixed(y - 17.0, 1)} y2={fixed(y + 20.0, 1)} />
            <text x={fixed(right, 1)} y={fixed(y + 4.0, 1)}>{ unit.text(median) }</text>
        </g>
    }
}

/// The same in words, for those who don't see it.
fn summary(reports: &[StrategyReport], unit: Unit, words: &Words) -> String {
    let mut text = words.get("chart.time.label").to_owned();
    for report in reports {
        let time = report
            .median
            .map_or("—".to_owned(), |median| unit.text(median));
        let count = report.samples.len().to_string();
        let name = words.get(strategy_key(report.strategy));
        text.push(' ');
        text.push_str(&words.with(
            "chart.time.row",
            &[("strategy", name), ("time", &time), ("n", &count)],
        ));
    }
    text
}
