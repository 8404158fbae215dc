//! When each line of a program was being run: from the moment its turn came until the next line's, or the end of the call
//! that it belongs to.

use crate::comparison::lines::LineBar;
use crate::units::Micros;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// More notes than this are not kept: nobody could see so many bars.
const MOST_NOTES: usize = 20_000;

/// No line has more bars than this; what is left of it is one.
const MOST_BARS: usize = 100;

/// Bars of a line that are closer than this share of the run are one.
const ONE: f64 = 0.002;

/// What is noted while a program is followed.
#[derive(Default)]
pub struct Followed {
    notes: RefCell<Notes>,
}

#[derive(Default)]
struct Notes {
    calls: u32,
    /// Of each call that has not ended the line it is at, and since when.
    open: BTreeMap<u32, (u32, Micros)>,
    /// Lines that were run: from when to when.
    lines: Vec<(u32, Micros, Micros)>,
    /// When the program itself did something.
    busy: Vec<(Micros, Micros)>,
}

impl Followed {
    /// A function is called: the call's number.
    pub fn enter(&self) -> u32 {
        let mut notes = self.notes.borrow_mut();
        notes.calls += 1;
        notes.calls
    }

    /// A call comes to a line.
    pub fn at(&self, call: u32, line: u32, now: Micros) {
        let mut notes = self.notes.borrow_mut();
        if notes.lines.len() < MOST_NOTES {
            let before = notes.open.insert(call, (line, now));
            notes
                .lines
                .extend(before.map(|(line, since)| (line, since, now)));
        }
    }

    /// A call ends.
    pub fn leave(&self, call: u32, now: Micros) {
        let mut notes = self.notes.borrow_mut();
        let last = notes.open.remove(&call);
        notes
            .lines
            .extend(last.map(|(line, since)| (line, since, now)));
    }

    /// The program did something.
    pub fn was_busy(&self, from: Micros, to: Micros) {
        let mut notes = self.notes.borrow_mut();
        if notes.busy.len() < MOST_NOTES {
            notes.busy.push((from, to));
        }
    }

    /// The bars of a run, in shares of it.
    pub fn bars(&self, (start, end): (Micros, Micros)) -> Vec<LineBar> {
        let Notes {
            mut lines,
            open,
            busy,
            ..
        } = self.notes.take();
        lines.extend(open.into_values().map(|(line, since)| (line, since, end)));
        let whole = (end - start).0.max(1.0);
        let share = |time: Micros| ((time - start).0 / whole).clamp(0.0, 1.0);
        let mut by_line: BTreeMap<u32, Vec<(f64, f64)>> = BTreeMap::new();
        for (line, from, to) in lines {
            by_line
                .entry(line)
                .or_default()
                .push((share(from), share(to)));
        }
        let busy: Vec<(f64, f64)> = busy
            .into_iter()
            .map(|(from, to)| (share(from), share(to)))
            .collect();
        let bars = by_line.into_iter().flat_map(|(line, spans)| {
            let own = merged(spans).into_iter();
            own.map(|(from, to)| LineBar {
                line,
                from,
                to,
                waits: is_wait((from, to), &busy),
            })
            .collect::<Vec<_>>()
        });
        bars.collect()
    }
}

/// Spans that touch as one; the last takes in all that are too many.
fn merged(mut spans: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut all: Vec<(f64, f64)> = Vec::new();
    for (from, to) in spans {
        let is_full = all.len() >= MOST_BARS;
        match all.last_mut() {
            Some(last) if from - last.1 < ONE || is_full => last.1 = last.1.max(to),
            _ => all.push((from, to)),
        }
    }
    all
}

/// Whether the program did nothing for most of that time: then it waited.
fn is_wait((from, to): (f64, f64), busy: &[(f64, f64)]) -> bool {
    let begun = busy.partition_point(|(_, end)| *end < from);
    let own = busy[begun..].iter().take_while(|(start, _)| *start < to);
    let worked: f64 = own.map(|(start, end)| end.min(to) - start.max(from)).sum();
    worked < (to - from) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bars(followed: &Followed) -> Vec<(u32, f64, f64, bool)> {
        let bars = followed.bars((Micros(0.0), Micros(100.0)));
        bars.into_iter()
            .map(|bar| (bar.line, bar.from, bar.to, bar.waits))
            .collect()
    }

    #[test]
    fn a_line_lasts_until_the_next_one_or_the_end_of_its_call() {
        let followed = Followed::default();
        let (a, b) = (followed.enter(), followed.enter());
        followed.at(a, 2, Micros(0.0));
        followed.at(b, 7, Micros(10.0));
        followed.at(a, 3, Micros(40.0));
        followed.leave(b, Micros(60.0));
        followed.was_busy(Micros(38.0), Micros(90.0));
        // The first call is still at its line when the run ends.
        let wanted = [
            (2, 0.0, 0.4, true),
            (3, 0.4, 1.0, false),
            (7, 0.1, 0.6, true),
        ];
        assert_eq!(bars(&followed), wanted);
    }

    proptest! {
        #[test]
        fn bars_are_few_in_order_and_within_the_run(
            marks in prop::collection::vec((1_u32..4, 1_u32..6, 0.0..200.0_f64), 0..400)
        ) {
            let followed = Followed::default();
            let mut marks = marks;
            marks.sort_by(|a, b| a.2.total_cmp(&b.2));
            for (call, line, at) in marks {
                followed.at(call, line, Micros(at));
            }
            let mut last = (0, 0.0);
            for (line, from, to, _) in bars(&followed) {
                prop_assert!((0.0..=1.0).contains(&from) && from <= to && to <= 1.0);
                prop_assert!(line > last.0 || from >= last.1);
                last = (line, to);
            }
        }
    }
}
