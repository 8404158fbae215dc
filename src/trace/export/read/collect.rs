//! Makes traces of a file's events. Names, numbers of processes and the like are kept once each and
//! known by their place, so that an event takes few bytes.

use super::{Event, MOST_SPANS, Maker, Notes, TraceFile, Unreadable};
use crate::key::Key;
use crate::program::Program;
use crate::strategy::Strategy;
use crate::trace::export::{CALLER, RunNotes, SERVER, kind_named};
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};
use std::collections::HashMap;
use std::rc::Rc;

/// Of another program's processes the first so many are taken: one for each strategy there is.
const MOST_PROCESSES: usize = Strategy::ALL.len();

/// Texts, known by their place.
#[derive(Default)]
struct Texts {
    places: HashMap<Rc<str>, u32>,
    texts: Vec<Rc<str>>,
}

impl Texts {
    fn place(&mut self, text: &str) -> u32 {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let (text, place): (Rc<str>, u32) = (text.into(), self.texts.len() as u32);
        self.places.insert(Rc::clone(&text), place);
        self.texts.push(text);
        place
    }

    fn get(&self, place: u32) -> &str {
        self.texts.get(place as usize).map_or("", |text| text)
    }
}

/// The line an event is on: a thread, or the id of something that takes none.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Line {
    Thread(u32),
    Async(u32),
}

/// A span as it stands in the file.
#[derive(Clone, Copy)]
struct Raw {
    /// Its event's number, from 1.
    number: usize,
    name: u32,
    line: Line,
    start: f64,
    end: f64,
    chunk: Option<u32>,
}

/// A process of the file.
#[derive(Default)]
struct Process {
    name: Option<u32>,
    spans: Vec<Raw>,
}

/// What is gathered of the events.
#[derive(Default)]
pub struct Collector {
    /// What made it give up.
    pub trouble: Option<Unreadable>,
    texts: Texts,
    /// In the order of the file, each with its number.
    processes: Vec<(u32, Process)>,
    /// What has begun and not ended: by process and line, and by name where lines mix.
    open: HashMap<(u32, Line, Option<u32>), Vec<Raw>>,
    events: usize,
    spans: usize,
}

impl Collector {
    /// Takes an event.
    ///
    /// # Errors
    /// What makes the file unreadable.
    pub fn add(&mut self, event: &Event) -> Result<(), Unreadable> {
        self.events += 1;
        match event.ph.text().unwrap_or_default() {
            "M" if event.name.text() == Some("process_name") => {
                let name = event.args.name().map(|name| self.texts.place(name));
                self.process(event).name = name;
                Ok(())
            }
            "X" => {
                let line = self.thread(event);
                let mut raw = self.raw(event, line)?;
                raw.end += self.time(event.dur.number())?;
                self.keep(event, raw)
            }
            phase @ ("B" | "E") => {
                // An end need not repeat the name: in a thread the last to begin ends first.
                let line = self.thread(event);
                let raw = self.raw(event, line)?;
                self.edge(event, phase == "B", raw, None)
            }
            phase @ ("b" | "e") => {
                let line = Line::Async(self.texts.place(&event.id.label()));
                let raw = self.raw(event, line)?;
                self.edge(event, phase == "b", raw, Some(raw.name))
            }
            _ => Ok(()),
        }
    }

    fn thread(&mut self, event: &Event) -> Line {
        Line::Thread(self.texts.place(&event.tid.label()))
    }

    fn process(&mut self, event: &Event) -> &mut Process {
        let pid = self.texts.place(&event.pid.label());
        let known = self.processes.iter().position(|(known, _)| *known == pid);
        let place = known.unwrap_or_else(|| {
            self.processes.push((pid, Process::default()));
            self.processes.len() - 1
        });
        &mut self.processes[place].1
    }

    /// A time of the event that is being taken: a number, not below zero.
    fn time(&self, time: Option<f64>) -> Result<f64, Unreadable> {
        let is_time = |time: &f64| time.is_finite() && *time >= 0.0;
        time.filter(is_time).ok_or(Unreadable::BadTime(self.events))
    }

    /// An event as a span without length.
    fn raw(&mut self, event: &Event, line: Line) -> Result<Raw, Unreadable> {
        let at = self.time(event.ts.number())?;
        Ok(Raw {
            number: self.events,
            name: self.texts.place(&event.name.label()),
            line,
            start: at,
            end: at,
            chunk: event.args.chunk(),
        })
    }

    /// A beginning or an end. What never ends, or never began, is no span.
    fn edge(
        &mut self,
        event: &Event,
        begins: bool,
        raw: Raw,
        name: Option<u32>,
    ) -> Result<(), Unreadable> {
        let pid = self.texts.place(&event.pid.label());
        let open = self.open.entry((pid, raw.line, name)).or_default();
        if begins {
            open.push(raw);
            return Ok(());
        }
        let Some(mut begun) = open.pop() else {
            return Ok(());
        };
        if raw.end < begun.start {
            return Err(Unreadable::BadTime(self.events));
        }
        begun.end = raw.end;
        self.keep(event, begun)
    }

    fn keep(&mut self, event: &Event, raw: Raw) -> Result<(), Unreadable> {
        self.spans += 1;
        if self.spans > MOST_SPANS {
            return Err(Unreadable::TooMany);
        }
        self.process(event).spans.push(raw);
        Ok(())
    }

    /// The traces.
    ///
    /// # Errors
    /// What makes the file unreadable.
    pub(super) fn into_file(self, notes: Notes) -> Result<TraceFile, Unreadable> {
        let is_ours = match notes.maker() {
            Maker::Ours => true,
            Maker::OursLater(format) => return Err(Unreadable::Newer(format)),
            Maker::Others => false,
        };
        let traces = if is_ours {
            self.our_traces(&notes.runs)?
        } else {
            self.others_traces()
        };
        if traces.is_empty() {
            return Err(Unreadable::NoSpans);
        }
        Ok(TraceFile {
            is_ours,
            example: notes.example.text().unwrap_or_default().to_owned(),
            traces,
        })
    }

    /// One trace for each run of the notes, as it was.
    fn our_traces(&self, runs: &[RunNotes]) -> Result<Vec<(String, Trace)>, Unreadable> {
        let trace = |notes: &RunNotes| {
            let pid = notes.pid.to_string();
            let mut processes = self.processes.iter();
            let process = processes.find(|(known, _)| *self.texts.get(*known) == *pid);
            let raws = process.map_or(&[][..], |(_, process)| &process.spans);
            let spans = raws.iter().map(|raw| {
                let span = self.our_span(raw, &pid);
                span.ok_or(Unreadable::NotOurs(raw.number))
            });
            let spans: Vec<Span> = spans.collect::<Result<_, _>>()?;
            let trace = trace_of(notes, spans).ok_or(Unreadable::NotOurs(0))?;
            Ok((notes.strategy.clone(), trace))
        };
        runs.iter().map(trace).collect()
    }

    fn our_span(&self, raw: &Raw, pid: &str) -> Option<Span> {
        let track = match raw.line {
            Line::Thread(tid) => match self.texts.get(tid).parse::<u32>().ok()? {
                CALLER => Track::Caller,
                tid => Track::Worker(u16::try_from(tid.checked_sub(CALLER + 1)?).ok()?),
            },
            Line::Async(id) => {
                let id = self.texts.get(id).strip_prefix(pid)?.strip_prefix('.')?;
                match id.strip_suffix(SERVER) {
                    Some(chunk) => Track::Server(chunk.parse().ok()?),
                    None => Track::Wait(id.parse().ok()?),
                }
            }
        };
        Some(Span {
            track,
            kind: kind_named(self.texts.get(raw.name))?,
            start: Micros(raw.start),
            end: Micros(raw.end),
            chunk: raw.chunk,
        })
    }

    /// One trace for each of the first processes that did anything; the first event is at zero.
    fn others_traces(self) -> Vec<(String, Trace)> {
        let busy = self.processes.iter().filter(|(_, p)| !p.spans.is_empty());
        let busy: Vec<_> = busy.take(MOST_PROCESSES).collect();
        let starts = busy.iter().flat_map(|(_, process)| &process.spans);
        let zero = starts.fold(f64::INFINITY, |zero, raw| zero.min(raw.start));
        let traces = busy.into_iter().zip(Strategy::ALL);
        traces
            .map(|((pid, process), strategy)| {
                let name = process.name.unwrap_or(*pid);
                let trace = self.others_trace(&process.spans, strategy.into(), zero);
                (self.texts.get(name).to_owned(), trace)
            })
            .collect()
    }

    fn others_trace(&self, raws: &[Raw], program: Program, zero: f64) -> Trace {
        let mut lines: HashMap<Line, Track> = HashMap::new();
        let (mut threads, mut waits) = (0u16, 0u32);
        let spans = raws.iter().map(|raw| {
            let track = *lines.entry(raw.line).or_insert_with(|| match raw.line {
                Line::Thread(_) => {
                    threads = threads.saturating_add(1);
                    match threads {
                        1 => Track::Caller,
                        number => Track::Worker(number - 2),
                    }
                }
                Line::Async(_) => {
                    waits += 1;
                    Track::Wait(waits - 1)
                }
            });
            let is_wait = matches!(raw.line, Line::Async(_));
            Span {
                track,
                kind: match kind_named(self.texts.get(raw.name)) {
                    Some(kind) => kind,
                    None if is_wait => SpanKind::InFlight,
                    None => SpanKind::Work,
                },
                start: Micros(raw.start - zero),
                end: Micros(raw.end - zero),
                chunk: raw.chunk,
            }
        });
        let spans: Vec<Span> = spans.collect();
        let wall = spans.iter().map(|span| span.end);
        Trace {
            program,
            began_at: Millis(0.0),
            wall: wall.fold(Micros::ZERO, Micros::max),
            iterations: 1,
            threads: threads.saturating_sub(1),
            spans,
            thinned: 0,
            beats: Vec::new(),
            beat_every: Micros::ZERO,
            letters_sorted: 0,
        }
    }
}

/// The trace of a run of ours; nothing if its notes are none that we write.
fn trace_of(notes: &RunNotes, spans: Vec<Span>) -> Option<Trace> {
    let is_time = |time: f64| time.is_finite() && time >= 0.0;
    let mut times = vec![notes.began_at_ms, notes.wall_us, notes.beat_every_us];
    times.extend(&notes.beats_us);
    if !times.into_iter().all(is_time) {
        return None;
    }
    Some(Trace {
        program: Program::named(Key::parse(&notes.strategy)?),
        began_at: Millis(notes.began_at_ms),
        wall: Micros(notes.wall_us),
        iterations: notes.iterations,
        threads: notes.threads,
        spans,
        thinned: notes.thinned,
        beats: notes.beats_us.iter().copied().map(Micros).collect(),
        beat_every: Micros(notes.beat_every_us),
        letters_sorted: notes.letters_sorted,
    })
}
