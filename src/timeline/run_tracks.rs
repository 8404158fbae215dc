//! One case's part of the timeline: what happened, and the names it is told by.

use crate::batches::Batches;
use crate::program::Program;
use crate::protocol::timeline::{FoundTracks, LiveSpans};
use crate::report::caller::deaf;
use crate::trace::names::Names;
use crate::trace::{Span, Track};
use crate::units::{Micros, Millis};
use crate::view::names::{Say, program_name, span_key, track_name};
use std::rc::Rc;

#[cfg(test)]
thread_local! {
    /// How often a span was looked up: what work on the timeline costs, whatever machine it is done on.
    pub(super) static LOOKED_UP: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Whoever waits this long for an answer notices. (Web browsers call a task "long" from here on.)
const NOTICED: Micros = Micros(50_000.0);

/// One case's part of the timeline.
#[derive(Debug, Clone)]
pub struct RunTracks {
    /// The case's number, in its comparison.
    pub case: u16,
    /// How it carries the job out.
    pub program: Program,
    /// What happened so far.
    pub spans: Batches<Span>,
    /// What has begun and not ended; their ends are `now`. Empty when the run is over.
    pub open: Rc<Vec<Span>>,
    /// The run's length; `None` while it runs.
    pub wall: Option<Micros>,
    /// Time since the run began; after its end, its length.
    pub now: Micros,
    /// Threads of the pool that were asked for.
    pub threads: u16,
    /// When the caller could not be answered for long; known once the run was told.
    pub deaf: Rc<Vec<(Micros, Micros)>>,
    /// How many times on end the job was carried out.
    pub iterations: u32,
    /// How many more spans there were than were kept.
    pub thinned: u64,
    /// Whether it is of an earlier run that is kept to compare with.
    pub is_pinned: bool,
    /// The names that a reader's program gave to parts of itself, and those of machines.
    pub named: Rc<Vec<String>>,
    /// What another program calls what it did; nothing of a run of ours.
    pub names: Option<Rc<Names>>,
}

/// Equal when they share their spans.
impl PartialEq for RunTracks {
    fn eq(&self, other: &Self) -> bool {
        let rest = |tracks: &Self| {
            (
                tracks.wall,
                tracks.now,
                tracks.threads,
                tracks.iterations,
                tracks.thinned,
            )
        };
        self.is_of_same(other)
            && self.spans == other.spans
            && Rc::ptr_eq(&self.open, &other.open)
            && rest(self) == rest(other)
    }
}

impl RunTracks {
    /// A run that begins now.
    pub fn live(case: u16, program: Program, threads: u16) -> Self {
        Self {
            case,
            program,
            spans: Batches::default(),
            open: Rc::default(),
            wall: None,
            now: Micros::ZERO,
            threads,
            deaf: Rc::default(),
            iterations: 1,
            thinned: 0,
            is_pinned: false,
            named: Rc::default(),
            names: None,
        }
    }

    /// A run that is over.
    pub fn of_found(found: FoundTracks) -> Self {
        let trace = found.trace;
        // Another program has no heart that beats for us.
        let deaf = match found.names {
            None => deaf(&trace, NOTICED),
            Some(_) => Vec::new(),
        };
        Self {
            deaf: Rc::new(deaf),
            spans: trace.spans.into(),
            wall: Some(trace.wall),
            now: trace.wall,
            iterations: trace.iterations,
            thinned: trace.thinned,
            is_pinned: found.is_pinned,
            named: Rc::new(trace.named),
            names: found.names.map(Rc::new),
            ..Self::live(found.case, trace.program, trace.threads)
        }
    }

    /// It went on.
    pub fn grow(&mut self, now: Micros, spans: LiveSpans) {
        self.now = now;
        self.open = Rc::new(spans.open);
        self.spans.push(spans.ended);
        if !spans.named.is_empty() {
            Rc::make_mut(&mut self.named).extend(spans.named);
        }
    }

    /// It is over; without a length, where it was seen last.
    pub fn end(&mut self, wall: Option<Micros>) {
        let wall = wall.unwrap_or(self.now);
        (self.wall, self.now) = (Some(wall), wall);
        self.open = Rc::default();
    }

    /// The run's length, as far as it is known.
    pub fn length(&self) -> Millis {
        self.wall.unwrap_or(self.now).to_millis()
    }

    /// A span by its place: first those that ended, then the open ones.
    pub fn span(&self, place: u32) -> &Span {
        #[cfg(test)]
        LOOKED_UP.set(LOOKED_UP.get() + 1);
        let place = place as usize;
        match place.checked_sub(self.spans.len()) {
            None => &self.spans[place],
            Some(open) => &self.open[open],
        }
    }

    /// The program's name, and whether it is pinned; or another program's own.
    pub fn name(&self, say: &Say) -> String {
        if let Some(names) = &self.names {
            return names.run.clone();
        }
        let name = program_name(self.program, say);
        if self.is_pinned {
            say("timeline.pinned", &[("strategy", &name)])
        } else {
            name
        }
    }

    /// What the track of that span is called.
    pub fn track_name(&self, track: Track, say: &Say) -> String {
        match &self.names {
            None => match track {
                Track::Machine(name) => self.named_at(name).to_owned(),
                _ => track_name(track, say),
            },
            Some(names) => match names.thread(track) {
                Some(thread) => thread.to_owned(),
                None => say("track.async", &[]),
            },
        }
    }

    /// The name at that place of what the program named.
    pub fn named_at(&self, place: u16) -> &str {
        self.named
            .get(usize::from(place))
            .map_or("", String::as_str)
    }

    /// What the span at that place is called.
    pub fn span_name(&self, place: u32, say: &Say) -> String {
        match &self.names {
            None => match self.span(place).track {
                Track::Named(name) => self.named_at(name).to_owned(),
                _ => say(span_key(self.span(place)), &[]),
            },
            Some(names) => names.span(place).to_owned(),
        }
    }

    /// Whether it is the same case of the same comparison, as far as can be told.
    pub(super) fn is_of_same(&self, other: &Self) -> bool {
        (self.case, self.program, self.is_pinned) == (other.case, other.program, other.is_pinned)
    }
}
