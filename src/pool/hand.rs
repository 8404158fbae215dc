//! The worker's side of tier `workers`: it is given a hand of chunks, carries it out, and returns what
//! came of it.

use super::taker::{BrowserHands, Notes, carry_out};
use super::{Batch, Taken, last_words};
use crate::browser::resource_timing;
use crate::comparison::Fault;
use crate::kernel::NEVER;
use crate::trace::wait::Wait;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Some chunks for one worker.
#[derive(Serialize, Deserialize)]
pub struct Hand {
    /// The number of its batch.
    pub ticket: u32,
    /// The worker's number.
    pub worker: u16,
    /// The batch, with only the chunks that this worker is to take. None at all asks the worker what it
    /// found out of its requests.
    pub batch: Batch,
}

/// What came of them.
#[derive(Serialize, Deserialize)]
pub struct Returned {
    /// The number of its batch.
    pub ticket: u32,
    /// The worker's number.
    pub worker: u16,
    /// What was done.
    pub taken: Taken,
    /// Why not all of it was.
    pub fault: Option<Fault>,
}

/// No message arrives while a hand is carried out, so no flag is ever set; hands are small instead.
const HANDS: BrowserHands = BrowserHands(&NEVER);

thread_local! {
    /// Of each ticket, the requests of which is not known yet how they went.
    static WAITS: RefCell<BTreeMap<u32, Vec<Wait>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Carries out one hand.
pub fn take_hand(bytes: &[u8]) -> Vec<u8> {
    let Ok(hand) = postcard::from_bytes::<Hand>(bytes) else {
        return Vec::new();
    };
    let (ticket, worker) = (hand.ticket, hand.worker);
    let mut notes = Notes::new(hand.batch.recording, worker);
    let mut fault = None;
    for &chunk in &hand.batch.chunks {
        last_words::at_chunk(chunk);
        match carry_out(&HANDS, &hand.batch, chunk, &mut notes, |_| ()) {
            Ok(outcome) => notes.taken.finished.push((chunk, outcome)),
            Err(of_chunk) => {
                fault = Some(of_chunk);
                break;
            }
        }
    }
    WAITS.with_borrow_mut(|waits| {
        if hand.batch.chunks.is_empty() {
            notes.waits = waits.remove(&ticket).unwrap_or_default();
            notes.learn_at_last(&HANDS);
            // What is left of older batches is of runs that were stopped. Younger ones will ask.
            waits.retain(|of, _| *of > ticket);
            if waits.is_empty() {
                resource_timing::clear();
            }
        } else if !notes.waits.is_empty() {
            waits.entry(ticket).or_default().append(&mut notes.waits);
        }
    });
    // What is being done just now is nothing: the hand is done.
    notes.taken.open.clear();
    let returned = Returned {
        ticket,
        worker,
        taken: notes.taken,
        fault,
    };
    postcard::to_allocvec(&returned).unwrap_or_default()
}
