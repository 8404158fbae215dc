//! Names of strategies and rows, how long each run took, where it ended, and what changed against the
//! run that is pinned.

use super::Say;
use super::Strip;
use super::draw_call::{Align, DrawCall, Ink, label, rect};
use super::rows::{HEADING_HEIGHT, Lane, Layout, Stack};
use super::viewport::Viewport;
use crate::units::Millis;
use crate::view::scale::Unit;

/// A line where a run ends, so that lengths can be compared down the page, and a bridge from there to
/// where the pinned run below it ended.
pub fn ends(calls: &mut Vec<DrawCall>, layout: &Layout, view: &Viewport) {
    let end = |stack: &Stack| view.x(stack.strip.wall.unwrap_or(stack.strip.now)).round();
    for (index, stack) in layout.stacks.iter().enumerate() {
        let (Some(first), Some(last)) = (stack.rows.first(), stack.rows.last()) else {
            continue;
        };
        let x = end(stack);
        let ink = Ink::Strategy(stack.strip.strategy);
        let (top, bottom) = (first.y - 3.0, last.y + last.height + 3.0);
        if stack.strip.length().0 > 0.0 && x >= view.left() && x <= view.right() {
            calls.push(DrawCall::Line((x, top), (x, bottom), ink));
        }
        if let Some(pinned) = pinned_below(&layout.stacks, index) {
            // What lies outside is covered by the margins.
            let other = end(pinned).clamp(view.left() - 9.0, view.right() + 9.0);
            let x = x.clamp(view.left() - 9.0, view.right() + 9.0);
            let bridge = rect(x.min(other), bottom, (x - other).abs().max(1.0), 2.0);
            calls.push(DrawCall::FillRect(bridge, Ink::Muted));
        }
    }
}

/// The pinned run that a strip is compared with: that of its strategy, right below it, both over and
/// both as many times the job.
fn pinned_below(stacks: &[Stack], index: usize) -> Option<&Stack> {
    let own = &stacks[index].strip;
    stacks.get(index + 1).filter(|below| {
        let strip = &below.strip;
        (strip.is_pinned, own.is_pinned) == (true, false)
            && (strip.strategy, strip.jobs) == (own.strategy, own.jobs)
            && strip.wall.is_some()
            && own.wall.is_some()
    })
}

/// Each row that is high enough has its name; of many low ones the first speaks for all.
pub fn rows(calls: &mut Vec<DrawCall>, layout: &Layout, say: &Say) {
    for row in layout.stacks.iter().flat_map(|stack| &stack.rows) {
        let text = match row.lane {
            Lane::Caller => say("track.caller", &[]),
            Lane::Worker(number) if row.height >= 11.0 => {
                say("track.worker", &[("n", &(number + 1).to_string())])
            }
            Lane::Worker(0) => say("track.workers", &[]),
            Lane::Waits(0) => say("track.waits", &[]),
            Lane::Queue => say("track.queue", &[]),
            Lane::Server(0) => say("track.servers", &[]),
            Lane::Worker(_) | Lane::Waits(_) | Lane::Server(_) => continue,
        };
        let y = row.y + row.height.max(9.0) / 2.0;
        calls.push(label(0.0, y, text, Ink::Muted, Align::Left));
    }
}

/// Each strategy's name, and its run's length.
pub fn strips(calls: &mut Vec<DrawCall>, layout: &Layout, view: &Viewport, say: &Say) {
    for (index, stack) in layout.stacks.iter().enumerate() {
        let strip = &stack.strip;
        let y = stack.top + HEADING_HEIGHT / 2.0;
        let swatch = rect(0.0, y - 5.0, 10.0, 10.0);
        let own = Ink::Strategy(strip.strategy);
        calls.push(if strip.is_pinned {
            DrawCall::StrokeRect(swatch, own, false)
        } else {
            DrawCall::FillRect(swatch, own)
        });
        calls.push(DrawCall::Text {
            x: 16.0,
            y,
            text: strip.name(say),
            ink: Ink::Ink,
            align: Align::Left,
            bold: true,
        });
        if strip.length().0 > 0.0 {
            let ink = if strip.wall.is_some() && !strip.is_pinned {
                Ink::Ink
            } else {
                Ink::Muted
            };
            let text = length(layout, index, say);
            calls.push(label(view.right(), y, text, ink, Align::Right));
        }
    }
}

/// How long a run took, against what, and for how many jobs.
fn length(layout: &Layout, index: usize, say: &Say) -> String {
    let unit = unit_of(layout);
    let strip = &layout.stacks[index].strip;
    let mut text = unit.text(strip.length());
    if strip.jobs > 1 {
        let parts = [("time", &*text), ("n", &strip.jobs.to_string())];
        text = say("timeline.jobs", &parts);
    }
    if let Some(pinned) = pinned_below(&layout.stacks, index) {
        let less = pinned.strip.length().0 - strip.length().0;
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
    let lengths = layout.stacks.iter().map(|stack| stack.strip.length().0);
    Unit::for_longest(Millis(lengths.fold(0.0, f64::max)))
}

/// The finished runs in a sentence each.
pub fn in_sentences(layout: &Layout, say: &Say) -> String {
    let mut text = String::new();
    let is_over = |strip: &Strip| strip.wall.is_some();
    for (index, stack) in layout.stacks.iter().enumerate() {
        if is_over(&stack.strip) {
            text.push(' ');
            let parts = [
                ("strategy", &*stack.strip.name(say)),
                ("time", &length(layout, index, say)),
            ];
            text.push_str(&say("timeline.label-part", &parts));
        }
    }
    text
}
