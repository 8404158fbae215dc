//! What a comparison was, in a line: "Many fetches: async 0.41 s, blocking 2.07 s; connections: 6,
//! repeats: 7".

use super::findings::Reckoned;
use super::session::Session;
use crate::example;
use crate::report::StrategyReport;
use crate::strategy::ThreadsWorking;
use crate::units::Millis;
use crate::view::scale::Unit;
use crate::view::sentences::{name, of_example};
use crate::view::words::Words;

/// The line: the example, the times, the fastest first, and what the times depend on most.
pub fn title(session: &Session, reckoned: &Reckoned, words: &Words) -> String {
    let asked = &session.asked;
    let example = example::find(&asked.example);
    let what = example.map_or(asked.example.clone(), |example| {
        of_example(words, example, "title")
    });
    let mut timed: Vec<(&StrategyReport, Millis)> = reckoned
        .reports
        .iter()
        .filter_map(|report| Some((report, report.median.or(report.first_run)?)))
        .collect();
    timed.sort_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let unit = Unit::for_longest(timed.last().map_or(Millis(0.0), |last| last.1));
    let times = timed.iter().map(|(report, time)| {
        let strategy = name(words, report.strategy);
        [strategy, " ", &unit.text(*time)].concat()
    });
    let times: Vec<String> = times.collect();
    let (times, how) = (times.join(", "), how(session, reckoned, words));
    words.with(
        "shelf.entry",
        &[("example", &what), ("times", &times), ("how", &how)],
    )
}

/// What the times depend on most: "connections 6, threads 2, size 20, repeats 7".
pub fn how(session: &Session, reckoned: &Reckoned, words: &Words) -> String {
    let asked = &session.asked;
    let example = example::find(&asked.example);
    let parameters = &asked.parameters;
    let mut how = Vec::new();
    let mut add = |key: &str, number: u32| {
        how.push([words.get(key), " ", &number.to_string()].concat());
    };
    if example.is_some_and(|example| example.connections.is_some()) {
        add("shelf.connections", parameters.connections);
    }
    let uses_many =
        |report: &StrategyReport| report.strategy.threads_working() == ThreadsWorking::Many;
    if reckoned.reports.iter().any(uses_many) {
        add("shelf.threads", parameters.threads);
    }
    add("shelf.size", parameters.size);
    add("shelf.repeats", parameters.repeats);
    how.join(", ")
}
