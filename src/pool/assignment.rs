//! The worker's side of tier `workers`: it is given an assignment of chunks, carries it out, and returns what
//! came of it.

use super::taker::{BrowserContext, Notes, carry_out};
use super::{Batch, BatchOutput, crash_info};
use crate::browser::resource_timing;
use crate::comparison::Fault;
use crate::input::Inputs;
use crate::kernel::NEVER;
use crate::trace::wait::Wait;
use crate::work::FindWork;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Some chunks for one worker.
#[derive(Serialize, Deserialize)]
pub struct Assignment {
    /// Its own number.
    pub number: u32,
    /// The number of its batch.
    pub batch_id: u32,
    /// The oldest batch that somebody may still ask of.
    pub oldest_batch: u32,
    /// Which of the batch's takers it is for.
    pub taker: u16,
    /// The batch, with only the chunks that this worker is to take. None at all asks the worker what it
    /// found out of its requests.
    pub batch: Batch,
}

/// What came of them.
#[derive(Serialize, Deserialize)]
pub struct Returned {
    /// The assignment's number.
    pub number: u32,
    /// What was done.
    pub output: BatchOutput,
    /// Why not all of it was.
    pub fault: Option<Fault>,
}

thread_local! {
    /// What was last computed of by many chunks: it is sent once.
    static FOR_ALL: RefCell<Inputs> = const { RefCell::new(Inputs::None) };

    /// Of each batch, the requests of which is not known yet how they went.
    static WAITS: RefCell<BTreeMap<u32, Vec<Wait>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Carries out one assignment, finding the code of work by `find`.
pub fn carry_out_assignment(bytes: &[u8], find: FindWork) -> Vec<u8> {
    // No message arrives meanwhile, so no flag is ever set; assignments are small instead.
    let context = BrowserContext(&NEVER, find);
    let Ok(mut assignment) = postcard::from_bytes::<Assignment>(bytes) else {
        return Vec::new();
    };
    FOR_ALL.with_borrow_mut(|known| match &mut assignment.batch.inputs {
        as_before @ Inputs::AsBefore => as_before.clone_from(known),
        one @ Inputs::One(_) => known.clone_from(one),
        Inputs::None | Inputs::Each(_) => {}
    });
    let batch_id = assignment.batch_id;
    let mut notes = Notes::new(
        assignment.batch.recording,
        assignment.batch.track(assignment.taker),
    );
    let mut fault = None;
    for &chunk in &assignment.batch.chunks {
        crash_info::at_chunk(chunk);
        let outcome = carry_out(&context, &assignment.batch, chunk, &mut notes, |_| ());
        crash_info::at_none();
        match outcome {
            Ok(outcome) => notes.output.finished.push((chunk, outcome)),
            Err(of_chunk) => {
                fault = Some(of_chunk);
                break;
            }
        }
    }
    WAITS.with_borrow_mut(|waits| {
        if assignment.batch.chunks.is_empty() {
            notes.waits = waits.remove(&batch_id).unwrap_or_default();
            notes.learn_at_last(&context);
            // What is left of older batches is of runs that were stopped. The others will ask.
            waits.retain(|of, _| *of >= assignment.oldest_batch);
            if waits.is_empty() {
                resource_timing::clear();
            }
        } else if !notes.waits.is_empty() {
            waits.entry(batch_id).or_default().append(&mut notes.waits);
        }
    });
    // What is being done just now is nothing: the assignment is done.
    notes.output.open.clear();
    let returned = Returned {
        number: assignment.number,
        output: notes.output,
        fault,
    };
    postcard::to_allocvec(&returned).unwrap_or_default()
}
