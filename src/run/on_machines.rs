//! What a caller has other machines do: chunks computed, as an order to our own server, which has the queue.

use super::caller::Caller;
use super::pile::Pile;
use super::platform::Platform;
use super::recorder::Recorder;
use crate::comparison::Fault;
use crate::dispatch::order::Order;
use crate::dispatch::told::{Told, Way};
use crate::job::Outcome;
use crate::kernel::Part;
use crate::pool::all_at_once;
use crate::trace::{SpanKind, Track};
use crate::units::Micros;
use futures_util::future::LocalBoxFuture;
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

/// What other machines had to do with a job so far.
#[derive(Debug, Default)]
pub struct Away {
    /// How long they computed, together.
    pub computing: Cell<Micros>,
    /// How long chunks were on their way, together.
    pub travelling: Cell<Micros>,
    /// How many chunks came back to the queue from a machine that did not bring them to an end.
    pub returned: Cell<u32>,
    /// A chunk of which nobody can see what it gave.
    damaged: Cell<Option<u32>>,
}

/// Which way orders go: to so many machines at most, and so much further away.
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
    pub async fn computed_by_machines(&self, terms: Terms, away: &Rc<Away>) -> Result<(), Fault> {
        self.ordered(terms, 0..self.job.chunk_count, away).await
    }

    /// Has the threads here compute what lies on a pile, each taking the next when it is done with one, and other machines,
    /// who take a few at a time; and awaits its end.
    ///
    /// # Errors
    /// The same.
    pub async fn computed_here_and_by_machines(
        &self,
        pile: &Pile,
        terms: Terms,
        away: &Rc<Away>,
    ) -> Result<(), Fault> {
        let mut all: Vec<LocalBoxFuture<'_, Result<(), Fault>>> = Vec::new();
        for helper in 0..self.threads.max(1) {
            all.push(Box::pin(async move {
                while let Some(chunks) = pile.take(1) {
                    self.computed_by(helper, chunks.start).await?;
                }
                Ok(())
            }));
        }
        for _ in 0..HANDS {
            all.push(Box::pin(async move {
                while let Some(chunks) = pile.take(A_HANDFUL) {
                    self.ordered(terms, chunks, away).await?;
                }
                Ok(())
            }));
        }
        all_at_once(all).await
    }

    /// In a box, so that there is one code for it.
    fn ordered<'a>(
        &'a self,
        terms: Terms,
        chunks: Range<u32>,
        away: &Rc<Away>,
    ) -> LocalBoxFuture<'a, Result<(), Fault>> {
        let (recorder, away) = (Rc::clone(self.recorder), Rc::clone(away));
        let first = chunks.start;
        let hearing = Rc::clone(&away);
        let hear = Box::new(move |told| heard(&recorder, told, first, &hearing));
        Box::pin(async move {
            let Some(work) = &self.job.work else {
                return Ok(());
            };
            let order = Order {
                lesson: work.lesson,
                work: work.name,
                args: work.args,
                from: 0,
                to: work.units,
                chunks: chunks.end - chunks.start,
                cut: self.job.chunk_count,
                first,
                in_flight: chunks.end - chunks.start,
                distance_ms: terms.distance_ms,
                machines: Some(terms.machines),
            };
            self.platform.dispatch(&order, hear).await?;
            if let Some(chunk) = away.damaged.take() {
                let why = format!("what chunk {chunk} gave came back damaged");
                return Err(Fault::Machines(why));
            }
            self.go_on()
        })
    }
}

/// Notes what happened to a chunk of an order that begins with the job's chunk `first`.
fn heard(recorder: &Recorder, told: Told, first: u32, away: &Away) {
    let chunk = first + told.chunk;
    let machine = recorder.machine(&told.machine);
    let span = |track, kind, from, to| {
        if from < to {
            recorder.span(track, kind, from, to, Some(chunk));
        }
    };
    let Way {
        queued,
        left,
        taken,
        begun,
        ended,
        back,
    } = told.way;
    let Some(part) = told.part else {
        away.returned.set(away.returned.get() + 1);
        return span(machine, SpanKind::Blocked, queued, back);
    };
    // What lies takes nobody's time, in the queue or with a machine that has several.
    span(Track::Wait(chunk), SpanKind::Queued, queued, left);
    span(Track::Wait(chunk), SpanKind::Queued, taken, begun);
    span(machine, SpanKind::InFlight, left, taken);
    span(machine, SpanKind::Work, begun, ended);
    span(machine, SpanKind::InFlight, ended, back);
    let add = |sum: &Cell<Micros>, length| sum.set(sum.get() + length);
    add(&away.computing, ended - begun);
    add(&away.travelling, taken - left + (back - ended));
    // Nobody looks at a run that only counts.
    let computed = if recorder.watched() {
        part.decompressed()
    } else {
        let value = part.value;
        Some(Part {
            value,
            bytes: Vec::new(),
        })
    };
    if computed.is_none() {
        away.damaged.set(Some(chunk));
    }
    let outcome = Outcome {
        reply: None,
        computed,
    };
    recorder.outcome(chunk, outcome);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::Case;
    use crate::dispatch::compressed::Compressed;
    use crate::job::Job;
    use crate::strategy::Strategy;
    use crate::values::Values;

    const JOB: Job = Job {
        request: None,
        work: None,
        chunk_count: 2,
        picture: None,
    };

    fn told(chunk: u32, part: Compressed) -> Told {
        Told {
            chunk,
            machine: "lamp".to_owned(),
            way: Way {
                queued: Micros(0.0),
                left: Micros(1.0),
                taken: Micros(2.0),
                begun: Micros(3.0),
                ended: Micros(7.0),
                back: Micros(9.0),
            },
            part: Some(part),
        }
    }

    #[test]
    fn what_came_back_damaged_is_noticed_by_whoever_looks_at_it() {
        let part = Part {
            value: 4,
            bytes: vec![7; 100],
        };
        let mut damaged = Compressed::of(&part);
        damaged.bytes.pop();
        for (watched, expected) in [(true, Some(1)), (false, None)] {
            let case = Case::plain(0, Strategy::Async.into(), Values::default());
            let recorder = Recorder::new(case, JOB, watched, Micros::ZERO);
            let away = Away::default();
            heard(&recorder, told(0, Compressed::of(&part)), 0, &away);
            assert_eq!(away.damaged.get(), None);
            heard(&recorder, told(0, damaged.clone()), 1, &away);
            assert_eq!(away.damaged.get(), expected, "watched: {watched}");
            assert_eq!(away.computing.get(), Micros(8.0));
            assert_eq!(away.travelling.get(), Micros(6.0));
        }
    }
}
