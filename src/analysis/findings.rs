//! What is found in a comparison: numbers, sentences, tables, the traces that stand for it.

use super::bars::bars;
use super::differences::differences;
use super::numbers::Numbers;
use super::outputs;
use super::session::Session;
use super::title::how;
use crate::contract::question::Terms;
use crate::lesson;
use crate::protocol::analysis::{Bars, Findings, Line, RuntimeInfo};
use crate::protocol::result::ResultV1;
use crate::protocol::timeline::FoundTracks;
use crate::trace::export::json::to_json;
use crate::view::brief::brief;
use crate::view::facts::table;
use crate::view::question::{self, Answered};
use crate::view::result::result;
use crate::view::sentences;
use crate::view::why::why;
use crate::view::words::Words;

/// What the page is told of a comparison, but for what the timeline shows.
/// What is said of the lesson needs its words, so it has to be the open one.
pub fn findings(
    session: &Session,
    numbers: &Numbers,
    words: &Words,
    open_lesson: &str,
) -> Findings {
    let request = &session.request;
    let lesson = lesson::find(&request.example);
    let lesson = lesson.filter(|lesson| lesson.slug == open_lesson);
    let terms = Terms::of(&request.parameters, request.reported_cores);
    let answered = lesson.map(|lesson| {
        let asked = (lesson, &terms);
        question::answered(words, asked, request.prediction, &session.record)
    });
    let Answered {
        finding,
        score,
        is_right,
        is_noisy,
    } = answered.unwrap_or_default();
    // Where the question has no answer there is nothing to ask why of.
    let is_scored = lesson.is_some_and(|lesson| (lesson.question.borders)(&terms).is_some());
    let warnings = warnings(session, numbers, words);
    Findings {
        number: request.number,
        example: request.example.clone(),
        is_stopped: session.is_stopped(),
        verdict: verdict_lines(session, numbers, words),
        care: care(numbers, &warnings, words),
        brief: if numbers.is_measured() {
            brief(&numbers.reports, words)
        } else {
            String::new()
        },
        own: lesson.map_or_else(Vec::new, |lesson| {
            (lesson::own_findings(lesson.slug).said)(&numbers.reports, words)
        }),
        score,
        is_noisy,
        why: lesson
            .filter(|_| finding.is_some() && is_scored)
            .map_or_else(String::new, |lesson| why(words, lesson)),
        bars: lesson.map_or_else(Bars::default, |lesson| {
            bars(words, lesson, session, numbers)
        }),
        is_right,
        finding,
        outputs: outputs::outputs(session, words),
        lines: outputs::lines(session),
        trust: super::trust::trust(session, words),
        table: if numbers.is_measured() {
            table(&numbers.reports, known_cores(session), words)
        } else {
            String::new()
        },
        result: result_of(session, numbers, words)
            .and_then(|result| to_json(&result).ok())
            .unwrap_or_default(),
        warnings,
        ..Findings::default()
    }
}

/// The verdict, and below it with what it was measured.
fn verdict_lines(session: &Session, numbers: &Numbers, words: &Words) -> Vec<Line> {
    let cores = known_cores(session);
    let mut lines = sentences::verdict(words, &numbers.reports, &numbers.facts, cores);
    if lines.is_empty() {
        return lines;
    }
    let how = how(session, numbers, words);
    lines.push(about_all(vec![
        words.with("verdict.with", &[("how", &how)]),
    ]));
    lines
}

/// What to be careful about.
fn care(numbers: &Numbers, warnings: &[String], words: &Words) -> Vec<String> {
    let few = sentences::too_few_rounds(words, &numbers.facts);
    let warned = (!warnings.is_empty()).then(|| words.get("verdict.care").to_owned());
    few.into_iter().chain(warned).collect()
}

/// What is said of the whole comparison.
fn about_all(sentences: Vec<String>) -> Line {
    Line {
        case: None,
        colour: None,
        name: String::new(),
        sentences,
    }
}

/// The cores that the browser reports. A trace file does not tell how many there were.
fn known_cores(session: &Session) -> Option<u32> {
    Some(session.request.reported_cores).filter(|&cores| cores > 0)
}

fn runtime(session: &Session) -> Option<RuntimeInfo> {
    session.finish.as_ref().and_then(|finish| finish.runtime)
}

fn warnings(session: &Session, numbers: &Numbers, words: &Words) -> Vec<String> {
    let runtime = runtime(session);
    let mut warnings = sentences::warnings(
        words,
        &numbers.facts,
        &numbers.reports,
        runtime.map(|runtime| runtime.clock_step),
        computing_threads(session),
    );
    let lesson = lesson::find(&session.request.example);
    let both = lesson.zip(runtime);
    let waits = both.and_then(|(lesson, runtime)| lesson.waits_elsewhere(runtime.waits));
    warnings.extend(waits.map(|from| words.get(&["waits.", from.id()].concat()).to_owned()));
    warnings
}

/// How many threads compute, where that many need a core each, and the cores that there are.
fn computing_threads(session: &Session) -> Option<(u32, u32)> {
    let request = &session.request;
    let lesson = lesson::find(&request.example);
    let waits = lesson.is_some_and(|lesson| !lesson.threads_compute());
    (!waits).then(|| {
        let threads = request.parameters.values.threads();
        (threads.into(), request.reported_cores)
    })
}

/// The result, once the comparison is over.
pub fn result_of(session: &Session, numbers: &Numbers, words: &Words) -> Option<ResultV1> {
    let finish = session.finish.as_ref()?;
    let found = result(
        (
            &session.request,
            lesson::find(&session.request.example),
            session.rounds(),
        ),
        finish.environment.clone(),
        (&session.request.cases, &numbers.reports),
        warnings(session, numbers, words),
        words,
    );
    Some(ResultV1 {
        output: outputs::printed(session),
        checks: outputs::exercise(session),
        ..found
    })
}

/// The traces that stand for the cases, in the order asked for.
pub fn run_tracks(session: &Session, is_pinned: bool) -> Vec<FoundTracks> {
    let records = session.record.cases.iter();
    let drawn = records.filter_map(|own| {
        let trace = own.typical_trace()?;
        // Of a result file there is nothing to draw.
        (!trace.spans.is_empty()).then(|| FoundTracks {
            case: own.case.id,
            trace: trace.clone(),
            is_pinned,
            names: None,
        })
    });
    drawn.collect()
}

/// A comparison that is pinned beside what is shown.
#[derive(Debug, Clone)]
pub struct Pinned {
    /// The comparison; of its spans those that are drawn.
    pub session: Session,
    /// Its numbers.
    pub numbers: Numbers,
    /// What it was, in a line.
    pub title: String,
}

impl Pinned {
    /// Whether it is this very comparison. A loaded result does not say when it ended, its samples do.
    fn is_same(&self, (session, numbers): (&Session, &Numbers)) -> bool {
        let samples = |numbers: &Numbers| -> Vec<_> {
            let reports = numbers.reports.iter();
            reports.map(|report| report.samples.clone()).collect()
        };
        session.finish.is_some()
            && session.finish == self.session.finish
            && samples(numbers) == samples(&self.numbers)
    }
}

/// Puts what is pinned beside what is shown: each pinned run below that of the same program, or at the
/// end where there is none. What is shown is not put beside itself.
pub fn add_pinned(
    (found, tracks): (&mut Findings, &mut Vec<FoundTracks>),
    shown: Option<(&Session, &Numbers)>,
    pinned: &Pinned,
    words: &Words,
) {
    found.pinned = Some(pinned.title.clone());
    if shown.is_some_and(|shown| pinned.is_same(shown)) {
        return;
    }
    for pinned in run_tracks(&pinned.session, true) {
        let own = tracks.iter().map(|own| own.trace.program.key);
        let place = own.rev().position(|own| own == pinned.trace.program.key);
        let place = tracks.len() - place.unwrap_or(0);
        tracks.insert(place, pinned);
    }
    found.differences = shown.map_or_else(Vec::new, |(_, shown)| {
        differences(shown, &pinned.numbers, words)
    });
}
