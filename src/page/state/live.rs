//! The state's part in runs as they go on.

use super::pace::Pace;
use super::{Activity, Live, State};
use crate::comparison::{Kind, Phase};
use crate::protocol::engine::LiveNews;
use crate::protocol::timeline::ToTimeline;
use crate::units::Millis;

impl State {
    /// A run of the latest comparison begins.
    pub(super) fn begin(&mut self, id: u16, phase: Phase, at: Millis) {
        let Some(request) = self.request.clone() else {
            return;
        };
        let Some(place) = request.cases.iter().position(|case| case.id == id) else {
            return;
        };
        let case = &request.cases[place];
        // The wait for the engine, or for the turn, is not the comparison's.
        let pace = self.pace.get_or_insert_with(|| {
            let (cases, repeats) = (&request.cases, request.parameters.repeats);
            Pace::new(cases, request.kind == Kind::Programs, repeats, at)
        });
        pace.begins(place, phase, at);
        if self.activity != Activity::Stopping {
            self.activity = match phase {
                Phase::Watch => Activity::Watching(id),
                Phase::WarmUp(_) => Activity::WarmingUp(id),
                Phase::Measure(round) => Activity::Measuring {
                    case: id,
                    round: round + 1,
                    of: request.parameters.repeats,
                },
            };
        }
        if phase != Phase::Watch || !self.runs_this() {
            return;
        }
        self.live = Live {
            generation: self.live.generation + 1,
            ..Live::default()
        };
        self.for_timeline.push(ToTimeline::Begins {
            case: case.id,
            program: case.program,
            threads: case.pool_threads(),
        });
    }

    /// A run of it ended.
    pub(super) fn end_run(&mut self, at: Millis) {
        if let Some(pace) = &mut self.pace {
            pace.ended(at);
        }
    }

    /// News of a watched run.
    pub(super) fn follow(&mut self, news: LiveNews) {
        if !self.runs_this() {
            return;
        }
        self.live.chunks_done = news.chunks_done;
        self.live.chunks = news.chunks;
        self.live.letters_sorted = news.letters_sorted;
        self.live.pieces.push(news.pieces);
        self.for_timeline.push(ToTimeline::Progress {
            case: news.case,
            now: news.now,
            spans: news.spans,
        });
    }
}
