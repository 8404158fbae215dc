//! Between two engines: the old one is ended, and the next is started when the workers of the old have come to rest, or
//! when one is wanted again.

use super::{Machine, Need, Stage};
use crate::comparison::Fault;
use crate::page::engine_link::asked::Asked;
use crate::page::engine_link::shapes::{Effect, SETTLE_LIMIT_MS, SETTLE_STEP_MS};
use crate::page::link_event::LinkEvent;

impl Machine {
    /// Ends the engine, and starts another when the old one's workers have come to rest.
    pub(super) fn replace(&mut self) {
        self.end();
        self.stage = Stage::Settling {
            last_count: None,
            waited_ms: 0,
        };
        self.emit(LinkEvent::Starting);
        self.effects.push(Effect::ReadCounter);
    }

    pub(super) fn counted(&mut self, count: Option<i32>) {
        let Stage::Settling {
            last_count,
            waited_ms,
        } = self.stage
        else {
            return;
        };
        if count.is_none() || count == last_count || waited_ms >= SETTLE_LIMIT_MS {
            return self.start();
        }
        self.stage = Stage::Settling {
            last_count: count,
            waited_ms: waited_ms + SETTLE_STEP_MS,
        };
        self.set_timer(SETTLE_STEP_MS);
    }

    /// An engine that has nothing to do is ended until the page is seen again, or something is to be run.
    pub(super) fn rest(&mut self) {
        if matches!(self.stage, Stage::Up) && self.need() == Need::None {
            self.end_until_wanted();
        }
    }

    /// The reader left the page. Browsers keep it for the way back with all that its workers have, and to the next page
    /// refuse what these have: so whatever goes on is over, and the engine is ended until the page is seen again.
    pub(super) fn leave(&mut self) {
        if !matches!(self.stage, Stage::Unstarted | Stage::GivenUp(_)) {
            self.stop_at_once();
            self.end_until_wanted();
        }
    }

    fn end_until_wanted(&mut self) {
        self.end();
        self.stage = Stage::Unstarted;
        self.emit(LinkEvent::Starting);
    }

    /// What was asked for is over, whatever the engine is doing.
    pub(super) fn stop_at_once(&mut self) {
        if let Some((case, phase)) = self.asked.as_ref().and_then(Asked::current) {
            let run = Err(Fault::Stopped);
            self.emit(LinkEvent::Ended { case, phase, run });
        }
        self.finish(true);
    }

    pub(super) fn end(&mut self) {
        self.cancel_timer();
        self.sizing = None;
        // The next engine looks at it.
        self.is_looking = false;
        // Takers that are well end by themselves, sooner than the browser ends them.
        self.effects.push(Effect::RaiseStopFlag);
        self.effects.push(Effect::End);
    }
}
