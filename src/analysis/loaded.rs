//! What is shown of a loaded file: the comparison that it speaks of, as far as the file tells.

use super::load_said::remarks_said;
use super::numbers::{Numbers, forget_spans, put};
use super::session::Session;
use crate::comparison::record::CaseRecord;
use crate::comparison::{Case, Kind, Repeats, Run};
use crate::contract::params::MAX_THREADS;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::lesson;
use crate::program::Program;
use crate::protocol::analysis::{Bars, Findings, Finish, Line, RunRequest};
use crate::protocol::result::{ResultV1, StrategyV1};
use crate::protocol::timeline::FoundTracks;
use crate::reader::Content;
use crate::report::CaseReport;
use crate::trace::Trace;
use crate::trace::export::json::to_json;
use crate::trace::export::read::{Label, OthersRun, TraceFile};
use crate::trace::names::Names;
use crate::units::{Micros, Millis};
use crate::values::{CHUNKS, CONNECTIONS, SIZE, THREADS, Values};
use crate::view::markup::shortened;
use crate::view::sentences::line_name;
use crate::view::words::Words;

/// A file has at most so many warnings that are shown.
const MOST_WARNINGS: usize = 20;

/// A loaded file.
pub struct Loaded {
    /// What the file was, in sentences.
    said: String,
    /// What is shown of it.
    shown: Shown,
}

/// What is shown of a file.
enum Shown {
    /// The comparison of a result.
    Result(Box<Session>, Numbers, Box<ResultV1>),
    /// That of a trace of ours.
    Ours(Box<Session>, Numbers),
    /// Another program's trace: it is drawn, and nothing is said of it.
    Others(Vec<FoundTracks>),
}

impl Loaded {
    /// What is in the file of that name; or in a link.
    pub fn of(content: Content, file: &str, is_linked: bool, words: &Words) -> Self {
        let file = shortened(file);
        let say = |key: &str| words.with(key, &[("name", &file)]);
        match content {
            Content::Result(result) => {
                let session = session_of_result(&result);
                let mut numbers = Numbers::of(&session);
                for (report, numbers) in numbers.reports.iter_mut().zip(&result.strategies) {
                    forget_spans(report);
                    put(report, numbers);
                }
                numbers.judge(&session);
                Self {
                    said: match is_linked {
                        true => words.get("load.linked").to_owned(),
                        false => say("load.result"),
                    },
                    shown: Shown::Result(Box::new(session), numbers, result),
                }
            }
            Content::Trace(TraceFile::Ours { example, traces }) => {
                let session = session_of_traces(&example, traces);
                let numbers = Numbers::of(&session);
                Self {
                    said: say("load.trace"),
                    shown: Shown::Ours(Box::new(session), numbers),
                }
            }
            Content::Trace(TraceFile::Others { runs, remarks }) => Self {
                said: [say("load.others"), remarks_said(words, &remarks)].concat(),
                shown: Shown::Others(others_tracks(runs, &file, words)),
            },
        }
    }

    /// The comparison that the file speaks of, as far as it tells, and its numbers; nothing where it is none
    /// of ours.
    pub fn comparison(&self) -> Option<(&Session, &Numbers)> {
        match &self.shown {
            Shown::Result(session, numbers, _) | Shown::Ours(session, numbers) => {
                Some((session, numbers))
            }
            Shown::Others(_) => None,
        }
    }

    /// Whether the file has samples.
    pub const fn has_samples(&self) -> bool {
        matches!(self.shown, Shown::Result(..))
    }

    /// What was found in the file's comparison, as far as the file bears it out.
    pub fn limit(&self, (found, tracks): (&mut Findings, &mut Vec<FoundTracks>), words: &Words) {
        found.loaded = Some(self.said.clone());
        found.score = None;
        found.why = String::new();
        found.bars = Bars::default();
        found.result = String::new();
        found.warnings = Vec::new();
        match &self.shown {
            Shown::Ours(..) => {}
            Shown::Others(own) => tracks.clone_from(own),
            Shown::Result(_, numbers, result) => {
                tracks.clear();
                limit_to(found, numbers, result, words);
            }
        }
    }
}

fn limit_to(found: &mut Findings, numbers: &Numbers, result: &ResultV1, words: &Words) {
    let warnings = result.warnings.iter().take(MOST_WARNINGS);
    found.warnings = warnings.map(|warning| shortened(warning)).collect();
    found.result = to_json(result).unwrap_or_default();
    for (report, own) in numbers.reports.iter().zip(&result.strategies) {
        if let Some(reason) = &own.reason {
            add_reason(&mut found.verdict, report, shortened(reason), words);
        }
    }
}

/// Why a case has no numbers, or only a part of them, in the file's own words.
fn add_reason(lines: &mut Vec<Line>, report: &CaseReport, reason: String, words: &Words) {
    let mut known = lines.iter_mut();
    match known.find(|line| line.case == Some(report.case)) {
        Some(line) => line.sentences.push(reason),
        None => lines.push(Line {
            case: Some(report.case),
            colour: Some(report.program.colour),
            name: line_name(words, report.program),
            sentences: vec![reason],
        }),
    }
}

/// Another program's runs, as they are drawn: everything under its own name, and the file's.
fn others_tracks(runs: Vec<OthersRun>, file: &str, words: &Words) -> Vec<FoundTracks> {
    let label = |label: &Label, key: &str| match label {
        Label::Name(name) => shortened(name),
        Label::Number(number) => words.with(key, &[("n", &shortened(number))]),
    };
    let tracks = |(case, run): (u16, OthersRun)| {
        let process = label(&run.process, "load.process");
        let threads = run.threads.iter();
        FoundTracks {
            case,
            is_pinned: false,
            names: Some(Names {
                // The name last: it may hold anything, braces too.
                run: words.with("load.run", &[("process", &process), ("name", file)]),
                threads: threads.map(|one| label(one, "load.thread")).collect(),
                rows: run.rows,
                spans: run.names.iter().map(|name| shortened(name)).collect(),
                name_of: run.name_of,
            }),
            trace: run.trace,
        }
    };
    (0..).zip(runs).map(tracks).collect()
}

/// A name of an example as ours are, whatever the file says; it becomes a part of files' names.
fn slug(example: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    example.chars().filter(is_plain).take(60).collect()
}

/// A program's values, which tell its job where its lesson is known and has several.
fn values_for(example: &str, program: Key, values: &Values) -> Values {
    let lesson = lesson::find(example);
    lesson.map_or_else(
        || values.clone(),
        |lesson| lesson.values_for(program, values),
    )
}

fn session_of_result(result: &ResultV1) -> Session {
    let given = &result.parameters;
    let numbers = [
        (THREADS, Some(u32::from(given.threads))),
        (CONNECTIONS, given.connections.map(u32::from)),
        (SIZE, Some(given.size)),
        (CHUNKS, Some(given.chunks)),
    ];
    let given_numbers = numbers.into_iter();
    let values: Values = given_numbers
        .filter_map(|(key, number)| Some((key, number?)))
        .collect();
    let strategies = result.strategies.iter();
    let known: Vec<(Key, &StrategyV1)> = strategies
        .filter_map(|own| Some((Key::parse(&own.strategy)?, own)))
        .collect();
    let programs: Vec<Key> = known.iter().map(|(key, _)| *key).collect();
    let example = slug(&result.example);
    let case = |(id, (key, own)): (u16, &(Key, &StrategyV1))| {
        // What a program was run with is its own, as far as the file says: not all get what was asked for.
        let mut values = values.clone();
        for (name, value) in &own.values {
            if let Some(name) = Key::parse(name) {
                values.set(name, *value);
            }
        }
        Case::plain(
            id,
            Program::named(*key),
            values_for(&example, *key, &values),
        )
    };
    let mut session = Session::new(RunRequest {
        number: 0,
        kind: Kind::Programs,
        cases: (0..).zip(&known).map(case).collect(),
        parameters: Parameters {
            programs,
            values: values.clone(),
            repeats: Repeats::Exactly(given.repeats),
            seed: given.seed,
        },
        example,
        scripts: Vec::new(),
        prediction: None,
        reported_cores: result.environment.reported_cores,
    });
    let records = session.record.cases.iter_mut();
    for (record, (_, numbers)) in records.zip(&known) {
        let samples = numbers.samples_ms.iter();
        let runs = samples.map(|&ms| Run {
            answer: numbers.answer.clone().unwrap_or_default(),
            measures: Vec::new(),
            output: String::new(),
            lines: Vec::new(),
            checks: Vec::new(),
            trace: bare_trace(record.program(), Millis(ms)),
            disturbance: None,
        });
        record.repeats = runs.collect();
    }
    session.finish(Finish {
        is_stopped: false,
        environment: result.environment.clone(),
        runtime: None,
        ended_at: 0.0,
    });
    session
}

/// A run of which no more is known than what it took.
fn bare_trace(program: Program, wall: Millis) -> Trace {
    Trace {
        program,
        began_at: Millis(0.0),
        wall: wall.to_micros(),
        iterations: 1,
        threads: 0,
        spans: Vec::new(),
        named: Vec::new(),
        thinned: 0,
        beats: Vec::new(),
        beat_every: Micros::ZERO,
        letters_sorted: 0,
    }
}

fn session_of_traces(example: &str, traces: Vec<Trace>) -> Session {
    // A trace tells how many threads there were, and nothing else of what it was asked with.
    let values = |threads: u16| Values::from_iter([(THREADS, threads.into())]);
    let example = slug(example);
    let case = |(id, trace): (u16, &Trace)| {
        let values = values_for(&example, trace.program.key, &values(trace.threads));
        Case::plain(id, trace.program, values)
    };
    let cases: Vec<Case> = (0..).zip(&traces).map(case).collect();
    let threads = traces.iter().map(|trace| trace.threads).max();
    let mut session = Session::new(RunRequest {
        number: 0,
        kind: Kind::Programs,
        parameters: Parameters {
            programs: cases.iter().map(|own| own.program.key).collect(),
            values: values(threads.unwrap_or_default()),
            repeats: Repeats::Exactly(1),
            seed: 0,
        },
        cases,
        example,
        scripts: Vec::new(),
        prediction: None,
        reported_cores: 0,
    });
    // Only a caller that was watched sorts letters.
    let is_watched = traces.iter().any(|trace| trace.letters_sorted > 0);
    let records = session.record.cases.iter_mut();
    for (record, trace) in records.zip(traces) {
        file_run(record, trace, is_watched);
    }
    session
}

fn file_run(record: &mut CaseRecord, mut trace: Trace, is_watched: bool) {
    // No run of ours has more, and a row is drawn for each.
    trace.threads = trace.threads.min(MAX_THREADS as u16);
    let run = Run {
        answer: String::new(),
        measures: Vec::new(),
        output: String::new(),
        lines: Vec::new(),
        checks: Vec::new(),
        trace,
        disturbance: None,
    };
    if is_watched {
        record.watch = Some(run);
    } else {
        record.repeats.push(run);
    }
}

#[cfg(test)]
#[path = "loaded_tests.rs"]
mod tests;
