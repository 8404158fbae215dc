//! Names of programs, tracks and kinds of spans: the keys of their texts.

use crate::program::Program;
use crate::trace::{Span, SpanKind, Track};

/// Gives the text of a key, `{name}` replaced by its part. Pure code asks for its words this way.
pub type Say<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// A program's name; its key where nobody has given it one, as in a file of another build.
pub fn program_name(program: Program, say: &Say) -> String {
    let key = ["strategy.", program.key.as_str()].concat();
    let name = say(&key, &[]);
    match name == key {
        true => program.key.as_str().to_owned(),
        false => name,
    }
}

/// The key of what a span was.
pub const fn span_key(span: &Span) -> &'static str {
    match span.kind {
        // Only the caller is told of its letters.
        SpanKind::Meanwhile if matches!(span.track, Track::Worker(_)) => "span.others",
        SpanKind::Poll => "span.turn",
        SpanKind::Work => "span.work",
        SpanKind::Blocked if matches!(span.track, Track::Machine(_)) => "span.given-back",
        SpanKind::Blocked => "span.blocked",
        SpanKind::InFlight if matches!(span.track, Track::Machine(_)) => "span.travelling",
        SpanKind::Queued => "span.queued",
        SpanKind::InFlight => "span.in-flight",
        SpanKind::Meanwhile => "span.meanwhile",
        SpanKind::Serving => "span.serving",
        // It has a name of its own.
        SpanKind::Named => "track.named",
    }
}

/// A track's name; workers and waits are counted from 1 here.
pub fn track_name(track: Track, say: &Say) -> String {
    match track {
        Track::Caller => say("track.caller", &[]),
        Track::Worker(index) => say("track.worker", &[("n", &(index + 1).to_string())]),
        Track::Wait(chunk) => say("track.wait", &[("n", &(u64::from(chunk) + 1).to_string())]),
        Track::Server(chunk) => say(
            "track.server",
            &[("n", &(u64::from(chunk) + 1).to_string())],
        ),
        Track::Named(_) => say("track.named", &[]),
        Track::Machine(_) => say("track.machine", &[]),
    }
}
