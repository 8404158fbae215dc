//! What the timeline shows, as the page tells it: runs as they grow live, and as they were found.

use super::RunTracks;
use crate::key::Key;
use crate::protocol::timeline::{FoundTracks, LiveSpans, ToTimeline};
use crate::view::numbers::write_as;
use crate::view::words::Words;

/// What is shown, and in which words.
#[derive(Debug, Default)]
pub struct Shown {
    /// The runs, top to bottom.
    pub run_tracks: Vec<RunTracks>,
    /// How many lines the lesson's programs have; 0 where none are shown.
    pub lines: u32,
    /// The programs whose lines are on the page.
    pub programs: Vec<Key>,
    /// The texts.
    pub words: Words,
    /// The timeline's own texts, which the page does not have.
    own: Vec<(String, String)>,
}

impl Shown {
    /// Nothing yet, and the timeline's own texts.
    pub fn new(own: Vec<(String, String)>) -> Self {
        Self {
            words: own.clone().into(),
            own,
            ..Self::default()
        }
    }

    /// Makes what the page says part of what is shown.
    pub fn apply(&mut self, message: ToTimeline) {
        match message {
            ToTimeline::Words(pairs) => {
                self.words = Words::from(self.own.clone()).with_over(&pairs);
                write_as(&self.words);
            }
            ToTimeline::Lines(count, programs) => (self.lines, self.programs) = (count, programs),
            // That is a matter of sight.
            ToTimeline::Closer(_) => {}
            ToTimeline::Clear => self.run_tracks.retain(|tracks| tracks.is_pinned),
            ToTimeline::Begins {
                case,
                program,
                threads,
            } => self.show(RunTracks::live(case, program, threads)),
            ToTimeline::Progress { case, now, spans } => {
                if let Some(tracks) = self.own_tracks(case) {
                    tracks.grow(now, spans.unpack::<LiveSpans>().unwrap_or_default());
                }
            }
            ToTimeline::Ended { case, wall } => {
                let tracks = self.own_tracks(case);
                if let Some(tracks) = tracks.filter(|tracks| tracks.wall.is_none()) {
                    tracks.end(wall);
                }
            }
            ToTimeline::Found { tracks, is_running } => {
                let found = tracks.unpack::<Vec<FoundTracks>>().unwrap_or_default();
                self.show_found(found, is_running);
            }
        }
    }

    /// The case's run that is not pinned.
    fn own_tracks(&mut self, case: u16) -> Option<&mut RunTracks> {
        let mut all = self.run_tracks.iter_mut();
        all.find(|tracks| tracks.case == case && !tracks.is_pinned)
    }

    /// What was found replaces what was drawn live. What a comparison that goes on has drawn beyond that
    /// stays: a run that began meanwhile, one that came to nothing.
    fn show_found(&mut self, found: Vec<FoundTracks>, is_running: bool) {
        let found = found.into_iter().map(RunTracks::of_found).collect();
        let drawn = std::mem::replace(&mut self.run_tracks, found);
        let beyond = drawn.into_iter().filter(|tracks| !tracks.is_pinned);
        for tracks in beyond.filter(|_| is_running) {
            if self.own_tracks(tracks.case).is_none() {
                self.show(tracks);
            }
        }
    }

    /// In the order of the cases' numbers, in which they were asked for; instead of the case's run before.
    fn show(&mut self, tracks: RunTracks) {
        self.run_tracks
            .retain(|known| known.is_pinned || known.case != tracks.case);
        let before = self.run_tracks.iter();
        let before = before.filter(|known| known.case < tracks.case).count();
        self.run_tracks.insert(before, tracks);
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::span;
    use super::*;
    use crate::program::Program;
    use crate::protocol::packed::Packed;
    use crate::strategy::Strategy::{self, Async, Blocking};
    use crate::trace::{SpanKind, Trace, Track};
    use crate::units::{Micros, Millis};

    fn found(case: u16, is_pinned: bool) -> FoundTracks {
        let strategy = if case == 0 { Blocking } else { Async };
        FoundTracks {
            case,
            trace: Trace {
                program: strategy.into(),
                began_at: Millis(0.0),
                wall: Micros(1.0),
                iterations: 1,
                threads: 0,
                spans: vec![span(Track::Caller, SpanKind::Work, 0.0, 0.001)],
                named: Vec::new(),
                thinned: 0,
                beats: Vec::new(),
                beat_every: Micros(1.0),
                letters_sorted: 0,
            },
            is_pinned,
            names: None,
        }
    }

    fn find(shown: &mut Shown, found: Vec<FoundTracks>, is_running: bool) {
        let tracks = Packed::pack(&found);
        shown.apply(ToTimeline::Found { tracks, is_running });
    }

    fn begin(shown: &mut Shown, case: u16, strategy: Strategy) {
        shown.apply(ToTimeline::Begins {
            case,
            program: Program::of(strategy),
            threads: 0,
        });
    }

    fn progress(shown: &mut Shown, case: u16, now: f64) {
        let ended = vec![span(Track::Caller, SpanKind::Work, 0.0, now)];
        let open = vec![span(Track::Caller, SpanKind::Poll, 0.0, now)];
        shown.apply(ToTimeline::Progress {
            case,
            now: Micros(now * 1_000.0),
            spans: Packed::pack(&LiveSpans {
                ended,
                open,
                named: Vec::new(),
            }),
        });
    }

    fn rows(shown: &Shown) -> Vec<(u16, bool)> {
        let all = shown.run_tracks.iter();
        all.map(|tracks| (tracks.case, tracks.is_pinned)).collect()
    }

    #[test]
    fn a_watched_run_grows_and_ends() {
        let mut shown = Shown::default();
        begin(&mut shown, 0, Blocking);
        for until in [10.0, 20.0, 30.0] {
            progress(&mut shown, 0, until);
        }
        let own = &shown.run_tracks[0];
        assert_eq!((own.spans.len(), own.open.len()), (3, 1));
        assert_eq!((own.now, own.wall), (Micros(30_000.0), None));
        // One that came to nothing ends where it was seen last.
        shown.apply(ToTimeline::Ended {
            case: 0,
            wall: None,
        });
        let own = &shown.run_tracks[0];
        assert_eq!((own.wall, own.open.len()), (Some(Micros(30_000.0)), 0));
        // It begins anew where its engine was lost.
        begin(&mut shown, 0, Blocking);
        assert!(shown.run_tracks.len() == 1 && shown.run_tracks[0].spans.is_empty());
    }

    #[test]
    fn news_of_nobody_and_broken_bytes_change_nothing() {
        let mut shown = Shown::default();
        progress(&mut shown, 7, 10.0);
        begin(&mut shown, 0, Blocking);
        shown.apply(ToTimeline::Progress {
            case: 0,
            now: Micros(5.0),
            spans: Packed(vec![1, 2, 3]),
        });
        assert!(shown.run_tracks.len() == 1 && shown.run_tracks[0].spans.is_empty());
    }

    #[test]
    fn what_is_pinned_stays_through_the_next_run() {
        let mut shown = Shown::default();
        let both = || vec![found(0, false), found(0, true)];
        find(&mut shown, both(), false);
        shown.apply(ToTimeline::Clear);
        assert_eq!(rows(&shown), [(0, true)]);
        begin(&mut shown, 0, Blocking);
        begin(&mut shown, 1, Async);
        let all = [(0, false), (0, true), (1, false)];
        assert_eq!(rows(&shown), all);
        // Async is still drawn live when the word on blocking comes.
        find(&mut shown, both(), true);
        assert_eq!(rows(&shown), all);
        // When all is over, what was found is all there is.
        find(&mut shown, both(), false);
        assert_eq!(rows(&shown), all[..2]);
        find(&mut shown, Vec::new(), false);
        assert_eq!(rows(&shown), []);
    }
}
