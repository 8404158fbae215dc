//! What a comparison was, in a line: "Many fetches: async 0.41 s, blocking 2.07 s; connections: 6,
//! repeats: 7".

use super::numbers::Numbers;
use super::session::Session;
use crate::contract::Lesson;
use crate::contract::params::Kind;
use crate::key::Key;
use crate::lesson;
use crate::report::CaseReport;
use crate::strategy::ThreadsWorking;
use crate::units::Millis;
use crate::values::{SIZE, THREADS};
use crate::view::numbers::whole;
use crate::view::scale::Unit;
use crate::view::sentences::{chosen, name, of_lesson};
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

/// Every parameter by the name on its control: "Answers: 20, Connections: 6, Delay of each answer: 40 ms, Repeats: 7".
pub fn how(session: &Session, numbers: &Numbers, words: &Words) -> String {
    let request = &session.request;
    let lesson = lesson::find(&request.example);
    let mut how = Vec::new();
    let uses_many = |report: &CaseReport| {
        let quadrant = report.program.quadrant;
        quadrant.is_some_and(|of| of.threads_working() == ThreadsWorking::Many)
    };
    let uses_threads = numbers.reports.iter().any(uses_many);
    let values = &request.parameters.values;
    for param in lesson.map_or(&[][..], |lesson| lesson.params) {
        let Some(value) = values.get(param.key) else {
            continue;
        };
        if param.key == THREADS && !uses_threads {
            continue;
        }
        let (name, unit) = named(lesson, param.key, words);
        // What another lesson alone has has no words here.
        if name.is_empty() {
            continue;
        }
        let said = match (param.kind, value) {
            (Kind::Toggle, 0) => words.get("parameter.no").to_owned(),
            (Kind::Toggle, _) => words.get("parameter.yes").to_owned(),
            (Kind::Choice(_), _) => chosen(words, *param, value),
            // Its digits are no number of thousands.
            (Kind::Deal(_), _) => value.to_string(),
            // "Answers: 12 answers" would say it twice.
            _ if unit.is_empty() || name.eq_ignore_ascii_case(&unit) => whole(value.into()),
            _ => [&whole(value.into()), "\u{a0}", &unit].concat(),
        };
        how.push([&*name, ": ", &said].concat());
    }
    // Not known before the first, where they are as many as fit.
    if session.rounds() > 0 {
        let (name, rounds) = (words.get("parameter.repeats"), session.rounds());
        how.push([name, ": ", &whole(rounds.into())].concat());
    }
    let both = lesson.zip(session.finish.as_ref().and_then(|end| end.runtime));
    let waits = both.and_then(|(lesson, runtime)| lesson.waits_elsewhere(runtime.waits));
    how.extend(waits.map(|from| words.get(&["how.waits.", from.id()].concat()).to_owned()));
    how.join(", ")
}

/// A parameter's name and unit.
fn named(lesson: Option<&Lesson>, key: Key, words: &Words) -> (String, String) {
    let of_page = |end: &str| {
        let key = ["parameter.", key.as_str(), end].concat();
        words.get_or_nothing(&key).to_owned()
    };
    let of_lesson = |what: &str| lesson.map(|lesson| of_lesson(words, lesson, what));
    let own = (
        of_lesson("size").unwrap_or_default(),
        of_lesson("size-unit").unwrap_or_default(),
    );
    match key == SIZE && !own.0.is_empty() {
        true => own,
        // That of a lesson that is not open is just its size.
        false => (of_page(""), of_page("-unit")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::session::tests::measured_to_the_end;
    use crate::contract::request::Parameters;

    /// What it was measured with says the same as the controls, for every lesson.
    #[test]
    fn every_parameter_is_named_as_on_its_control() {
        for lesson in lesson::listed() {
            let words = Words::english_of(&lesson.slug.replace('-', "_"));
            let mut session = measured_to_the_end();
            session.request.example = lesson.slug.to_owned();
            session.request.parameters = Parameters::defaults(lesson, 2);
            let numbers = Numbers::of(&session);
            let how = how(&session, &numbers, &words);
            // The programs of this comparison use one thread.
            for param in lesson.params.iter().filter(|param| param.key != THREADS) {
                let label = match param.key {
                    SIZE => words.get("lesson.size").to_owned(),
                    key => words.get(&["parameter.", key.as_str()].concat()).to_owned(),
                };
                assert!(
                    how.contains(&[&label, ": "].concat()),
                    "{}: {how}",
                    lesson.slug
                );
            }
            assert!(!how.contains("parameter."), "{how}");
        }
        let words = Words::english_of("many_cores");
        let mut session = measured_to_the_end();
        session.request.parameters.values.set(SIZE, 1_200);
        let numbers = Numbers::of(&session);
        let said = how(&session, &numbers, &words);
        assert_eq!(
            said,
            "What is computed: Mandelbrot set, Height: 1,200\u{a0}pixels, Chunks: 60, Part that can’t be split: 0\u{a0}%, Repeats: 2"
        );
        // Without the lesson's words.
        let said = how(&session, &numbers, &Words::english());
        assert_eq!(said, "Size: 1,200, Chunks: 60, Repeats: 2");
    }
}
