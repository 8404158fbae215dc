//! The state's part in the timeline: the tracks of runs, as they grow live and as they were found.

use super::State;
use crate::comparison::Progress;
use crate::page::timeline::RunTracks;
use crate::protocol::analysis::RunTracksData;
use crate::units::Micros;
use std::rc::Rc;

impl State {
    /// News of a watched run.
    pub(super) fn follow(&mut self, progress: Progress) {
        if !self.runs_this() {
            return;
        }
        self.live.chunks_done = progress.chunks_done;
        self.live.chunks = progress.chunks;
        self.live.letters_sorted = progress.letters_sorted;
        self.live.pieces.push(progress.pieces);
        let run_tracks = Rc::make_mut(&mut self.run_tracks);
        let is_own = |tracks: &&mut RunTracks| tracks.case == progress.case && !tracks.is_pinned;
        if let Some(tracks) = run_tracks.iter_mut().find(is_own) {
            tracks.now = progress.now;
            tracks.open = Rc::new(progress.open);
            tracks.spans.push(progress.spans);
        }
    }

    /// What was found replaces what was drawn live. What a comparison that goes on has drawn beyond that
    /// stays: a run that began meanwhile, one that came to nothing.
    pub(super) fn show_found(&mut self, found: Vec<RunTracksData>) {
        let found = Rc::new(found.into_iter().map(tracks_of).collect());
        let drawn = std::mem::replace(&mut self.run_tracks, found);
        if !self.is_running() {
            return;
        }
        for tracks in drawn.iter().filter(|tracks| !tracks.is_pinned) {
            let is_of_same = |own: &RunTracks| own.case == tracks.case && !own.is_pinned;
            if !self.run_tracks.iter().any(is_of_same) {
                self.show(tracks.clone());
            }
        }
    }

    pub(super) fn end_tracks(&mut self, case: u16, wall: Option<Micros>) {
        for tracks in Rc::make_mut(&mut self.run_tracks) {
            if tracks.case == case && !tracks.is_pinned && tracks.wall.is_none() {
                tracks.wall = wall.or(Some(tracks.now));
                tracks.now = wall.unwrap_or(tracks.now);
                tracks.open = Rc::default();
            }
        }
    }

    /// In the order asked for.
    pub(super) fn show(&mut self, tracks: RunTracks) {
        let request = self.request.clone();
        let order = |case: u16| {
            let mut cases = request.as_ref()?.cases.iter();
            cases.position(|known| known.id == case)
        };
        let place = order(tracks.case);
        let run_tracks = Rc::make_mut(&mut self.run_tracks);
        run_tracks.retain(|known| known.is_pinned || known.case != tracks.case);
        let before = run_tracks
            .iter()
            .filter(|known| order(known.case) < place)
            .count();
        run_tracks.insert(before, tracks);
    }
}

fn tracks_of(data: RunTracksData) -> RunTracks {
    RunTracks {
        is_pinned: data.is_pinned,
        names: data.names.map(Rc::new),
        ..RunTracks::of_trace(data.case, data.trace)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{learn, page, tracks};
    use super::super::{Action, Kind};
    use crate::protocol::analysis::{Findings, FromAnalysis};
    use crate::strategy::Strategy::{Async, Blocking};
    use crate::trace::{Span, SpanKind, Track};
    use crate::units::Micros;

    #[test]
    fn what_was_found_is_moved_to_the_timeline_and_held_once() {
        let mut state = page();
        state.apply(Action::Run(Kind::Programs));
        let mut found = vec![tracks(Blocking, false), tracks(Async, true)];
        for tracks in &mut found {
            tracks.trace.spans.push(Span {
                track: Track::Caller,
                kind: SpanKind::Work,
                start: Micros::ZERO,
                end: Micros(1.0),
                chunk: None,
            });
        }
        let decoded = [0, 1].map(|run: usize| found[run].trace.spans.as_ptr());
        let findings = Findings {
            number: 1,
            example: state.example.slug.to_owned(),
            run_tracks: found,
            ..Findings::default()
        };
        learn(&mut state, FromAnalysis::Found(Box::new(findings)));
        let held = [0, 1].map(|run: usize| std::ptr::from_ref(&state.run_tracks[run].spans[0]));
        assert_eq!(held, decoded);
        assert!(state.findings.run_tracks.is_empty());
    }
}
