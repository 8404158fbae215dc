//! Between two engines: the old one is ended, and the next is started when the workers of the old have come to rest.

use super::{Machine, Stage};
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

    pub(super) fn end(&mut self) {
        self.cancel_timer();
        self.sizing = None;
        // Takers that are well end by themselves, sooner than the browser ends them.
        self.effects.push(Effect::RaiseStopFlag);
        self.effects.push(Effect::End);
    }
}
