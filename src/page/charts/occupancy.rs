//! Where the time went: one bar a strategy, as long as its time, split into working, waiting, idle
//! and blocked.

use super::frame::{Frame, ReportProps, strategy_class};
use super::hatch::{Rect, hatch_lines};
use super::scale::{Unit, fixed};
use super::width::use_width;
use crate::page::timeline::strategy_key;
use crate::page::words::Words;
use crate::report::StrategyReport;
use crate::report::occupancy::Occupancy;
use crate::units::Millis;
use yew::prelude::*;

const BAR_HEIGHT: f64 = 22.0;

/// What a thread may be doing, in the order of the bars.
#[derive(Clone, Copy)]
enum Part {
    Working,
    Blocked,
    Waiting,
    Idle,
}

impl Part {
    const ALL: [Self; 4] = [Self::Working, Self::Blocked, Self::Waiting, Self::Idle];

    const fn key(self) -> &'static str {
        match self {
            Self::Working => "part.working",
            Self::Blocked => "part.blocked",
            Self::Waiting => "part.waiting",
            Self::Idle => "part.idle",
        }
    }

    const fn share(self, occupancy: &Occupancy) -> f64 {
        match self {
            Self::Working => occupancy.working,
            Self::Blocked => occupancy.blocked,
            Self::Waiting => occupancy.waiting,
            Self::Idle => occupancy.idle,
        }
    }

    /// Solid, hatched, hollow, or an empty place with a line through it.
    fn draw(self, rect: Rect) -> Html {
        let Rect {
            x,
            y,
            width,
            height,
        } = rect;
        let framed = |class: &'static str, inset: f64| {
            let size = |length: f64| fixed((length - 2.0 * inset).max(0.0), 1);
            let (x, y) = (fixed(x + inset, 1), fixed(y + inset, 1));
            html! { <rect {class} {x} {y} width={size(width)} height={size(height)} /> }
        };
        match self {
            Self::Working => framed("solid", 0.0),
            Self::Waiting => framed("hollow", 0.75),
            Self::Blocked => html! { <>
                <path class="hatch" d={hatch_path(rect)} />
                { framed("hatch", 0.75) }
            </> },
            Self::Idle => {
                let (middle, end) = (fixed(y + height / 2.0, 1), fixed(x + width, 1));
                html! { <line class="idle" x1={fixed(x, 1)} x2={end} y1={middle.clone()} y2={middle} /> }
            }
        }
    }
}

/// The strategies' bars on one axis from zero, a legend, and the figures as a table.
#[component]
pub fn OccupancyBars(props: &ReportProps) -> Html {
    let node = use_node_ref();
    let width = use_width(&node);
    let (reports, words) = (&props.reports, &props.words);
    let medians = reports.iter().filter_map(|report| report.median);
    let longest = Millis(medians.fold(0.0, |longest, median| longest.max(median.0)));
    let drawing = width.map(|width| {
        let frame = Frame::new(width, reports.len(), longest);
        let names = reports.iter().map(|report| report.strategy);
        let unit = Unit::for_longest(longest);
        let (w, h) = (fixed(frame.width, 0), fixed(frame.height, 0));
        html! {
            <svg role="img" aria-label={words.get("chart.parts.label").to_owned()} width={w} height={h}>
                { frame.draw(names, words) }
                { for reports.iter().enumerate().map(|(row, report)| draw_row(&frame, row, report, unit, words)) }
            </svg>
        }
    });
    html! {
        <div class="chart">
            <ul class="legend">{ for Part::ALL.into_iter().map(|part| legend(part, words)) }</ul>
            <div ref={node}>{ drawing }</div>
            <details>
                <summary>{ words.get("chart.parts.table") }</summary>
                { figures(reports, words) }
            </details>
        </div>
    }
}

fn legend(part: Part, words: &Words) -> Html {
    let rect = Rect {
        x: 0.0,
        y: 0.0,
        width: 24.0,
        height: 12.0,
    };
    html! {
        <li><svg class="s-none" aria-hidden="true" width="24" height="12">{ part.draw(rect) }</svg>{ words.get(part.key()) }</li>
    }
}

fn draw_row(frame: &Frame, row: usize, report: &StrategyReport, unit: Unit, words: &Words) -> Html {
    let (y, zero) = (frame.y(row), frame.x(Millis(0.0)));
    let (Some(median), Some(occupancy)) = (report.median, report.occupancy) else {
        return html! { <text class="muted" x={fixed(zero, 1)} y={fixed(y + 4.0, 1)}>{ "—" }</text> };
    };
    let mut x = zero;
    let length = frame.x(median) - zero;
    let parts = Part::ALL.into_iter().map(|part| {
        let share = part.share(&occupancy);
        let (left, width) = (x, share * length);
        x += width;
        // Less than half a pixel can't be seen, and its outline would be wider than itself.
        if width < 0.5 {
            return Html::default();
        }
        let rect = Rect { x: left, y: y - BAR_HEIGHT / 2.0, width, height: BAR_HEIGHT };
        html! { <g>
            <title>{ part_text(part, share, median, unit, words) }</title>
            <rect class="ground" x={fixed(left, 1)} y={fixed(rect.y, 1)} width={fixed(width, 1)} height={fixed(BAR_HEIGHT, 0)} />
            { part.draw(rect) }
        </g> }
    });
    let parts: Html = parts.collect();
    html! {
        <g class={strategy_class(report.strategy)}>
            { parts }
            <text x={fixed(frame.x(median) + 8.0, 1)} y={fixed(y + 4.0, 1)}>{ unit.text(median) }</text>
        </g>
    }
}

fn part_text(part: Part, share: f64, wall: Millis, unit: Unit, words: &Words) -> String {
    words.with(
        "chart.parts.part",
        &[
            ("part", words.get(part.key())),
            ("percent", &fixed(share * 100.0, 1)),
            ("time", &unit.text(Millis(share * wall.0))),
        ],
    )
}

fn figures(reports: &[StrategyReport], words: &Words) -> Html {
    let head = Part::ALL
        .into_iter()
        .map(|part| html! { <th scope="col">{ words.get(part.key()) }</th> });
    let rows = reports.iter().map(|report| {
        let cells = Part::ALL.into_iter().map(|part| {
            let share = report.occupancy.as_ref().map(|occupancy| part.share(occupancy));
            html! { <td>{ share.map_or("—".to_owned(), |share| fixed(share * 100.0, 1) + "\u{a0}%") }</td> }
        });
        html! { <tr><th scope="row">{ words.get(strategy_key(report.strategy)) }</th>{ for cells }</tr> }
    });
    html! {
        <div class="scroll" role="region" tabindex="0" aria-label={words.get("chart.parts.table").to_owned()}>
            <table class="facts">
                <thead><tr><th scope="col">{ words.get("facts.strategy") }</th>{ for head }</tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

fn hatch_path(rect: Rect) -> String {
    let mut path = String::new();
    for [from, to] in hatch_lines(rect) {
        for (command, (x, y)) in [('M', from), ('L', to)] {
            path.push(command);
            path.push_str(&fixed(x, 1));
            path.push(' ');
            path.push_str(&fixed(y, 1));
        }
    }
    path
}
