//! Makes runs of another program's events: each process is one, each of its threads has as many rows as its
//! spans lie within each other, and everything keeps its name.

use super::collect::{Collector, Line, Process, Raw, Texts};
use crate::key::Key;
use crate::program::Program;
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The rows that are drawn of a file: there are at most `u16::MAX`, and far fewer can be looked through.
pub const MOST_ROWS: usize = 160;

/// The rows that are drawn of one thread: what lies deeper is left out.
const MOST_ROWS_A_THREAD: usize = 24;

/// What those runs are, where a program of ours has its name.
const PROCESS: Key = Key::new("process");

/// What something is called, or else its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Label {
    /// Its name.
    Name(String),
    /// Its number, which may be a text too.
    Number(String),
}

/// What one process of another program did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OthersRun {
    /// The process.
    pub process: Label,
    /// Its threads.
    pub threads: Vec<Label>,
    /// Of each row, which thread it is of. Rows of one thread follow each other.
    pub rows: Vec<u16>,
    /// What its spans are called, each name once.
    pub names: Vec<String>,
    /// Of each span, the place of its name.
    pub name_of: Vec<u32>,
    /// Its spans: `Worker` is a row, `Wait` a line that takes no thread. They begin at the file's first.
    pub trace: Trace,
}

/// A run for each process that did anything, as far as there are rows to draw them.
pub fn others_runs(mut collected: Collector) -> (Vec<OthersRun>, Collector) {
    let processes = std::mem::take(&mut collected.processes);
    let (mut runs, mut room) = (Vec::new(), MOST_ROWS);
    for (pid, process) in processes {
        let known = process.spans.len();
        let mut dealt = Dealt::default();
        dealt.deal(process.spans.iter().copied(), &mut room);
        collected.remarks.beyond += known - dealt.spans.len();
        if !dealt.spans.is_empty() {
            runs.push(dealt.into_run(pid, &process, &collected.texts));
        }
    }
    let starts = runs.iter().flat_map(|run| &run.trace.spans);
    let zero = starts.fold(f64::INFINITY, |zero, span| zero.min(span.start.0));
    runs.iter_mut()
        .for_each(|run| begin_at(&mut run.trace, zero));
    (runs, collected)
}

/// The spans of a process, each on its row.
#[derive(Default)]
struct Dealt {
    spans: Vec<(Track, Raw)>,
    threads: Vec<u32>,
    rows: Vec<u16>,
}

impl Dealt {
    fn deal(&mut self, raws: impl Iterator<Item = Raw>, room: &mut usize) {
        // By thread; what takes none is together.
        let mut lines: Vec<(Option<u32>, Vec<Raw>)> = Vec::new();
        let mut places: HashMap<u32, u32> = HashMap::new();
        for raw in raws {
            let thread = match raw.line {
                Line::Thread(thread) => Some(thread),
                Line::Async(_) => None,
            };
            let place = *places.entry(thread.unwrap_or(u32::MAX)).or_insert_with(|| {
                lines.push((thread, Vec::new()));
                lines.len() as u32 - 1
            });
            lines[place as usize].1.push(raw);
        }
        for (thread, raws) in lines {
            let first = self.rows.len() as u16;
            let (dealt, rows) = rows_of(raws, MOST_ROWS_A_THREAD.min(*room));
            *room -= rows;
            let track = |row: u16| match thread {
                Some(_) => Track::Worker(first + row),
                None => Track::Wait(row.into()),
            };
            self.spans
                .extend(dealt.into_iter().map(|(row, raw)| (track(row), raw)));
            if let Some(thread) = thread.filter(|_| rows > 0) {
                let number = self.threads.len() as u16;
                self.threads.push(thread);
                self.rows.extend(std::iter::repeat_n(number, rows));
            }
        }
    }

    fn into_run(self, pid: u32, process: &Process, texts: &Texts) -> OthersRun {
        let label = |name: Option<u32>, number: u32| {
            let name = name.map(|name| texts.get(name).trim());
            let name = name.filter(|name| !name.is_empty());
            match name {
                Some(name) => Label::Name(name.to_owned()),
                None => Label::Number(texts.get(number).to_owned()),
            }
        };
        let mut places: HashMap<u32, u32> = HashMap::new();
        let mut names: Vec<String> = Vec::new();
        let name_of = self.spans.iter().map(|(_, raw)| {
            *places.entry(raw.name).or_insert_with(|| {
                names.push(texts.get(raw.name).to_owned());
                names.len() as u32 - 1
            })
        });
        let name_of = name_of.collect();
        let threads = self.threads.iter();
        OthersRun {
            process: label(process.name, pid),
            threads: threads
                .map(|&thread| label(process.threads.get(&thread).copied(), thread))
                .collect(),
            rows: self.rows,
            names,
            name_of,
            trace: trace_of(self.spans.into_iter().map(span_of).collect()),
        }
    }
}

/// Each span with its row, and how many rows that takes. The outer before the inner, each goes to the first
/// row that is free by then: where spans lie within each other, that is as deep as they lie.
fn rows_of(mut raws: Vec<Raw>, most: usize) -> (Vec<(u16, Raw)>, usize) {
    let mut ends: Vec<f64> = Vec::new();
    raws.sort_unstable_by(|a, b| a.start.total_cmp(&b.start).then(b.end.total_cmp(&a.end)));
    let mut dealt = Vec::with_capacity(raws.len());
    for raw in raws {
        let free = ends.iter().position(|&end| end <= raw.start);
        let row = free.unwrap_or(ends.len());
        if row == most {
            continue;
        }
        ends.resize(ends.len().max(row + 1), raw.end);
        ends[row] = raw.end;
        dealt.push((row as u16, raw));
    }
    (dealt, ends.len())
}

fn span_of((track, raw): (Track, Raw)) -> Span {
    Span {
        track,
        kind: match raw.line {
            Line::Thread(_) => SpanKind::Work,
            Line::Async(_) => SpanKind::InFlight,
        },
        start: Micros(raw.start),
        end: Micros(raw.end),
        // What others call a chunk is none of ours.
        chunk: None,
    }
}

fn trace_of(spans: Vec<Span>) -> Trace {
    Trace {
        program: Program::named(PROCESS),
        began_at: Millis(0.0),
        wall: Micros::ZERO,
        iterations: 1,
        threads: 0,
        spans,
        named: Vec::new(),
        thinned: 0,
        beats: Vec::new(),
        beat_every: Micros::ZERO,
        letters_sorted: 0,
    }
}

/// Counts its times from `zero`.
fn begin_at(trace: &mut Trace, zero: f64) {
    for span in &mut trace.spans {
        (span.start.0, span.end.0) = (span.start.0 - zero, span.end.0 - zero);
    }
    let ends = trace.spans.iter().map(|span| span.end);
    trace.wall = ends.fold(Micros::ZERO, Micros::max);
}
