//! What went on at one moment, in words: "14 waiting, 1 thread working". What other machines have is told apart: no thread
//! of this computer is at it, and nobody here waits for an answer to it alone.

use super::layer::Look;
use super::row::RowKind;
use super::rows::RunLayout;
use super::{RunTracks, Say};
use crate::trace::names::Names;
use crate::units::Micros;
use crate::view::numbers::decimal;
use crate::view::scale::length_text;

/// Of another program's threads, at most so many are named.
const MOST_NAMED: usize = 4;

/// What the caller was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Standing still.
    Blocked,
    /// Computing, or taking a turn.
    Working,
    /// Doing other things.
    Sorting,
    /// Nothing; it could have answered.
    Free,
}

/// What went on in one run at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Waits on their way.
    pub waiting: usize,
    /// Waits without a connection.
    pub queued: usize,
    /// Of those on their way, how many the server is at, as far as it tells.
    pub serving: usize,
    /// Chunks with machines: on the way there, computed there, or on the way back.
    pub with_machines: usize,
    /// Threads computing or taking a turn, the caller among them.
    pub working: usize,
    /// The caller.
    pub caller: Caller,
}

/// What went on in this run at `time`; nothing after its end.
pub fn moment(run: &RunLayout, time: Micros) -> Option<Moment> {
    if time.0 < 0.0 || time.0 > run.end.0 {
        return None;
    }
    let mut moment = Moment {
        waiting: 0,
        queued: 0,
        serving: 0,
        with_machines: 0,
        working: 0,
        caller: Caller::Free,
    };
    for row in &run.rows {
        let mut state = Caller::Free;
        let mut is_busy = false;
        for layer in &row.layers {
            let covers = |&index: &usize| run.tracks.span(layer.spans[index]).end > time;
            let own = layer.between(&run.tracks, (time.0, time.0));
            let count = own.filter(covers).count();
            is_busy |= count > 0;
            if matches!(row.kind, RowKind::Machine(..)) {
                continue;
            }
            match layer.look {
                Look::InFlight => moment.waiting += count,
                Look::Queued => moment.queued += count,
                Look::Serving => moment.serving += count,
                // The inner ones come later and have the last word.
                _ if count == 0 => {}
                // What was done in it has spans of its own.
                Look::Named => {}
                Look::Meanwhile => state = Caller::Sorting,
                Look::Blocked => state = Caller::Blocked,
                Look::Poll | Look::Task | Look::Work => state = Caller::Working,
            }
        }
        match row.kind {
            // None of its chunks overlap, so it has one at a time.
            RowKind::Machine(..) => moment.with_machines += usize::from(is_busy),
            RowKind::Caller => moment.caller = state,
            _ => {}
        }
        moment.working += usize::from(state == Caller::Working);
    }
    Some(moment)
}

/// The moment in words, without the strategy's name.
pub fn moment_text(run: &RunLayout, time: Micros, say: &Say) -> String {
    let Some(moment) = moment(run, time) else {
        return say("moment.done", &[]);
    };
    if let Some(names) = &run.tracks.names {
        return others_moment(run, names, (time, moment.waiting), say);
    }
    let mut parts = Vec::new();
    for (count, key) in [
        (moment.waiting, "moment.waiting"),
        (moment.queued, "moment.queued"),
        (moment.serving, "moment.serving"),
        (moment.with_machines, "moment.machines"),
    ] {
        if count > 0 {
            parts.push(say(key, &[("n", &count.to_string())]));
        }
    }
    let working = moment.working.to_string();
    parts.push(match moment.working {
        0 => say("moment.working.none", &[]),
        1 => say("moment.working.one", &[]),
        _ => say("moment.working.many", &[("n", &working)]),
    });
    let caller = match moment.caller {
        Caller::Blocked => "moment.you.blocked",
        Caller::Working => "moment.you.working",
        Caller::Sorting => "moment.you.sorting",
        Caller::Free if is_deaf(run, time) => "moment.you.deaf",
        Caller::Free => "moment.you.free",
    };
    parts.push(say(caller, &[]));
    parts.join(", ")
}

/// Whether the caller could not be answered then, whatever kept it.
fn is_deaf(run: &RunLayout, time: Micros) -> bool {
    let mut gaps = run.tracks.deaf.iter();
    gaps.any(|(from, to)| *from <= time && time < *to)
}

/// What went on in another program: each busy thread and the innermost of what it did, by their own names.
fn others_moment(
    run: &RunLayout,
    names: &Names,
    (time, waiting): (Micros, usize),
    say: &Say,
) -> String {
    let mut parts: Vec<String> = Vec::new();
    let (mut thread, mut is_said) = ("", false);
    for row in &run.rows {
        let RowKind::Worker(number) = row.kind else {
            continue;
        };
        if let Some(next) = names.heading(number) {
            (thread, is_said) = (next, false);
        }
        let covers = |&place: &u32| run.tracks.span(place).end > time;
        let mut own = row.layers.iter().flat_map(|layer| {
            let near = layer.between(&run.tracks, (time.0, time.0));
            near.map(|index| layer.spans[index])
        });
        if let Some(place) = own.find(covers) {
            // The rows of a thread follow each other, the inner below the outer.
            if std::mem::replace(&mut is_said, true) {
                parts.pop();
            }
            parts.push([thread, ": ", names.span(place)].concat());
        }
    }
    let more = parts.len().saturating_sub(MOST_NAMED);
    parts.truncate(MOST_NAMED);
    if more > 0 {
        parts.push(say("moment.others.more", &[("n", &more.to_string())]));
    }
    if waiting > 0 {
        parts.push(say("moment.others.async", &[("n", &waiting.to_string())]));
    }
    if parts.is_empty() {
        parts.push(say("moment.working.none", &[]));
    }
    parts.join(", ")
}

/// One span in words: what, whose, from when to when, how long.
pub fn span_text(tracks: &RunTracks, place: u32, say: &Say) -> String {
    let span = tracks.span(place);
    let millis = |time: Micros| decimal(time.to_millis().0, 2);
    let mut what = tracks.span_name(place, say);
    if let Some(chunk) = span.chunk {
        what.push_str(&say(
            "timeline.of-chunk",
            &[("n", &(u64::from(chunk) + 1).to_string())],
        ));
    }
    say(
        "timeline.span",
        &[
            ("strategy", &tracks.name(say)),
            ("track", &tracks.track_name(span.track, say)),
            ("what", &what),
            ("start", &millis(span.start)),
            ("end", &millis(span.end)),
            ("length", &length_text(span.length().to_millis())),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::super::rows::layout;
    use super::super::scene::tests::{chunk, others, say, span, tracks};
    use super::*;
    use crate::trace::{Span, SpanKind, Track};

    fn at(spans: Vec<Span>, ms: f64) -> Option<Moment> {
        moment(&layout(&[tracks(spans, 2)]).runs[0], Micros(ms * 1_000.0))
    }

    #[test]
    fn counts_waits_threads_and_the_caller() {
        let spans = vec![
            span(Track::Wait(0), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Wait(1), SpanKind::InFlight, 0.0, 50.0),
            span(Track::Wait(2), SpanKind::Queued, 0.0, 50.0),
            span(Track::Server(1), SpanKind::Serving, 4.0, 46.0),
            span(Track::Worker(0), SpanKind::Work, 10.0, 30.0),
            span(Track::Worker(1), SpanKind::Blocked, 0.0, 90.0),
            span(Track::Caller, SpanKind::Meanwhile, 0.0, 20.0),
            span(Track::Caller, SpanKind::Poll, 20.0, 40.0),
            span(Track::Caller, SpanKind::Work, 25.0, 35.0),
        ];
        let expect = |waiting, queued, working, caller| {
            Some(Moment {
                waiting,
                queued,
                serving: usize::from(waiting > 0),
                with_machines: 0,
                working,
                caller,
            })
        };
        assert_eq!(at(spans.clone(), 5.0), expect(2, 1, 0, Caller::Sorting));
        assert_eq!(at(spans.clone(), 27.0), expect(2, 1, 2, Caller::Working));
        assert_eq!(at(spans.clone(), 60.0), expect(0, 0, 0, Caller::Free));
        assert_eq!(at(spans, 101.0), None);
    }

    #[test]
    fn what_machines_have_is_nothing_of_this_computer_s() {
        let there =
            |place, number, kind, from, to| chunk(number, Track::Machine(place), kind, from, to);
        let spans = vec![
            there(0, 0, SpanKind::InFlight, 0.0, 10.0),
            there(0, 0, SpanKind::Work, 10.0, 20.0),
            there(0, 1, SpanKind::InFlight, 5.0, 25.0),
            there(1, 2, SpanKind::Work, 8.0, 30.0),
            span(Track::Worker(0), SpanKind::Work, 0.0, 40.0),
        ];
        let layout = layout(&[tracks(spans, 1)]);
        let said =
            [15.0, 28.0, 35.0].map(|ms| moment_text(&layout.runs[0], Micros(ms * 1_000.0), &say));
        let expected = [
            "moment.machines 3, moment.working.one, moment.you.free",
            "moment.machines 1, moment.working.one, moment.you.free",
            "moment.working.one, moment.you.free",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn what_another_program_did_is_said_in_its_own_names() {
        let layout = layout(&[others()]);
        let run = &layout.runs[0];
        let said = [2.0, 15.0, 60.0, 95.0].map(|ms| moment_text(run, Micros(ms * 1_000.0), &say));
        let expected = [
            "main: layout",
            "main: style, io: load, moment.others.async 1",
            "io: load",
            "moment.working.none",
        ];
        assert_eq!(said, expected);
        let said = span_text(&run.tracks, 1, &say);
        let expected = "timeline.span t.json: app main style 10.00 20.00 10.0\u{a0}ms";
        assert_eq!(said, expected);
    }

    #[test]
    fn a_span_ends_before_its_end() {
        let spans = vec![
            span(Track::Wait(0), SpanKind::InFlight, 0.0, 10.0),
            span(Track::Wait(1), SpanKind::InFlight, 10.0, 20.0),
        ];
        assert_eq!(at(spans, 10.0).map(|moment| moment.waiting), Some(1));
    }

    #[test]
    fn who_is_blocked_within_a_turn_does_not_work() {
        let spans = vec![
            span(Track::Caller, SpanKind::Blocked, 10.0, 20.0),
            span(Track::Caller, SpanKind::Poll, 0.0, 30.0),
        ];
        let callers = [5.0, 15.0, 25.0].map(|ms| at(spans.clone(), ms).map(|moment| moment.caller));
        let expected = [Caller::Working, Caller::Blocked, Caller::Working].map(Some);
        assert_eq!(callers, expected);
    }
}
