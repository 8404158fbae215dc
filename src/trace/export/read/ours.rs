//! Makes of a file of ours the traces that it was made of.

use super::collect::{Collector, Line, Raw};
use crate::key::Key;
use crate::program::Program;
use crate::trace::export::{CALLER, MACHINE, NAMED, ON, RunNotes, SERVER, kind_named};
use crate::trace::{Span, SpanKind, Trace, Track};
use crate::units::{Micros, Millis};

/// One trace for each run of the notes, as it was; nothing where something is not as we write it.
pub fn our_traces(collected: &Collector, runs: &[RunNotes]) -> Option<Vec<Trace>> {
    let trace = |notes: &RunNotes| {
        let pid = notes.pid.to_string();
        let mut processes = collected.processes.iter();
        let process = processes.find(|(known, _)| *collected.texts.get(*known) == *pid);
        let raws = process.map_or(&[][..], |(_, process)| &process.spans);
        let spans = raws.iter().map(|raw| {
            let span = our_span(collected, raw, &pid)?;
            is_known(span.track, &notes.named).then_some(span)
        });
        trace_of(notes, spans.collect::<Option<_>>()?)
    };
    runs.iter().map(trace).collect()
}

fn our_span(collected: &Collector, raw: &Raw, pid: &str) -> Option<Span> {
    let texts = &collected.texts;
    let track = match raw.line {
        Line::Thread(tid) => match texts.get(tid).parse::<u32>().ok()? {
            CALLER => Track::Caller,
            tid => Track::Worker(u16::try_from(tid.checked_sub(CALLER + 1)?).ok()?),
        },
        Line::Async(id) => {
            let id = texts.get(id).strip_prefix(pid)?.strip_prefix('.')?;
            let place = |id: &str| id.split('.').next()?.parse().ok();
            if let Some(chunk) = id.strip_suffix(SERVER) {
                Track::Server(chunk.parse().ok()?)
            } else if let Some(id) = id.strip_suffix(NAMED) {
                Track::Named(place(id)?)
            } else if let Some(id) = id.strip_suffix(MACHINE) {
                Track::Machine(place(id)?)
            } else {
                Track::Wait(id.parse().ok()?)
            }
        }
    };
    let span = Span {
        track,
        kind: match track {
            Track::Named(_) => SpanKind::Named,
            Track::Machine(_) => kind_named(texts.get(raw.name).split(ON).next()?)?,
            _ => kind_named(texts.get(raw.name))?,
        },
        start: Micros(raw.start),
        end: Micros(raw.end),
        chunk: raw.chunk,
    };
    (raw.start >= 0.0).then_some(span)
}

/// Whether the name of what has one is among the run's.
fn is_known(track: Track, named: &[String]) -> bool {
    match track {
        Track::Named(place) | Track::Machine(place) => usize::from(place) < named.len(),
        Track::Caller | Track::Worker(_) | Track::Wait(_) | Track::Server(_) => true,
    }
}

/// The trace of a run; nothing if its notes are none that we write.
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
        named: notes.named.clone(),
        thinned: notes.thinned,
        beats: notes.beats_us.iter().copied().map(Micros).collect(),
        beat_every: Micros(notes.beat_every_us),
        letters_sorted: notes.letters_sorted,
    })
}
