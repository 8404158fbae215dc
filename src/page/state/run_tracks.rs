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
        if !progress.pieces.is_empty() {
            Rc::make_mut(&mut self.live.pieces).extend(progress.pieces);
        }
        let run_tracks = Rc::make_mut(&mut self.run_tracks);
        let is_own = |tracks: &&mut RunTracks| tracks.case == progress.case && !tracks.is_pinned;
        if let Some(tracks) = run_tracks.iter_mut().find(is_own) {
            tracks.now = progress.now;
            tracks.open = Rc::new(progress.open);
            if !progress.spans.is_empty() {
                Rc::make_mut(&mut tracks.spans).extend(progress.spans);
            }
        }
    }

    /// What was found replaces what was drawn live. What a comparison that goes on has drawn beyond that
    /// stays: a run that began meanwhile, one that came to nothing.
    pub(super) fn show_found(&mut self, found: &[RunTracksData]) {
        let found = Rc::new(found.iter().map(tracks_of).collect());
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

fn tracks_of(data: &RunTracksData) -> RunTracks {
    RunTracks {
        is_pinned: data.is_pinned,
        ..RunTracks::of_trace(data.case, &data.trace)
    }
}
