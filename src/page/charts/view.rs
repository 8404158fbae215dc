//! The charts' components: they measure their width and show the SVG that is drawn for it.

use super::occupancy::{Part, occupancy_svg};
use super::scale::fixed;
use super::time::time_svg;
use super::width::use_width;
use crate::page::timeline::strategy_key;
use crate::page::words::Words;
use crate::report::StrategyReport;
use std::rc::Rc;
use yew::prelude::*;

/// What a chart is a view of.
#[derive(Properties, Clone)]
pub struct ReportProps {
    /// The strategies' numbers, in listing order.
    pub reports: Rc<Vec<StrategyReport>>,
    /// The texts.
    pub words: Rc<Words>,
}

/// Reports and words are replaced, never changed in place.
impl PartialEq for ReportProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.reports, &other.reports) && Rc::ptr_eq(&self.words, &other.words)
    }
}

/// The strategies' measured times on one axis from zero.
#[component]
pub fn TimeChart(props: &ReportProps) -> Html {
    let node = use_node_ref();
    let drawing = use_width(&node).map(|width| {
        time_svg(&props.reports, width, &|key, parts| {
            props.words.with(key, parts)
        })
    });
    html! { <div class="chart" ref={node}>{ raw(drawing) }</div> }
}

/// The strategies' bars on one axis from zero, a legend, and the figures as a table.
#[component]
pub fn OccupancyBars(props: &ReportProps) -> Html {
    let node = use_node_ref();
    let words = &props.words;
    let drawing = use_width(&node)
        .map(|width| occupancy_svg(&props.reports, width, &|key, parts| words.with(key, parts)));
    let legend = Part::ALL.into_iter().map(|part| {
        html! { <li>{ raw(Some(part.sign())) }{ words.get(part.key()) }</li> }
    });
    html! {
        <div class="chart">
            <ul class="legend">{ for legend }</ul>
            <div ref={node}>{ raw(drawing) }</div>
            <details>
                <summary>{ words.get("chart.parts.table") }</summary>
                { figures(&props.reports, words) }
            </details>
        </div>
    }
}

/// SVG that this room wrote: every text in it is escaped where it is written.
fn raw(svg: Option<String>) -> Html {
    svg.map(|svg| Html::from_html_unchecked(svg.into()))
        .unwrap_or_default()
}

fn figures(reports: &[StrategyReport], words: &Words) -> Html {
    let head = Part::ALL
        .into_iter()
        .map(|part| html! { <th scope="col">{ words.get(part.key()) }</th> });
    let rows = reports.iter().map(|report| {
        let cells = Part::ALL.into_iter().map(|part| {
            let share = report.occupancy.as_ref().map(|occupancy| part.share(occupancy));
            let percent = |share| fixed(share * 100.0, 1) + "\u{a0}%";
            html! { <td>{ share.map_or("—".to_owned(), percent) }</td> }
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
