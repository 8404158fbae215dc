//! The numbers of every strategy as a table: what the charts show, to read and to copy.

use super::scale::{Unit, fixed, length_text};
use crate::page::timeline::strategy_key;
use crate::page::words::Words;
use crate::report::statistics::Interval;
use crate::report::{Speedup, StrategyReport};
use crate::units::Millis;
use std::rc::Rc;
use yew::prelude::*;

/// What stands where there is no number.
const NONE: &str = "—";

/// What the table is a view of.
#[derive(Properties, Clone)]
pub struct FactsProps {
    /// The strategies' numbers, in listing order.
    pub reports: Rc<Vec<StrategyReport>>,
    /// The texts.
    pub words: Rc<Words>,
    /// How many cores the browser reports, if that is to be shown.
    #[prop_or_default]
    pub cores: Option<u32>,
}

/// Reports and words are replaced, never changed in place.
impl PartialEq for FactsProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.reports, &other.reports)
            && Rc::ptr_eq(&self.words, &other.words)
            && self.cores == other.cores
    }
}

/// One row a strategy. Scrolls sideways by itself where the page is narrow.
#[component]
pub fn FactsTable(props: &FactsProps) -> Html {
    let (reports, words) = (&props.reports, &props.words);
    let baseline = reports.iter().find_map(|report| report.speedup);
    let faster = baseline.map_or(words.get("facts.faster").to_owned(), |speedup| {
        let name = words.get(strategy_key(speedup.against));
        words.with("facts.faster-than", &[("baseline", name)])
    });
    let threads = props
        .cores
        .map_or(words.get("facts.threads").to_owned(), |cores| {
            words.with("facts.threads-of", &[("n", &cores.to_string())])
        });
    let word = |key| words.get(key).to_owned();
    let head = [
        word("facts.strategy"),
        word("facts.time"),
        faster,
        word("facts.free"),
        word("facts.freeze"),
        word("facts.sorted"),
        threads,
        word("facts.waits"),
        word("facts.turns"),
    ];
    let medians = reports.iter().filter_map(|report| report.median);
    let longest = medians.fold(0.0, |longest: f64, median| longest.max(median.0));
    let time = Unit::for_longest(Millis(longest));
    html! {
        <div class="scroll" role="region" tabindex="0" aria-label={word("facts.label")}>
            <table class="facts">
                <thead><tr>{ for head.into_iter().map(|text| html! { <th scope="col">{ text }</th> }) }</tr></thead>
                <tbody>{ for reports.iter().map(|report| row(report, time, words)) }</tbody>
            </table>
        </div>
    }
}

fn row(report: &StrategyReport, time: Unit, words: &Words) -> Html {
    let number = |value: Option<f64>, digits| value.map_or(NONE.to_owned(), |v| fixed(v, digits));
    let cells = [
        number(report.caller_free_share.map(|share| share * 100.0), 0),
        report.longest_freeze.map_or(NONE.to_owned(), length_text),
        report.letters_sorted.map_or(NONE.to_owned(), grouped),
        number(report.threads_at_work, 2),
        number(report.waits_in_flight, 1),
        report
            .turns
            .map_or(NONE.to_owned(), |turns| grouped(turns.round() as u64)),
    ];
    let mut cells = cells.map(|text| html! { <td>{ text }</td> });
    if report.caller_free_share.is_some() {
        let share = number(report.caller_free_share.map(|share| share * 100.0), 0);
        cells[0] = html! { <td>{ share }{ "\u{a0}%" }</td> };
    }
    let name = words.get(strategy_key(report.strategy));
    let mut swatch = "swatch s-".to_owned();
    swatch.push_str(report.strategy.id());
    html! {
        <tr>
            <th scope="row"><span class={swatch}></span>{ name }</th>
            <td>{ time_text(report, time, words) }</td>
            <td>{ faster_text(report.speedup) }</td>
            { for cells }
        </tr>
    }
}

/// The median, and below it how far the samples spread and how many there are.
fn time_text(report: &StrategyReport, unit: Unit, words: &Words) -> Html {
    let Some(median) = report.median else {
        return html! { { NONE } };
    };
    let key = if report.interval.is_some() {
        "facts.interval"
    } else {
        "facts.range"
    };
    let count = report.samples.len().to_string();
    let spread = report
        .interval
        .or(report.range)
        .map(|Interval { low, high }| {
            let (low, high) = (unit.number(Millis(low)), unit.text(Millis(high)));
            words.with(key, &[("low", &low), ("high", &high), ("n", &count)])
        });
    html! { <>{ unit.text(median) }<small>{ spread }</small></> }
}

fn faster_text(speedup: Option<Speedup>) -> Html {
    let Some(speedup) = speedup else {
        return html! { { NONE } };
    };
    let times = |value| fixed(value, 2);
    let spread = speedup.interval.map(|Interval { low, high }| {
        html! { <small>{ times(low) }{ "–" }{ times(high) }</small> }
    });
    html! { <>{ times(speedup.value) }{ "\u{a0}×" }{ spread }</> }
}

/// A whole number with a narrow space between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
