//! The controller's part in the timeline: loads it, and tells it what it is to show.

use super::Controller;
use crate::contract::Live;
use crate::key::Key;
use crate::page::browser_env::document;
use crate::page::state::Action;
use crate::page::timeline_link::PLACE;
use crate::protocol::analysis::FromAnalysis;
use crate::protocol::timeline::ToTimeline;

impl Controller {
    /// Loads the timeline, unless that was begun: where a run begins, and where a file or a kept run is shown.
    pub(super) fn load_timeline(&self) {
        let controller = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let loaded = controller.0.timeline.load().await;
            controller.complain(loaded);
        });
    }

    /// Has single turns of that program's run shown, and what is to be seen there said.
    pub fn look_closer(&self, program: Key) {
        self.tell_timeline(vec![ToTimeline::Closer(program)]);
    }

    pub(super) fn tell_timeline(&self, messages: Vec<ToTimeline>) {
        let draws = |message: &ToTimeline| matches!(message, ToTimeline::Found { .. });
        if messages.iter().any(draws) {
            self.load_timeline();
        }
        for message in messages {
            self.complain(self.0.timeline.tell(message));
        }
    }

    /// The texts and the lines on the page, where they are others than before.
    pub(super) fn tell_what_stands(&self) {
        let state = self.state();
        let lines = match state.example.live {
            Live::Lines(count) => (count, state.parameters.programs.clone()),
            Live::None | Live::Raster | Live::Turns | Live::Output => (0, Vec::new()),
        };
        let news = self.0.timeline.news(&self.words(), lines);
        self.tell_timeline(news);
    }

    /// Nothing else stops for want of a timeline.
    fn complain(&self, told: Result<(), String>) {
        if let Err(words) = told {
            let sentence = self.words().with("timeline.broke", &[("words", &words)]);
            // Where it was to be drawn it stands as long as the page does.
            if let Some(place) = document().and_then(|document| document.get_element_by_id(PLACE)) {
                // An attribute of that name can be set.
                let _ = place.set_attribute("data-empty", &sentence);
            }
            self.dispatch(Action::Analysis(FromAnalysis::Problem(sentence)));
        }
    }
}
