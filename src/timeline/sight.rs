//! What of the timeline is in sight, where the cursor is, and what is chosen; and how what the reader does changes
//! that.

use super::RunTracks;
use super::minimap::whole_view;
use super::place::Place;
use super::rows::{Layout, layout};
use super::viewport::{Viewport, whole};
use crate::key::Key;
use crate::trace::{Span, SpanKind, Track};
use crate::units::Micros;

/// Height before there is anything to draw, in CSS pixels.
const EMPTY_HEIGHT: f64 = 240.0;

/// So many turns are shown when the reader looks closer.
const TURNS: usize = 4;

/// What the reader did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Msg {
    /// Closer (above 1) or farther, around the place at this `x`, or around the middle.
    Zoom(f64, Option<f64>),
    /// Later (above 0) or earlier by a share of what is seen.
    Move(f64),
    /// Everything.
    Fit,
    /// A button or a finger went down.
    Grab(Finger),
    /// The pointer or a finger is here.
    Point(Finger),
    /// It went up.
    Release(i32),
    /// The pointer left.
    Leave,
    /// The next span, or the previous.
    Step(bool),
}

/// What is seen when the reader has looked closer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closer {
    /// There is no such moment.
    Nothing,
    /// Turns of one thread.
    Turns,
    /// The same, while waits are under way.
    TurnsAmidWaits,
}

/// A finger on the canvas, or the mouse, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finger {
    /// The browser's number for it.
    pub id: i32,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// The layout, and what is seen of it.
pub struct Sight {
    /// Where everything lies.
    pub layout: Layout,
    /// The moment under the pointer.
    pub time: Option<Micros>,
    /// The span under it, or to which keys have stepped.
    pub chosen: Option<Place>,
    /// Whether the span was chosen by key, so that it stays and is spoken.
    pub is_stepping: bool,
    /// How far down the pointer is, in CSS pixels.
    pointer_y: f64,
    width: f64,
    /// The layout's greatest height so far: while waits come and go, what is below stays.
    tallest: f64,
    /// From when to when, where it is not everything.
    window: Option<(Micros, Micros)>,
    /// The fingers that are down, or the mouse; two zoom.
    held: Vec<Finger>,
    /// Whether what is held is the minimap.
    holds_map: bool,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            layout: layout(&[]),
            time: None,
            chosen: None,
            is_stepping: false,
            pointer_y: 0.0,
            width: 0.0,
            tallest: 0.0,
            window: None,
            held: Vec::new(),
            holds_map: false,
        }
    }
}

impl Sight {
    /// What is shown has changed. Other runs are looked at anew, from the whole.
    pub fn show(&mut self, run_tracks: &[RunTracks]) {
        let find = |chosen: Option<Place>, layout: &Layout| Some(*chosen?.find(layout)?.2);
        let chosen = find(self.chosen, &self.layout);
        let before: Vec<Micros> = self.layout.runs.iter().map(|run| run.end).collect();
        self.layout.update(run_tracks);
        let mut ends = self.layout.runs.iter().zip(&before);
        let is_another =
            run_tracks.len() != before.len() || ends.any(|(run, before)| run.end < *before);
        if is_another {
            (self.window, self.time, self.chosen) = (None, None, None);
            self.tallest = 0.0;
        } else if find(self.chosen, &self.layout) != chosen {
            self.chosen = None;
        }
        self.tallest = self.tallest.max(self.layout.height);
    }

    /// The canvas got this wide, in CSS pixels; whether that is another width.
    pub fn widen(&mut self, width: f64) -> bool {
        // A hidden element has none; it keeps what it had.
        let is_other = width > 0.0 && width != self.width;
        if is_other {
            self.width = width;
        }
        is_other
    }

    /// Makes what the reader did part of what is seen.
    pub fn hear(&mut self, msg: Msg) {
        let whole = whole(self.layout.end());
        let view = self.viewport();
        match msg {
            Msg::Zoom(factor, x) => {
                let middle = (view.left() + view.right()) / 2.0;
                let around = view.time(x.unwrap_or(middle));
                self.look(view.zoomed(factor, around, whole), whole);
            }
            Msg::Move(share) => self.look(view.moved(share, whole), whole),
            Msg::Fit => self.window = None,
            Msg::Grab(finger) => self.grab(finger, &view, whole),
            Msg::Point(finger) => {
                self.drag(finger, &view, whole);
                self.point(finger);
            }
            Msg::Release(id) => self.held.retain(|held| held.id != id),
            Msg::Leave if self.is_stepping => {}
            Msg::Leave => (self.time, self.chosen) = (None, None),
            Msg::Step(forward) => self.step(forward),
        }
    }

    /// What is in sight.
    pub fn viewport(&self) -> Viewport {
        let all = || (Micros::ZERO, whole(self.layout.end()));
        let (start, end) = self.window.unwrap_or_else(all);
        Viewport {
            start,
            end,
            width: self.width,
        }
    }

    /// Shows the turns of the caller one by one, where a run of this program took them most closely together: while waits
    /// were under way, where there are any. What there is to see.
    pub fn look_closer(&mut self, program: Key) -> Closer {
        let mut runs = self.layout.runs.iter();
        let run = runs.find(|run| run.tracks.program.key == program && !run.tracks.is_pinned);
        let spans = || {
            run.into_iter()
                .flat_map(|run| run.tracks.spans.iter_from(0))
        };
        let turns = spans().filter(|span| {
            span.track == Track::Caller && span.kind == SpanKind::Poll && span.chunk.is_some()
        });
        let mut turns: Vec<&Span> = turns.collect();
        turns.sort_by(|a, b| a.start.0.total_cmp(&b.start.0));
        let length = |some: &&[&Span]| some[TURNS - 1].end.0 - some[0].start.0;
        let waits = spans().filter(|span| span.kind == SpanKind::InFlight);
        let waits: Vec<&Span> = waits.collect();
        let is_amid = |some: &&[&Span]| {
            let goes_on = |wait: &&&Span| {
                wait.start.0 < some[0].start.0 && wait.end.0 > some[TURNS - 1].end.0
            };
            waits.iter().filter(goes_on).count() >= 2
        };
        let windows = turns
            .windows(TURNS)
            .filter(|some| waits.is_empty() || is_amid(some));
        let closest = windows.min_by(|a, b| length(a).total_cmp(&length(b)));
        let Some(closest) = closest else {
            return Closer::Nothing;
        };
        let margin = length(&closest) / 3.0;
        let (start, end) = (
            closest[0].start.0 - margin,
            closest[TURNS - 1].end.0 + margin,
        );
        let whole = whole(self.layout.end());
        let seen = match waits.is_empty() {
            true => Closer::Turns,
            false => Closer::TurnsAmidWaits,
        };
        self.look(self.viewport().from_to(start, end, whole), whole);
        seen
    }

    /// Where what is said of the moment in sight belongs: beside the pointer, or beside what keys have stepped to; from
    /// the left and the top, in CSS pixels. Nothing where nothing is said.
    pub fn said_at(&self) -> Option<(f64, f64)> {
        let x = self.viewport().x(self.time?);
        let stepped = self.chosen.filter(|_| self.is_stepping);
        let row = stepped.and_then(|place| Some(place.find(&self.layout)?.1));
        Some((x, row.map_or(self.pointer_y, |row| row.y)))
    }

    /// The canvas's height, in CSS pixels.
    pub fn height(&self) -> f64 {
        self.tallest.max(EMPTY_HEIGHT)
    }

    /// Keeps what is to be seen; "everything" stays everything while a run grows.
    fn look(&mut self, view: Viewport, whole: Micros) {
        let is_whole = view.end.0 - view.start.0 >= whole.0;
        self.window = (!is_whole).then_some((view.start, view.end));
    }

    fn grab(&mut self, finger: Finger, view: &Viewport, whole: Micros) {
        self.held.retain(|held| held.id != finger.id);
        self.held.push(finger);
        self.holds_map = finger.y >= self.layout.map_top && finger.y < self.layout.height;
        if self.holds_map {
            // Beside the frame: there it goes. Inside it: it is moved from there.
            let time = whole_view(view, whole).time(finger.x);
            let (start, length) = (view.start.0, view.end.0 - view.start.0);
            if !(start..start + length).contains(&time.0) {
                let share = (time.0 - length / 2.0 - start) / length;
                self.look(view.moved(share, whole), whole);
            }
        }
    }

    fn drag(&mut self, finger: Finger, view: &Viewport, whole: Micros) {
        let Some(place) = self.held.iter().position(|held| held.id == finger.id) else {
            return;
        };
        let before = std::mem::replace(&mut self.held[place], finger);
        let other = self.held.iter().find(|held| held.id != finger.id);
        let share = (before.x - finger.x) / (view.right() - view.left());
        let view = match other {
            _ if self.holds_map => {
                let share = -share * whole.0 / (view.end.0 - view.start.0);
                view.moved(share, whole)
            }
            Some(other) => view.pinched((before.x, other.x), (finger.x, other.x), whole),
            None => view.moved(share, whole),
        };
        self.look(view, whole);
    }

    fn point(&mut self, finger: Finger) {
        let view = self.viewport();
        let (x, y) = (finger.x, finger.y);
        self.pointer_y = y;
        let is_inside = x >= view.left() && x <= view.right() && y < self.layout.map_top;
        self.time = is_inside.then(|| view.time(x).max(Micros::ZERO));
        let chosen = is_inside.then(|| Place::at(&self.layout, &view, x, y));
        self.chosen = chosen.flatten();
        self.is_stepping = false;
    }

    fn step(&mut self, forward: bool) {
        let next = Place::step(self.chosen, &self.layout, forward);
        let Some(place) = next.or(self.chosen) else {
            return;
        };
        if let Some((_, _, span)) = place.find(&self.layout) {
            let (start, whole) = (span.start, whole(self.layout.end()));
            self.look(self.viewport().showing(start, whole), whole);
            self.time = Some(start);
        }
        self.chosen = Some(place);
        self.is_stepping = true;
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::{span, tracks};
    use super::*;
    use crate::trace::{SpanKind, Track};

    /// One run of 100 ms that works twice, on a canvas 1,000 pixels wide.
    fn sight() -> Sight {
        let mut sight = Sight::default();
        sight.widen(1_000.0);
        sight.show(&[working(&[(10.0, 20.0), (60.0, 80.0)])]);
        sight
    }

    fn working(pieces: &[(f64, f64)]) -> RunTracks {
        let work = |&(start, end): &(f64, f64)| span(Track::Caller, SpanKind::Work, start, end);
        tracks(pieces.iter().map(work).collect(), 0)
    }

    #[test]
    fn all_is_seen_until_the_reader_looks_closer_and_again_afterwards() {
        let mut sight = sight();
        let all = sight.viewport();
        sight.hear(Msg::Zoom(4.0, None));
        let close = sight.viewport();
        assert!(close.end.0 - close.start.0 < all.end.0 / 2.0);
        sight.hear(Msg::Move(f64::INFINITY));
        assert_eq!(sight.viewport().end, all.end);
        sight.hear(Msg::Fit);
        assert_eq!(sight.viewport(), all);
    }

    #[test]
    fn keys_step_from_span_to_span_and_leaving_keeps_what_they_chose() {
        let mut sight = sight();
        let mut starts = Vec::new();
        for _ in 0..3 {
            sight.hear(Msg::Step(true));
            starts.push(sight.time.map(|time| time.0));
        }
        let steps = [10_000.0, 60_000.0, 60_000.0];
        assert_eq!(starts, steps.map(Some), "the last stays the last");
        sight.hear(Msg::Leave);
        assert!(sight.chosen.is_some());
        // The pointer takes over.
        let nowhere = Finger {
            id: 1,
            x: 0.0,
            y: 0.0,
        };
        sight.hear(Msg::Point(nowhere));
        assert!(sight.chosen.is_none() && sight.time.is_none());
    }

    #[test]
    fn what_is_said_stands_beside_the_pointer_or_the_row_that_keys_stepped_to() {
        let mut sight = sight();
        assert_eq!(sight.said_at(), None);
        let (id, x, y) = (1, 400.0, 40.0);
        sight.hear(Msg::Point(Finger { id, x, y }));
        let (at_x, at_y) = sight.said_at().unwrap();
        assert!((at_x - x).abs() < 1e-6 && at_y == y);
        sight.hear(Msg::Step(true));
        let view = sight.viewport();
        let caller = sight.layout.runs[0].rows[0].y;
        assert_eq!(sight.said_at(), Some((view.x(Micros(10_000.0)), caller)));
        sight.hear(Msg::Point(Finger { id, x: 0.0, y }));
        assert_eq!(sight.said_at(), None);
    }

    #[test]
    fn looking_closer_shows_the_turns_that_are_closest_together() {
        let turn = |start: f64| Span {
            chunk: Some(1),
            ..span(Track::Caller, SpanKind::Poll, start, start + 0.5)
        };
        let starts = [
            0.0, 10.0, 20.0, 30.0, 40.0, 60.0, 61.0, 62.0, 63.0, 90.0, 90.6, 91.2, 91.8,
        ];
        let mut sight = Sight::default();
        sight.widen(1_000.0);
        let waits = [0, 1].map(|wait| span(Track::Wait(wait), SpanKind::InFlight, 0.0, 80.0));
        let run = tracks([&starts.map(turn)[..], &waits].concat(), 0);
        let key = run.program.key;
        sight.show(&[run]);
        let all = sight.viewport();
        assert_eq!(sight.look_closer(Key::new("no-such")), Closer::Nothing);
        assert_eq!(sight.viewport(), all);
        assert_eq!(sight.look_closer(key), Closer::TurnsAmidWaits);
        let close = sight.viewport();
        assert!((58_000.0..60_000.0).contains(&close.start.0), "{close:?}");
        assert!((63_500.0..66_000.0).contains(&close.end.0), "{close:?}");
        sight.hear(Msg::Fit);
        assert_eq!(sight.viewport(), all);
        // Without waits there are only the turns.
        sight.show(&[tracks(starts.map(turn).to_vec(), 0)]);
        assert_eq!(sight.look_closer(key), Closer::Turns);
        assert!(sight.viewport().start.0 > 85_000.0);
    }

    #[test]
    fn another_run_is_looked_at_from_the_whole_and_a_longer_one_as_before() {
        let mut sight = sight();
        sight.hear(Msg::Zoom(4.0, None));
        sight.hear(Msg::Step(true));
        let close = sight.viewport();
        sight.show(&[working(&[(10.0, 20.0), (60.0, 80.0), (85.0, 90.0)])]);
        assert!(sight.viewport() == close && sight.chosen.is_some());
        sight.show(&[]);
        assert!(sight.chosen.is_none() && sight.time.is_none());
        assert_eq!(sight.height(), EMPTY_HEIGHT);
    }

    #[test]
    fn a_hidden_canvas_keeps_its_width() {
        let mut sight = sight();
        assert!(!sight.widen(0.0) && !sight.widen(1_000.0) && sight.widen(320.0));
        assert_eq!(sight.viewport().width, 320.0);
    }
}
