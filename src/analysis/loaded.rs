//! What is shown of a loaded file: the comparison that it speaks of, as far as the file tells.

use super::load::{Content, shortened};
use super::numbers::{Numbers, forget_spans, put};
use super::session::Session;
use crate::comparison::record::StrategyRecord;
use crate::comparison::{Case, Kind, Repeats, Run};
use crate::contract::params::MAX_THREADS;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::program::Program;
use crate::protocol::analysis::{Findings, Finish, Line, RunRequest};
use crate::protocol::result::ResultV1;
use crate::report::StrategyReport;
use crate::trace::Trace;
use crate::trace::export::json::to_json;
use crate::trace::export::read::TraceFile;
use crate::units::{Micros, Millis};
use crate::values::{CHUNKS, CONNECTIONS, SIZE, THREADS, Values};
use crate::view::sentences::{line_name, name};
use crate::view::words::Words;

/// A file has at most so many warnings that are shown.
const MOST_WARNINGS: usize = 20;

/// A loaded file.
pub struct Loaded {
    /// The comparison, as far as the file tells of it.
    pub session: Session,
    /// Its numbers.
    pub numbers: Numbers,
    /// What the file was, in a sentence.
    said: String,
    /// The result, where the file is one.
    result: Option<ResultV1>,
    /// Whether it says what runs of ours took; another program's trace does not.
    is_ours: bool,
}

impl Loaded {
    /// What is in the file of that name.
    pub fn of(content: Content, file: &str, words: &Words) -> Self {
        let file = shortened(file);
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
                    said: words.with("load.result", &[("name", &file)]),
                    session,
                    numbers,
                    result: Some(*result),
                    is_ours: true,
                }
            }
            Content::Trace(trace) => {
                let said = said_of_trace(&trace, &file, words);
                let is_ours = trace.is_ours;
                let session = session_of_trace(trace);
                Self {
                    said,
                    numbers: Numbers::of(&session),
                    session,
                    result: None,
                    is_ours,
                }
            }
        }
    }

    /// Whether the file has samples.
    pub fn has_samples(&self) -> bool {
        self.result.is_some()
    }

    /// What was found in a session that came from a file, as far as the file bears it out.
    pub fn limit(&self, found: &mut Findings, words: &Words) {
        found.loaded = Some(self.said.clone());
        found.score = None;
        found.result = String::new();
        found.warnings = Vec::new();
        let Some(result) = &self.result else {
            if !self.is_ours {
                found.verdict = Vec::new();
                found.table = String::new();
                found.charts = Vec::new();
            }
            return;
        };
        found.run_tracks = Vec::new();
        let warnings = result.warnings.iter().take(MOST_WARNINGS);
        found.warnings = warnings.map(|warning| shortened(warning)).collect();
        found.result = to_json(result).unwrap_or_default();
        for (report, own) in self.numbers.reports.iter().zip(&result.strategies) {
            if let Some(reason) = &own.reason {
                add_reason(&mut found.verdict, report, shortened(reason), words);
            }
        }
    }
}

/// Why a case has no numbers, or only a part of them, in the file's own words.
fn add_reason(lines: &mut Vec<Line>, report: &StrategyReport, reason: String, words: &Words) {
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

/// What a trace file is, and, of another program's, which name stands for what.
fn said_of_trace(trace: &TraceFile, file: &str, words: &Words) -> String {
    if trace.is_ours {
        return words.with("load.trace", &[("name", file)]);
    }
    let stand_ins = trace.traces.iter().map(|(process, trace)| {
        let parts = [
            ("strategy", &*name(words, trace.program)),
            ("process", &*shortened(process)),
        ];
        words.with("load.stand-in", &parts)
    });
    let stand_ins: Vec<String> = stand_ins.collect();
    let stand_ins = stand_ins.join(", ");
    words.with("load.others", &[("processes", &stand_ins), ("name", file)])
}

/// A name of an example as ours are, whatever the file says; it becomes a part of files' names.
fn slug(example: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    example.chars().filter(is_plain).take(60).collect()
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
    let keys = result.strategies.iter();
    let programs: Vec<Key> = keys.filter_map(|own| Key::parse(&own.strategy)).collect();
    let case = |(id, key): (u16, &Key)| Case::plain(id, Program::named(*key), values.clone());
    let mut session = Session::new(RunRequest {
        number: 0,
        kind: Kind::Strategies,
        example: slug(&result.example),
        cases: (0..).zip(&programs).map(case).collect(),
        parameters: Parameters {
            programs,
            values: values.clone(),
            repeats: Repeats::Exactly(given.repeats),
            seed: given.seed,
        },
        prediction: None,
        reported_cores: result.environment.reported_cores,
    });
    let records = session.record.strategies.iter_mut();
    for (record, numbers) in records.zip(&result.strategies) {
        let samples = numbers.samples_ms.iter();
        let runs = samples.map(|&ms| Run {
            answer: numbers.answer.clone().unwrap_or_default(),
            measures: Vec::new(),
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
        thinned: 0,
        beats: Vec::new(),
        beat_every: Micros::ZERO,
        letters_sorted: 0,
    }
}

fn session_of_trace(file: TraceFile) -> Session {
    // A trace tells how many threads there were, and nothing else of what it was asked with.
    let values = |threads: u16| Values::from_iter([(THREADS, threads.into())]);
    let case = |(id, (_, trace)): (u16, &(String, Trace))| {
        Case::plain(id, trace.program, values(trace.threads))
    };
    let cases: Vec<Case> = (0..).zip(&file.traces).map(case).collect();
    let threads = file.traces.iter().map(|(_, trace)| trace.threads).max();
    let mut session = Session::new(RunRequest {
        number: 0,
        kind: Kind::Strategies,
        example: slug(&file.example),
        parameters: Parameters {
            programs: cases.iter().map(|own| own.program.key).collect(),
            values: values(threads.unwrap_or_default()),
            repeats: Repeats::Exactly(1),
            seed: 0,
        },
        cases,
        prediction: None,
        reported_cores: 0,
    });
    // Only a caller that was watched sorts letters.
    let is_watched = file
        .traces
        .iter()
        .any(|(_, trace)| trace.letters_sorted > 0);
    let records = session.record.strategies.iter_mut();
    for (record, (_, trace)) in records.zip(file.traces) {
        file_run(record, trace, is_watched);
    }
    session
}

fn file_run(record: &mut StrategyRecord, mut trace: Trace, is_watched: bool) {
    // No run of ours has more, and a row is drawn for each.
    trace.threads = trace.threads.min(MAX_THREADS as u16);
    let run = Run {
        answer: String::new(),
        measures: Vec::new(),
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
