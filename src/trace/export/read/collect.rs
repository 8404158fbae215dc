//! Gathers a file's events as spans. Names, numbers of processes and the like are kept once each and known
//! by their place, so that an event takes few bytes. What can't be taken is counted.

use super::event::{Event, Phase};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::rc::Rc;

/// More spans than this are not read: the timeline is drawn smoothly up to a million.
pub const MOST_SPANS: usize = 1_000_000;

/// How far the file could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remarks {
    /// Events that are none, or whose times are none.
    pub unreadable: usize,
    /// Beginnings without an end, and ends without a beginning.
    pub unpaired: usize,
    /// Events that take no time: marks, counters, arrows.
    pub timeless: usize,
    /// Spans beyond `MOST_SPANS`, or beyond the rows that can be drawn.
    pub beyond: usize,
    /// Spans that are shown without a length, for they tell none.
    pub without_length: usize,
    /// Whether the file ends in the middle.
    pub is_cut: bool,
}

impl Remarks {
    /// Whether all that we write ourselves was read.
    pub const fn is_whole(&self) -> bool {
        self.unreadable == 0 && self.unpaired == 0 && self.without_length == 0 && !self.is_cut
    }
}

/// Texts, known by their place.
#[derive(Default)]
pub struct Texts {
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

    /// The text at that place.
    pub fn get(&self, place: u32) -> &str {
        self.texts.get(place as usize).map_or("", |text| text)
    }
}

/// The line an event is on: a thread, or the id of something that takes none. Both are places of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Line {
    /// A thread.
    Thread(u32),
    /// Something that takes none.
    Async(u32),
}

/// A span as it stands in the file, times in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Raw {
    /// Its name's place.
    pub name: u32,
    /// Its line.
    pub line: Line,
    /// When it began.
    pub start: f64,
    /// When it ended; never before.
    pub end: f64,
    /// The chunk, where it tells one.
    pub chunk: Option<u32>,
}

/// A process of the file.
#[derive(Default)]
pub struct Process {
    /// The place of what it is called, if that is said.
    pub name: Option<u32>,
    /// The same of its threads.
    pub threads: HashMap<u32, u32>,
    /// What it did.
    pub spans: Vec<Raw>,
}

/// What is gathered of the events.
#[derive(Default)]
pub struct Collector {
    /// All texts.
    pub texts: Texts,
    /// In the order of the file, each with the place of its number.
    pub processes: Vec<(u32, Process)>,
    /// How far the file could be read.
    pub remarks: Remarks,
    /// Events that are some, whether they could be taken or not.
    pub events: usize,
    /// What has begun and not ended: by process and line, and by name where lines mix.
    open: HashMap<(u32, Line, Option<u32>), Vec<Raw>>,
    spans: usize,
}

impl Collector {
    /// Takes an event as it stands in the file.
    pub fn add(&mut self, event: &[u8]) {
        // A list would pass for an event too, by the order of its fields.
        let event = event.starts_with(b"{").then_some(event);
        let event = event.and_then(|event| serde_json::from_slice(event).ok());
        let taken = event.and_then(|event| {
            self.events += 1;
            self.take(&event)
        });
        self.remarks.unreadable += usize::from(taken.is_none());
    }

    /// Nothing more comes.
    pub fn finish(&mut self) {
        let open = self.open.values().map(Vec::len);
        self.remarks.unpaired += open.sum::<usize>();
        self.open.clear();
    }

    /// Nothing where something in the event is not as it has to be.
    fn take(&mut self, event: &Event) -> Option<()> {
        match event.phase()? {
            Phase::Naming => self.name(event),
            Phase::Timeless => self.remarks.timeless += 1,
            Phase::Complete => {
                let (mut raw, length) = (self.in_thread(event)?, event.length()?);
                self.remarks.without_length += usize::from(length.is_none());
                raw.end += length.unwrap_or(0.0);
                self.keep(event, raw);
            }
            phase @ (Phase::Begin | Phase::End) => {
                // An end need not repeat the name: in a thread the last to begin ends first.
                let raw = self.in_thread(event)?;
                self.edge(event, phase == Phase::Begin, raw, None)?;
            }
            phase @ (Phase::AsyncBegin | Phase::AsyncEnd) => {
                let line = Line::Async(self.texts.place(&event.id.label()));
                let raw = self.raw(event, line)?;
                self.edge(event, phase == Phase::AsyncBegin, raw, Some(raw.name))?;
            }
        }
        Some(())
    }

    fn name(&mut self, event: &Event) {
        let Some(name) = event.args.name().map(|name| self.texts.place(name)) else {
            return;
        };
        let thread = self.texts.place(&event.tid.label());
        match event.name.text() {
            Some("process_name") => self.process(event).name = Some(name),
            Some("thread_name") => drop(self.process(event).threads.insert(thread, name)),
            _ => {}
        }
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

    fn in_thread(&mut self, event: &Event) -> Option<Raw> {
        let line = Line::Thread(self.texts.place(&event.tid.label()));
        self.raw(event, line)
    }

    /// An event as a span without length.
    fn raw(&mut self, event: &Event, line: Line) -> Option<Raw> {
        let at = event.time()?;
        Some(Raw {
            name: self.texts.place(&event.name.label()),
            line,
            start: at,
            end: at,
            chunk: event.args.chunk(),
        })
    }

    /// A beginning or an end.
    fn edge(&mut self, event: &Event, begins: bool, raw: Raw, name: Option<u32>) -> Option<()> {
        let pid = self.texts.place(&event.pid.label());
        let open = self.open.entry((pid, raw.line, name)).or_default();
        if begins {
            open.push(raw);
            return Some(());
        }
        let Some(mut begun) = open.pop() else {
            self.remarks.unpaired += 1;
            return Some(());
        };
        if raw.end < begun.start {
            // The end is none, and the beginning waits for another.
            open.push(begun);
            return None;
        }
        begun.end = raw.end;
        self.keep(event, begun);
        Some(())
    }

    fn keep(&mut self, event: &Event, raw: Raw) {
        if self.spans == MOST_SPANS {
            self.remarks.beyond += 1;
            return;
        }
        self.spans += 1;
        self.process(event).spans.push(raw);
    }
}
