//! The coordinator of a job: which chunks are to be given to the queue, which of what comes back counts, and when there is
//! an answer. Pure: what happened goes in with the time it was heard, lines and effects come out. The queue may deliver
//! twice, in any order, late, or lose everything; each chunk counts once all the same.

use super::clock::{Alignment, OwnMicros};
use super::line::{Line, Moment};
use super::names::Id;
use super::wire::{LONGEST_WHY, MOST_RESULT_BYTES, Said};
use crate::dispatch::compressed::Compressed;
use crate::units::Micros;
use std::collections::BTreeSet;

/// How often a chunk is given out before it is held to break whoever gets it.
pub const MOST_DELIVERIES: u32 = 5;
/// The most bytes that all chunks of a job may give to be seen.
const MOST_BYTES_OF_ALL: usize = 64 * 1024 * 1024;

/// How much may be told of a job: so much of each chunk, which is several times what the worst run has to tell, and some.
const MOST_OF_A_CHUNK: usize = 40;
const MOST_BESIDES: usize = 10_000;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The chunk is to be given to the queue.
    Publish(u32),
    /// To be told to whoever asked. The last line ends the run.
    Say(Line),
}

/// Who tells something, and how its clock is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Teller {
    /// Who.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its clock, as far as it is known.
    pub clock: Option<Alignment>,
    /// When the run began, by our clock.
    pub run_began: OwnMicros,
}

impl Teller {
    /// A time of its own as one of the run, heard `now`: it can't be before the run, nor still to come.
    fn moment(&self, theirs: OwnMicros, now: Micros) -> Moment {
        let Some(clock) = self.clock else {
            return Moment {
                at: now,
                error: now,
            };
        };
        let at = clock.ours(theirs).saturating_sub(self.run_began) as f64;
        Moment {
            at: Micros(at).max(Micros::ZERO).min(now),
            error: Micros(clock.error as f64),
        }
    }
}

/// Where a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Here: it was not given to the queue yet.
    Here,
    /// On its way to the queue, or in it.
    InQueue,
    /// With a machine that has not begun it,
    With(Id),
    /// or has.
    ComputedBy(Id),
    /// Counted.
    Done,
}

#[derive(Debug, Clone)]
struct Chunk {
    place: Place,
    /// Who had it last, by name.
    holder: Option<String>,
    /// When it was last given to the queue.
    published: Micros,
    /// Whether it was told that it lies there.
    is_told: bool,
}

/// A job that is being done.
#[derive(Debug)]
pub struct Coordinator {
    chunks: Vec<Chunk>,
    in_flight: usize,
    /// The first that was never given to the queue.
    next: usize,
    /// How many were, and are not done.
    flying: usize,
    done: usize,
    value: u64,
    bytes: usize,
    heard: usize,
    returned: u32,
    twice: u32,
    is_over: bool,
}

impl Coordinator {
    /// A job of so many chunks, of which so many are in flight at most. Nothing is given out before [`Self::begin`].
    pub fn new(chunks: u32, in_flight: u32) -> Self {
        let chunk = Chunk {
            place: Place::Here,
            holder: None,
            published: Micros::ZERO,
            is_told: false,
        };
        Self {
            chunks: vec![chunk; chunks as usize],
            in_flight: (in_flight as usize).max(1),
            next: 0,
            flying: 0,
            done: 0,
            value: 0,
            bytes: 0,
            heard: 0,
            returned: 0,
            twice: 0,
            is_over: false,
        }
    }

    /// Whether the last line was said.
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Gives out the first chunks.
    pub fn begin(&mut self, now: Micros, effects: &mut Vec<Effect>) {
        self.fill(now, effects);
    }

    fn fill(&mut self, now: Micros, effects: &mut Vec<Effect>) {
        while self.flying < self.in_flight && self.next < self.chunks.len() {
            self.flying += 1;
            let chunk = self.next;
            self.next += 1;
            self.publish(chunk, now, effects);
        }
    }

    fn publish(&mut self, chunk: usize, now: Micros, effects: &mut Vec<Effect>) {
        if let Some(own) = self.chunks.get_mut(chunk) {
            own.place = Place::InQueue;
            own.published = now;
            own.is_told = false;
            effects.push(Effect::Publish(chunk as u32));
        }
    }

    /// The queue has a chunk, since then.
    pub fn stored(&mut self, chunk: u32, at: Micros, effects: &mut Vec<Effect>) {
        if !self.is_over {
            self.tell_queued(chunk, at, effects);
        }
    }

    fn tell_queued(&mut self, chunk: u32, at: Micros, effects: &mut Vec<Effect>) {
        if let Some(own) = self.chunks.get_mut(chunk as usize)
            && !std::mem::replace(&mut own.is_told, true)
        {
            effects.push(Effect::Say(Line::Queued { chunk, at }));
        }
    }

    /// A machine told something.
    pub fn told(&mut self, teller: &Teller, said: Said, now: Micros, effects: &mut Vec<Effect>) {
        if self.is_over || self.is_too_much(teller, now, effects) {
            return;
        }
        let (Said::Taken { chunk, .. }
        | Said::Begun { chunk, .. }
        | Said::Computed { chunk, .. }
        | Said::Broken { chunk, .. }
        | Said::GivenBack { chunk }) = said;
        // One that was never given out can't come back either.
        if chunk as usize >= self.next {
            let of = self.chunks.len();
            let why = format!("it speaks of chunk {chunk}, which was not given out, of {of}");
            return self.refuse(teller, why, now, effects);
        }
        match said {
            Said::Taken { delivery, at, .. } => {
                let moment = teller.moment(at, now);
                self.taken(teller, chunk, delivery, moment, now, effects);
            }
            Said::Begun { at, .. } => {
                let moment = teller.moment(at, now);
                self.begun(teller, chunk, moment, effects);
            }
            Said::Computed {
                part, begun, ended, ..
            } => self.computed(teller, chunk, part, [begun, ended], now, effects),
            Said::Broken { why, .. } if !self.is_done(chunk) => {
                let name = &teller.name;
                let why = plain(&why);
                self.fail(
                    format!("{name} can't compute chunk {chunk}: {why}."),
                    now,
                    effects,
                );
            }
            Said::GivenBack { .. } if self.is_with(teller.id, chunk) => {
                self.returns(chunk, "the machine gave it back", now, effects);
                self.chunks[chunk as usize].place = Place::InQueue;
            }
            Said::Broken { .. } | Said::GivenBack { .. } => {}
        }
    }

    fn is_done(&self, chunk: u32) -> bool {
        let own = self.chunks.get(chunk as usize);
        own.is_some_and(|own| own.place == Place::Done)
    }

    fn is_with(&self, machine: Id, chunk: u32) -> bool {
        let own = self.chunks.get(chunk as usize);
        own.is_some_and(|own| {
            own.place == Place::With(machine) || own.place == Place::ComputedBy(machine)
        })
    }

    fn taken(
        &mut self,
        teller: &Teller,
        chunk: u32,
        delivery: u32,
        moment: Moment,
        now: Micros,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_done(chunk) {
            return;
        }
        let is_held = self.chunks[chunk as usize].place != Place::InQueue;
        if is_held {
            self.returns(chunk, "nothing was heard of it", now, effects);
        }
        self.tell_queued(chunk, moment.at, effects);
        let own = &mut self.chunks[chunk as usize];
        own.place = Place::With(teller.id);
        own.holder = Some(teller.name.clone());
        effects.push(Effect::Say(Line::Taken {
            chunk,
            machine: teller.name.clone(),
            moment,
            delivery,
        }));
    }

    fn begun(&mut self, teller: &Teller, chunk: u32, moment: Moment, effects: &mut Vec<Effect>) {
        // Of a machine that no longer has it nothing is told but what counts: a result.
        if self.chunks[chunk as usize].place == Place::With(teller.id) {
            self.chunks[chunk as usize].place = Place::ComputedBy(teller.id);
            effects.push(Effect::Say(Line::Begun {
                chunk,
                machine: teller.name.clone(),
                moment,
            }));
        }
    }

    fn computed(
        &mut self,
        teller: &Teller,
        chunk: u32,
        part: Compressed,
        [begun, ended]: [OwnMicros; 2],
        now: Micros,
        effects: &mut Vec<Effect>,
    ) {
        let machine = teller.name.clone();
        if self.is_done(chunk) {
            self.twice += 1;
            let at = now;
            effects.push(Effect::Say(Line::Twice { chunk, machine, at }));
            return;
        }
        if part.bytes.len() > MOST_RESULT_BYTES {
            let why = format!("chunk {chunk} came back with {} bytes", part.bytes.len());
            self.refuse(teller, why, now, effects);
            // It may have been acknowledged, so it would never be given out again by itself.
            self.returns(chunk, "its result can't be used", now, effects);
            return self.publish(chunk as usize, now, effects);
        }
        self.bytes += part.bytes.len();
        if self.bytes > MOST_BYTES_OF_ALL {
            let why = "The chunks gave more than 64 MB to be seen.".to_owned();
            return self.fail(why, now, effects);
        }
        let (begun, ended) = (teller.moment(begun, now), teller.moment(ended, now));
        self.tell_queued(chunk, begun.at, effects);
        self.begun(teller, chunk, begun, effects);
        self.chunks[chunk as usize].place = Place::Done;
        self.done += 1;
        self.flying -= 1;
        self.value = self.value.wrapping_add(part.value);
        effects.push(Effect::Say(Line::Ended {
            chunk,
            machine: machine.clone(),
            moment: ended,
        }));
        effects.push(Effect::Say(Line::Result {
            chunk,
            machine,
            at: now,
            value: part.value,
            bytes: part.bytes,
        }));
        if self.done == self.chunks.len() {
            self.is_over = true;
            effects.push(Effect::Say(Line::Done {
                at: now,
                chunks: self.done as u32,
                returned: self.returned,
                twice: self.twice,
                value: self.value,
            }));
        } else {
            self.fill(now, effects);
        }
    }

    fn returns(&mut self, chunk: u32, why: &str, now: Micros, effects: &mut Vec<Effect>) {
        self.returned += 1;
        let machine = self.chunks[chunk as usize].holder.take();
        effects.push(Effect::Say(Line::Returned {
            chunk,
            machine,
            at: now,
            why: why.to_owned(),
        }));
    }

    /// What a machine said can't be used.
    pub fn refuse(&mut self, teller: &Teller, why: String, now: Micros, effects: &mut Vec<Effect>) {
        if !self.is_over && !self.is_too_much(teller, now, effects) {
            effects.push(Effect::Say(Line::Refused {
                machine: teller.name.clone(),
                at: now,
                why,
            }));
        }
    }

    /// Whether more was told than there can be to tell; that ends the job.
    fn is_too_much(&mut self, teller: &Teller, now: Micros, effects: &mut Vec<Effect>) -> bool {
        self.heard += 1;
        let is_too_much = self.heard > self.chunks.len() * MOST_OF_A_CHUNK + MOST_BESIDES;
        if is_too_much {
            let why = format!(
                "There is no end to what machines tell of this job; the last was {}.",
                teller.name
            );
            self.fail(why, now, effects);
        }
        is_too_much
    }

    /// A machine gives no sign any more. The queue gives what it had to others; nothing is done here.
    pub fn gone(&mut self, machine: String, now: Micros, effects: &mut Vec<Effect>) {
        if !self.is_over {
            effects.push(Effect::Say(Line::Gone { machine, at: now }));
        }
    }

    /// A chunk was given out as often as it may be.
    pub fn exhausted(&mut self, chunk: u32, now: Micros, effects: &mut Vec<Effect>) {
        let is_given_out = (chunk as usize) < self.next;
        if is_given_out && !self.is_done(chunk) {
            let why = format!(
                "Chunk {chunk} breaks every machine: it was given out {MOST_DELIVERIES} times, and nothing came back."
            );
            self.fail(why, now, effects);
        }
    }

    /// These chunks, and no others, lay in the queue or with machines when it was asked, at `asked`: what is neither done
    /// nor among them is lost, and given out anew. One that was given out after `asked` can't be told.
    pub fn found(
        &mut self,
        present: &BTreeSet<u32>,
        asked: Micros,
        now: Micros,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_over {
            return;
        }
        for chunk in 0..self.next as u32 {
            let own = &self.chunks[chunk as usize];
            let was_there = own.place != Place::Done && own.published.0 < asked.0;
            if was_there && !present.contains(&chunk) {
                self.returns(chunk, "the queue lost it", now, effects);
                self.publish(chunk as usize, now, effects);
            }
        }
    }

    /// There will be no answer.
    pub fn fail(&mut self, why: String, now: Micros, effects: &mut Vec<Effect>) {
        if !self.is_over {
            self.is_over = true;
            effects.push(Effect::Say(Line::Failed { at: now, why }));
        }
    }
}

/// A machine's words, as short and plain as ours.
fn plain(why: &str) -> String {
    let why = why.chars().take(LONGEST_WHY);
    why.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
#[path = "coordinator_tests.rs"]
mod tests;
