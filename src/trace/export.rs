//! Traces as Chrome Trace Event JSON, for Perfetto, the Firefox Profiler and speedscope.
//! The format: "Trace Event Format" by the Catapult project. Object form; times in µs; one process a
//! strategy; the caller is thread 1 and the pool's threads follow; what a thread does are nested `X`
//! events; waits, what the server did, parts that the program named and chunks with machines are
//! asynchronous `b` and `e` pairs, for they take no thread. What the format has no
//! place for (when a run began, its heartbeats) stands in `otherData`, so that a file can be read back
//! whole: `read`.

pub mod json;
pub mod loose;
pub mod read;

use super::{Span, SpanKind, Trace, Track};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What `otherData.format` says in a file of ours.
pub const FORMAT: &str = "meanwhile/trace@1";

const CALLER: u32 = 1;

/// What the id of a server's span ends in.
const SERVER: &str = ".server";

/// And that of a part of the program which it gave a name. A number before it parts those of one name.
const NAMED: &str = ".named";

/// And that of a chunk with a machine, whose name stands behind what was done, with this between them.
const MACHINE: &str = ".machine";
const ON: &str = " on ";

/// The whole file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    display_time_unit: &'static str,
    other_data: Other<'a>,
    trace_events: Vec<Event<'a>>,
}

/// What the format has no place for.
#[derive(Serialize)]
struct Other<'a> {
    format: &'static str,
    example: &'a str,
    runs: Vec<RunNotes>,
}

/// What of a run is no span.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunNotes {
    /// The number of its process in the file.
    pid: u32,
    /// The strategy's id.
    strategy: String,
    /// When it began, in milliseconds since 1970; 0 where that is not known.
    began_at_ms: f64,
    /// Its length.
    wall_us: f64,
    /// How many times on end the job was carried out in it.
    #[serde(rename = "jobs")]
    iterations: u32,
    /// Threads of the pool that were asked for.
    threads: u16,
    /// Spans that were not kept.
    thinned: u64,
    /// Letters the caller sorted.
    letters_sorted: u64,
    /// The heartbeat's period.
    beat_every_us: f64,
    /// When the heart beat.
    beats_us: Vec<f64>,
    /// What the program called parts of itself, and the names of machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    named: Vec<String>,
}

impl RunNotes {
    fn of(trace: &Trace, pid: u32) -> Self {
        Self {
            pid,
            strategy: trace.program.key.as_str().to_owned(),
            began_at_ms: trace.began_at.0,
            wall_us: trace.wall.0,
            iterations: trace.iterations,
            threads: trace.threads,
            thinned: trace.thinned,
            letters_sorted: trace.letters_sorted,
            beat_every_us: trace.beat_every.0,
            beats_us: trace.beats.iter().map(|beat| beat.0).collect(),
            named: trace.named.clone(),
        }
    }
}

/// One line of it. What a kind of event doesn't have is left out.
#[derive(Serialize)]
struct Event<'a> {
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    ph: Phase,
    ts: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    pid: u32,
    tid: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Args>,
}

/// The kind of event.
#[derive(Serialize)]
enum Phase {
    #[serde(rename = "M")]
    Metadata,
    #[serde(rename = "X")]
    Complete,
    #[serde(rename = "b")]
    AsyncBegin,
    #[serde(rename = "e")]
    AsyncEnd,
}

/// What a viewer shows beside the event.
#[derive(Serialize)]
#[serde(untagged)]
enum Args {
    Name { name: String },
    Chunk { chunk: u32 },
}

/// The traces of an example's comparison, one for each strategy, as the text of a file.
///
/// # Errors
/// None that these types can cause; serde's signature has one.
pub fn to_json(example: &str, traces: &[&Trace]) -> Result<String, serde_json::Error> {
    let mut trace_events = Vec::new();
    let mut runs = Vec::new();
    for (trace, pid) in traces.iter().zip(1..) {
        runs.push(RunNotes::of(trace, pid));
        add_names(&mut trace_events, trace, pid);
        add_spans(&mut trace_events, trace, pid);
    }
    json::to_json(&File {
        display_time_unit: "ms",
        other_data: Other {
            format: FORMAT,
            example,
            runs,
        },
        trace_events,
    })
}

fn add_names(events: &mut Vec<Event<'_>>, trace: &Trace, pid: u32) {
    let id = trace.program.key.as_str();
    events.push(naming("process_name", pid, CALLER, id.into()));
    events.push(naming("thread_name", pid, CALLER, "caller".into()));
    let mut seen = u32::from(trace.threads);
    for span in &trace.spans {
        if let Track::Worker(worker) = span.track {
            seen = seen.max(u32::from(worker) + 1);
        }
    }
    for number in 1..=seen {
        let name = format!("worker {number}");
        events.push(naming("thread_name", pid, CALLER + number, name));
    }
}

/// Spans by their beginning, and the outer before the inner, as some viewers want them.
fn add_spans<'a>(events: &mut Vec<Event<'a>>, trace: &'a Trace, pid: u32) {
    let mut spans = trace.spans.clone();
    spans.sort_unstable_by(|a, b| {
        let beginnings = a.start.0.total_cmp(&b.start.0);
        beginnings.then(b.end.0.total_cmp(&a.end.0))
    });
    for (number, span) in spans.iter().enumerate() {
        match span.track {
            Track::Caller => events.push(complete(span, pid, CALLER)),
            Track::Worker(worker) => {
                events.push(complete(span, pid, CALLER + 1 + u32::from(worker)));
            }
            Track::Wait(chunk) => {
                let id = format!("{pid}.{chunk}");
                events.extend(pair(span, name(span.kind).into(), pid, &id));
            }
            Track::Server(chunk) => {
                let id = format!("{pid}.{chunk}{SERVER}");
                events.extend(pair(span, name(span.kind).into(), pid, &id));
            }
            Track::Machine(place) => {
                let machine = trace.named.get(usize::from(place));
                let named = [name(span.kind), ON, machine.map_or("", String::as_str)].concat();
                let id = format!("{pid}.{place}.{number}{MACHINE}");
                events.extend(pair(span, named.into(), pid, &id));
            }
            Track::Named(place) => {
                let name = trace.named.get(usize::from(place));
                let id = format!("{pid}.{place}.{number}{NAMED}");
                let name = name.map_or("", String::as_str);
                events.extend(pair(span, name.into(), pid, &id));
            }
        }
    }
}

fn naming(what: &'static str, pid: u32, tid: u32, name: String) -> Event<'static> {
    Event {
        name: what.into(),
        cat: None,
        ph: Phase::Metadata,
        ts: 0.0,
        dur: None,
        pid,
        tid,
        id: None,
        args: Some(Args::Name { name }),
    }
}

fn complete(span: &Span, pid: u32, tid: u32) -> Event<'static> {
    Event {
        name: name(span.kind).into(),
        cat: Some("thread"),
        ph: Phase::Complete,
        ts: span.start.0,
        dur: Some(span.length().0),
        pid,
        tid,
        id: None,
        args: chunk(span),
    }
}

fn pair<'a>(span: &Span, name: Cow<'a, str>, pid: u32, id: &str) -> [Event<'a>; 2] {
    let event = |ph, ts| Event {
        name: name.clone(),
        cat: Some("wait"),
        ph,
        ts,
        dur: None,
        pid,
        tid: CALLER,
        id: Some(id.to_owned()),
        args: chunk(span),
    };
    [
        event(Phase::AsyncBegin, span.start.0),
        event(Phase::AsyncEnd, span.end.0),
    ]
}

fn chunk(span: &Span) -> Option<Args> {
    span.chunk.map(|chunk| Args::Chunk { chunk })
}

/// A span's name in the file. The file is for tools, so it is not translated.
const fn name(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Poll => "turn",
        SpanKind::Work => "work",
        SpanKind::Blocked => "blocked",
        SpanKind::Queued => "queued",
        SpanKind::InFlight => "in flight",
        SpanKind::Meanwhile => "meanwhile",
        SpanKind::Serving => "serving",
        SpanKind::Named => "named",
    }
}

/// What a span of that name was.
fn kind_named(wanted: &str) -> Option<SpanKind> {
    const ALL: [SpanKind; 7] = [
        SpanKind::Poll,
        SpanKind::Work,
        SpanKind::Blocked,
        SpanKind::Queued,
        SpanKind::InFlight,
        SpanKind::Meanwhile,
        SpanKind::Serving,
    ];
    ALL.into_iter().find(|&kind| name(kind) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Strategy;
    use crate::units::{Micros, Millis};
    use serde_json::Value;

    fn trace(strategy: Strategy) -> Trace {
        let span = |track, kind, start, end| Span {
            track,
            kind,
            start: Micros(start),
            end: Micros(end),
            chunk: Some(7),
        };
        Trace {
            program: strategy.into(),
            began_at: Millis(0.0),
            wall: Micros(100.0),
            iterations: 1,
            threads: 1,
            spans: vec![
                span(Track::Caller, SpanKind::Work, 2.5, 8.0),
                span(Track::Caller, SpanKind::Poll, 0.0, 10.0),
                span(Track::Worker(0), SpanKind::Work, 5.0, 25.0),
                span(Track::Wait(0), SpanKind::InFlight, 10.0, 60.0),
                span(Track::Wait(1), SpanKind::Queued, 10.0, 20.0),
                span(Track::Wait(1), SpanKind::InFlight, 20.0, 70.0),
            ],
            named: Vec::new(),
            thinned: 0,
            beats: Vec::new(),
            beat_every: Micros(10.0),
            letters_sorted: 0,
        }
    }

    fn exported() -> Vec<Value> {
        let traces = [trace(Strategy::Async), trace(Strategy::Parallel)];
        let text = to_json("x", &[&traces[0], &traces[1]]).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(file["displayTimeUnit"], "ms");
        file["traceEvents"].as_array().unwrap().clone()
    }

    #[test]
    fn names_processes_and_threads() {
        let events = exported();
        let named = |what: &str| -> Vec<_> {
            let events = events.iter().filter(|event| event["name"] == what);
            let name = |event: &Value| event["args"]["name"].as_str().unwrap().to_owned();
            events.map(name).collect()
        };
        assert_eq!(named("process_name"), ["async", "parallel"]);
        assert_eq!(named("thread_name"), ["caller", "worker 1"].repeat(2));
        assert!(
            events
                .iter()
                .all(|event| event["pid"].is_u64() && event["tid"].is_u64())
        );
    }

    #[test]
    fn totals_are_the_traces() {
        let events = exported();
        let total = |name: &str, pid: u64| -> f64 {
            let own = |event: &&Value| event["name"] == name && event["pid"] == pid;
            let length = |event: &Value| event["dur"].as_f64().unwrap();
            events.iter().filter(own).map(length).sum()
        };
        for pid in [1, 2] {
            assert_eq!(total("work", pid), 25.5);
            assert_eq!(total("turn", pid), 10.0);
        }
    }

    #[test]
    fn outer_events_come_before_inner_ones() {
        let events = exported();
        let nested: Vec<_> = events.iter().filter(|event| event["ph"] == "X").collect();
        assert_eq!(
            (&nested[0]["name"], &nested[1]["name"]),
            (&"turn".into(), &"work".into())
        );
        assert_eq!(nested[1]["ts"], 2.5);
        assert_eq!(nested[1]["args"]["chunk"], 7);
    }

    #[test]
    fn each_wait_that_begins_ends() {
        let events = exported();
        let waits: Vec<_> = events
            .iter()
            .filter(|event| event["cat"] == "wait")
            .collect();
        assert_eq!(waits.len(), 2 * 2 * 3);
        let mut total = 0.0;
        for two in waits.chunks(2) {
            assert_eq!((&two[0]["ph"], &two[1]["ph"]), (&"b".into(), &"e".into()));
            for field in ["id", "name", "pid", "cat"] {
                assert!(two[0][field] == two[1][field] && !two[0][field].is_null());
            }
            total += two[1]["ts"].as_f64().unwrap() - two[0]["ts"].as_f64().unwrap();
        }
        assert_eq!(total, 2.0 * 110.0);
    }
}
