//! What a caller has other machines do: chunks computed, as an order to our own server, which has the queue.

use super::caller::{Caller, TELL_EVERY};
use super::pile::Pile;
use super::platform::Platform;
use crate::comparison::Fault;
use crate::dispatch::order::Order;
use crate::dispatch::told::{Told, Way};
use crate::job::Outcome;
use crate::trace::SpanKind;
use crate::units::Micros;
use futures_util::future::{Either, select, try_join_all};
use std::cell::RefCell;
use std::ops::{AddAssign, Range};
use std::pin::pin;
use std::rc::Rc;

/// What other machines had to do with a job.
#[derive(Debug, Clone, Copy, Default)]
pub struct Away {
    /// How long they computed, together.
    pub computing: Micros,
    /// How long chunks were on their way, together.
    pub travelling: Micros,
    /// How long chunks lay, in the queue or with a machine, together.
    pub lying: Micros,
    /// How many chunks came back to the queue from a machine that did not bring them to an end.
    pub returned: u32,
}

impl AddAssign for Away {
    fn add_assign(&mut self, other: Self) {
        self.computing = self.computing + other.computing;
        self.travelling = self.travelling + other.travelling;
        self.lying = self.lying + other.lying;
        self.returned += other.returned;
    }
}

/// On which way orders go: so many machines at most, and so much further away.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// How many machines may take part.
    pub machines: u32,
    /// How many milliseconds are added on each way.
    pub distance_ms: u32,
}

/// Whoever takes from a pile for the machines takes so many chunks at a time,
const A_HANDFUL: u32 = 6;
/// and so many times before the first are back: while these travel, others are computed.
const HANDS: usize = 2;

impl<W: Platform> Caller<'_, W> {
    /// Has other machines compute all chunks, and awaits it.
    ///
    /// # Errors
    /// `Fault::NoMachines` where there are none, or the fault that ended it.
    pub async fn computed_by_machines(&self, terms: Terms) -> Result<Away, Fault> {
        self.ordered(terms, 0..self.job.chunk_count).await
    }

    /// Has other machines compute what lies on a pile, a few chunks at a time, and awaits its end.
    ///
    /// # Errors
    /// The same.
    pub async fn computed_by_machines_from(
        &self,
        pile: &Pile,
        terms: Terms,
    ) -> Result<Away, Fault> {
        let hand = async || {
            let mut away = Away::default();
            while let Some(chunks) = pile.take(A_HANDFUL) {
                away += self.ordered(terms, chunks).await?;
            }
            Ok::<_, Fault>(away)
        };
        let all = try_join_all((0..HANDS).map(|_| hand())).await?;
        let mut away = Away::default();
        all.into_iter().for_each(|other| away += other);
        Ok(away)
    }

    /// Has the threads here compute what lies on a pile, each taking the next when it is done with one, and awaits its end.
    ///
    /// # Errors
    /// The fault that ended it.
    pub async fn computed_here_from(&self, pile: &Pile) -> Result<(), Fault> {
        let thread = async |helper: u16| {
            while let Some(chunks) = pile.take(1) {
                self.computed_by(helper, chunks.start).await?;
            }
            Ok::<_, Fault>(())
        };
        try_join_all((0..self.threads.max(1)).map(thread)).await?;
        Ok(())
    }

    async fn ordered(&self, terms: Terms, chunks: Range<u32>) -> Result<Away, Fault> {
        let Some(work) = &self.job.work else {
            return Ok(Away::default());
        };
        let order = Order {
            lesson: work.lesson,
            work: work.name,
            args: work.args,
            from: 0,
            to: work.units,
            chunks: chunks.end - chunks.start,
            cut: self.job.chunk_count,
            first: chunks.start,
            in_flight: chunks.end - chunks.start,
            distance_ms: terms.distance_ms,
            machines: Some(terms.machines),
        };
        let told = Rc::new(RefCell::new(Vec::new()));
        let mut ends = pin!(self.platform.dispatch(&order, Rc::clone(&told)));
        let mut away = Away::default();
        loop {
            let ended = match select(ends.as_mut(), pin!(self.platform.sleep(TELL_EVERY))).await {
                Either::Left((ended, _)) => Some(ended),
                Either::Right(_) => None,
            };
            for told in told.take() {
                away += self.heard(told, chunks.start);
            }
            self.go_on()?;
            if let Some(ended) = ended {
                return ended.map(|()| away);
            }
        }
    }

    fn heard(&self, told: Told, first: u32) -> Away {
        match told {
            Told::Done {
                chunk,
                machine,
                way,
                part,
            } => {
                let chunk = first + chunk;
                self.note_way(&machine, way, chunk);
                let outcome = Outcome {
                    reply: None,
                    computed: Some(part),
                };
                self.recorder.outcome(chunk, outcome);
                Away {
                    computing: way.computing(),
                    travelling: way.travelling(),
                    lying: way.lying(),
                    returned: 0,
                }
            }
            Told::Returned {
                chunk,
                machine,
                from,
                to,
            } => {
                let track = self.recorder.machine(&machine);
                let chunk = Some(first + chunk);
                self.recorder
                    .span(track, SpanKind::Blocked, from, to, chunk);
                Away {
                    returned: 1,
                    ..Away::default()
                }
            }
        }
    }

    fn note_way(&self, machine: &str, way: Way, chunk: u32) {
        let track = self.recorder.machine(machine);
        for (kind, from, to) in [
            (SpanKind::Queued, way.queued, way.left),
            (SpanKind::InFlight, way.left, way.taken),
            (SpanKind::Queued, way.taken, way.begun),
            (SpanKind::Work, way.begun, way.ended),
            (SpanKind::InFlight, way.ended, way.back),
        ] {
            if from < to {
                self.recorder.span(track, kind, from, to, Some(chunk));
            }
        }
    }
}
