//! Names of strategies and rows, how long each run took, where it ended, and what changed against the
//! run that is pinned.

use super::RunTracks;
use super::Say;
use super::draw_call::{Align, DrawCall, Ink, label, rect};
use super::row::{MachineRow, RowKind};
use super::rows::{HEADING_HEIGHT, Layout, MOST_NAMES, RunLayout};
use super::viewport::Viewport;
use crate::units::Millis;
use crate::view::scale::Unit;

/// About what a letter takes at most, in CSS pixels.
const LETTER: f64 = 7.0;
/// A run's name takes no more of its line than this: its length is to stand there too.
const NAME_SHARE: f64 = 0.6;

/// A line where a run ends, so that lengths can be compared down the page, and a bridge from there to
/// where the pinned run below it ended.
pub fn ends(calls: &mut Vec<DrawCall>, layout: &Layout, view: &Viewport) {
    let end = |run: &RunLayout| view.x(run.tracks.wall.unwrap_or(run.tracks.now)).round();
    for (index, run) in layout.runs.iter().enumerate() {
        let (Some(first), Some(last)) = (run.rows.first(), run.rows.last()) else {
            continue;
        };
        let x = end(run);
        let ink = Ink::Own(run.tracks.program.colour);
        let (top, bottom) = (first.y - 3.0, last.y + last.height + 3.0);
        if run.tracks.length().0 > 0.0 && x >= view.left() && x <= view.right() {
            calls.push(DrawCall::Line((x, top), (x, bottom), ink));
        }
        if let Some(pinned) = pinned_below(&layout.runs, index) {
            // What lies outside is covered by the margins.
            let other = end(pinned).clamp(view.left() - 9.0, view.right() + 9.0);
            let x = x.clamp(view.left() - 9.0, view.right() + 9.0);
            let bridge = rect(x.min(other), bottom, (x - other).abs().max(1.0), 2.0);
            calls.push(DrawCall::FillRect(bridge, Ink::Muted));
        }
    }
}

/// The pinned run that a run is compared with: that of its strategy, right below it, both over and
/// both as many times the job.
fn pinned_below(runs: &[RunLayout], index: usize) -> Option<&RunLayout> {
    let own = &runs[index].tracks;
    runs.get(index + 1).filter(|below| {
        let tracks = &below.tracks;
        (tracks.is_pinned, own.is_pinned) == (true, false)
            && (tracks.program.key, tracks.iterations) == (own.program.key, own.iterations)
            && tracks.wall.is_some()
            && own.wall.is_some()
    })
}

/// Each row that is high enough has its name; of many low ones the first speaks for all.
pub fn rows(calls: &mut Vec<DrawCall>, layout: &Layout, view: &Viewport, say: &Say) {
    let all = layout.runs.iter();
    for (run, row) in all.flat_map(|run| run.rows.iter().map(move |row| (run, row))) {
        let text = match row.kind {
            RowKind::Worker(number) if let Some(names) = &run.tracks.names => {
                match names.heading(number) {
                    Some(thread) => fitted(thread, view.left()),
                    None => continue,
                }
            }
            RowKind::Waits(0) if run.tracks.names.is_some() => say("track.async", &[]),
            RowKind::Caller => say("track.caller", &[]),
            RowKind::Named(name, 0) if name < MOST_NAMES => {
                fitted(run.tracks.named_at(name), view.left())
            }
            RowKind::Named(_, 0) => say("track.named", &[]),
            RowKind::Machine(name, MachineRow::Computing(0)) if name < MOST_NAMES => {
                fitted_machine(run.tracks.named_at(name), view.left())
            }
            RowKind::Machine(_, MachineRow::Computing(0)) => say("track.machine", &[]),
            RowKind::Worker(number) if row.height >= 11.0 => {
                say("track.worker", &[("n", &(number + 1).to_string())])
            }
            RowKind::Worker(0) => say("track.workers", &[]),
            RowKind::Waits(0) => say("track.waits", &[]),
            RowKind::Queue => say("track.queue", &[]),
            RowKind::Server(0) => say("track.servers", &[]),
            RowKind::Named(..)
            | RowKind::Worker(_)
            | RowKind::Machine(..)
            | RowKind::Waits(_)
            | RowKind::Server(_) => continue,
        };
        let y = row.y + row.height.max(9.0) / 2.0;
        calls.push(label(0.0, y, text, Ink::Muted, Align::Left));
    }
}

/// Each strategy's name, and its run's length.
pub fn run_tracks(calls: &mut Vec<DrawCall>, layout: &Layout, view: &Viewport, say: &Say) {
    for (index, run) in layout.runs.iter().enumerate() {
        let tracks = &run.tracks;
        let y = run.top + HEADING_HEIGHT / 2.0;
        let swatch = rect(0.0, y - 5.0, 10.0, 10.0);
        let own = Ink::Own(tracks.program.colour);
        calls.push(if tracks.is_pinned {
            DrawCall::StrokeRect(swatch, own, false)
        } else {
            DrawCall::FillRect(swatch, own)
        });
        calls.push(DrawCall::Text {
            x: 16.0,
            y,
            text: fitted(&tracks.name(say), view.right() * NAME_SHARE),
            ink: Ink::Ink,
            align: Align::Left,
            bold: true,
        });
        if tracks.length().0 > 0.0 {
            let ink = if tracks.wall.is_some() && !tracks.is_pinned {
                Ink::Ink
            } else {
                Ink::Muted
            };
            let text = length(layout, index, say);
            calls.push(label(view.right(), y, text, ink, Align::Right));
        }
    }
}

/// A name as far as there is room for it.
fn fitted(name: &str, room: f64) -> String {
    let most = (room / LETTER) as usize;
    if name.chars().nth(most).is_none() {
        return name.to_owned();
    }
    let first = name.chars().take(most.saturating_sub(1));
    first.chain(['…']).collect()
}

/// The same of a machine's name, behind which stands how far its clock may be off: that gives way first.
fn fitted_machine(name: &str, room: f64) -> String {
    let whole = fitted(name, room);
    match name.split_once(" ±") {
        Some((bare, _)) if whole != name => fitted(bare, room),
        _ => whole,
    }
}

/// How long a run took, against what, and for how many iterations.
fn length(layout: &Layout, index: usize, say: &Say) -> String {
    let unit = unit_of(layout);
    let tracks = &layout.runs[index].tracks;
    let mut text = unit.text(tracks.length());
    if tracks.iterations > 1 {
        let parts = [("time", &*text), ("n", &tracks.iterations.to_string())];
        text = say("timeline.iterations", &parts);
    }
    if let Some(pinned) = pinned_below(&layout.runs, index) {
        let less = pinned.tracks.length().0 - tracks.length().0;
        let key = if less >= 0.0 {
            "timeline.less"
        } else {
            "timeline.longer"
        };
        let difference = unit.text(Millis(less.abs()));
        text = say(key, &[("time", &text), ("difference", &difference)]);
    }
    text
}

/// The unit in which the strategies' times are given.
pub fn unit_of(layout: &Layout) -> Unit {
    let lengths = layout.runs.iter().map(|run| run.tracks.length().0);
    Unit::for_longest(Millis(lengths.fold(0.0, f64::max)))
}

/// The finished runs in a sentence each.
pub fn in_sentences(layout: &Layout, say: &Say) -> String {
    let mut text = String::new();
    let is_over = |tracks: &RunTracks| tracks.wall.is_some();
    for (index, run) in layout.runs.iter().enumerate() {
        if is_over(&run.tracks) {
            text.push(' ');
            let parts = [
                ("strategy", &*run.tracks.name(say)),
                ("time", &length(layout, index, say)),
            ];
            text.push_str(&say("timeline.label-part", &parts));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_machine_the_name_itself_is_what_stays() {
        let name = "process-1 ±0.02 ms";
        let shown = [200.0, 9.0 * LETTER, 5.0 * LETTER].map(|room| fitted_machine(name, room));
        assert_eq!(shown, [name, "process-1", "proc…"]);
        assert_eq!(fitted_machine("lamp", 2.0 * LETTER), "l…");
    }
}
