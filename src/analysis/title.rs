//! What a comparison was, in a line: "Many fetches: async 0.41 s, blocking 2.07 s; connections: 6,
//! repeats: 7".

use super::numbers::Numbers;
use super::session::Session;
use crate::lesson;
use crate::report::CaseReport;
use crate::strategy::ThreadsWorking;
use crate::units::Millis;
use crate::view::numbers::whole;
use crate::view::scale::Unit;
use crate::view::sentences::{name, of_lesson};
use crate::view::words::Words;

/// The line: the example, the times, the fastest first, and what the times depend on most.
pub fn title(session: &Session, numbers: &Numbers, words: &Words) -> String {
    let request = &session.request;
    let lesson = lesson::find(&request.example);
    let what = lesson.map_or(request.example.clone(), |lesson| {
        of_lesson(words, lesson, "title")
    });
    let mut timed: Vec<(&CaseReport, Millis)> = numbers
        .reports
        .iter()
        .filter_map(|report| Some((report, report.median.or(report.watched)?)))
        .collect();
    timed.sort_by(|a, b| a.1.0.total_cmp(&b.1.0));
    let unit = Unit::for_longest(timed.last().map_or(Millis(0.0), |last| last.1));
    let times = timed.iter().map(|(report, time)| {
        let strategy = name(words, report.program);
        [&*strategy, " ", &unit.text(*time)].concat()
    });
    let times: Vec<String> = times.collect();
    let (times, how) = (times.join(", "), how(session, numbers, words));
    words.with(
        "history.entry",
        &[("example", &what), ("times", &times), ("how", &how)],
    )
}

/// What the times depend on most: "Connections: 6, Threads: 2, Answers: 20, Repeats: 7".
pub fn how(session: &Session, numbers: &Numbers, words: &Words) -> String {
    let request = &session.request;
    let lesson = lesson::find(&request.example);
    let mut how = Vec::new();
    // Named as the controls name them.
    let mut add = |name: &str, number: u32| {
        how.push([name, ": ", &whole(number.into())].concat());
    };
    let uses_many = |report: &CaseReport| {
        let quadrant = report.program.quadrant;
        quadrant.is_some_and(|of| of.threads_working() == ThreadsWorking::Many)
    };
    let uses_threads = numbers.reports.iter().any(uses_many);
    let values = &request.parameters.values;
    if let Some(lesson) = lesson {
        if lesson.makes_requests() {
            add(
                words.get("parameter.connections"),
                values.connections().into(),
            );
        }
        if uses_threads {
            add(words.get("parameter.threads"), values.threads().into());
        }
        if lesson.has_size() {
            let name = match of_lesson(words, lesson, "size") {
                // The lesson is not open, and its words are not here.
                name if name.is_empty() => words.get("parameter.size").to_owned(),
                name => name,
            };
            add(&name, values.size());
        }
    }
    // Not known before the first, where they are as many as fit.
    if session.rounds() > 0 {
        add(words.get("parameter.repeats"), session.rounds());
    }
    how.join(", ")
}
