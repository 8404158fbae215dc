//! Many tasks on one thread, in turns: giving way, holding the thread for long, and which turns are written down.

use super::caller::Caller;
use super::platform::Platform;
use crate::comparison::Fault;
use crate::trace::{SpanKind, Track};
use crate::units::{Micros, Millis};
use std::hint::black_box;
use std::ops::Range;
use std::pin::pin;

/// The turns of about so many tasks are written down; nobody could see more, and writing them down takes time.
const TASKS_DRAWN: u32 = 500;

impl<W: Platform> Caller<'_, W> {
    /// The numbers of the tasks: as many as the size says.
    pub fn tasks(&self) -> Range<u32> {
        0..self.values.size()
    }

    /// The clock.
    pub fn now(&self) -> Micros {
        self.platform.now()
    }

    /// Lets the other tasks have their turns first.
    pub async fn give_way(&self) {
        self.platform.next_turn().await;
    }

    /// Carries a task out. Of every so many tasks the turns of one are written down; the others are only counted.
    pub async fn in_turns<T>(&self, task: u32, program: impl Future<Output = T>) -> T {
        let every = self.values.size().div_ceil(TASKS_DRAWN).max(1);
        if task.is_multiple_of(every) {
            return self.recording_polls(Some(task), program).await;
        }
        let mut program = pin!(program);
        std::future::poll_fn(|context| {
            self.recorder.leave_out();
            program.as_mut().poll(context)
        })
        .await
    }

    /// Computes for so long and lets nobody else have the thread; how long it was in the end.
    ///
    /// # Errors
    /// `Fault::Stopped`.
    pub fn compute_for(&self, length: Millis) -> Result<Micros, Fault> {
        let begun = self.platform.now();
        let mut number = 1_u64;
        self.platform.keep_busy(length.to_micros(), &mut || {
            number = black_box(number.wrapping_mul(6_364_136_223_846_793_005));
        });
        let ended = self.platform.now();
        self.recorder
            .span(Track::Caller, SpanKind::Work, begun, ended, None);
        self.go_on()?;
        Ok(ended - begun)
    }
}

#[cfg(target_arch = "wasm32")]
impl<W: Platform> Caller<'_, W> {
    /// As many tasks of plain promises, each a chain of so many turns; how many turns there were.
    ///
    /// # Errors
    /// `Fault::Stopped`.
    pub async fn promises_in_turns(&self, turns: u32) -> Result<u64, Fault> {
        let taken = crate::browser::promises::in_turns(self.values.size(), turns).await;
        self.go_on()?;
        Ok(taken)
    }
}
