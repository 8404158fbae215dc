//! Which worker of tier `workers` is given what: the next assignment goes to the worker with least to do. Plain data,
//! so it is tested on the host; `workers.rs` posts what is decided here.

use super::{Batch, BatchOutput};
use crate::comparison::Fault;
use crate::input::{Bytes, Inputs};
use crate::units::Micros;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// An assignment that was made and has not come back.
#[derive(Debug, Clone, PartialEq)]
pub struct Outstanding {
    /// The number of its batch.
    pub batch_id: u32,
    /// Which of the batch's takers it is for.
    pub taker: u16,
    /// The worker that it was given to.
    pub worker: u16,
    /// The chunks. None at all asks the worker what it found out of its requests.
    pub chunks: Vec<u32>,
    /// When it was posted, by the caller's clock; zero where nobody looks.
    pub since: Micros,
}

/// A batch and how far it is.
struct BatchState {
    batch: Batch,
    left: VecDeque<u32>,
    output: BatchOutput,
    fault: Option<Fault>,
    /// Workers that were given an assignment: what they know of its requests lies in their memory.
    given: BTreeSet<u16>,
}

/// Batches, and who is at what. A batch may have more takers than there are workers: they queue.
pub struct Scheduler {
    workers: u16,
    batches: BTreeMap<u32, BatchState>,
    next_batch_id: u32,
    next_assignment: u32,
    /// By number, over all batches.
    out: BTreeMap<u32, Outstanding>,
    /// For each worker what it was last given to compute many chunks of.
    holds: BTreeMap<u16, Bytes>,
}

impl Scheduler {
    /// Nothing to do yet, for so many workers.
    pub fn new(workers: u16) -> Self {
        Self {
            workers,
            batches: BTreeMap::new(),
            next_batch_id: 0,
            next_assignment: 0,
            out: BTreeMap::new(),
            holds: BTreeMap::new(),
        }
    }

    /// Takes a batch in: its number, and the numbers of its first assignments, to be posted.
    pub fn start(&mut self, batch: Batch) -> (u32, Vec<u32>) {
        self.next_batch_id += 1;
        let (batch_id, takers) = (self.next_batch_id, batch.takers.max(1));
        let state = BatchState {
            left: batch.chunks.iter().copied().collect(),
            batch,
            output: BatchOutput::default(),
            fault: None,
            given: BTreeSet::new(),
        };
        self.batches.insert(batch_id, state);
        let first = (0..takers).filter_map(|taker| self.assign_next(batch_id, taker));
        (batch_id, first.collect())
    }

    /// Takes in what came of an assignment: the number of the next one of its taker, to be posted.
    pub fn returned(
        &mut self,
        number: u32,
        mut output: BatchOutput,
        fault: Option<Fault>,
    ) -> Option<u32> {
        let done = self.out.remove(&number)?;
        let state = self.batches.get_mut(&done.batch_id)?;
        state.output.append(&mut output);
        if let Some(fault) = fault {
            state.left.clear();
            state.fault.get_or_insert(fault);
        }
        self.assign_next(done.batch_id, done.taker)
    }

    /// Asks every worker that had a part of the batch what it found out of its requests.
    pub fn ask_for_timings(&mut self, batch_id: u32) -> Vec<u32> {
        let given = match self.batches.get(&batch_id) {
            Some(state) if state.batch.notes_requests() => state.given.clone(),
            _ => BTreeSet::new(),
        };
        let asked = given
            .into_iter()
            .map(|worker| self.assign(batch_id, 0, worker, Vec::new()));
        asked.collect()
    }

    /// Ends a batch. What is out of it comes back all the same, and counts as work until then.
    pub fn end(&mut self, batch_id: u32) {
        self.batches.remove(&batch_id);
    }

    /// What was done of a batch since last asked.
    pub fn collect(&mut self, batch_id: u32) -> BatchOutput {
        let state = self.batches.get_mut(&batch_id);
        state.map_or_else(BatchOutput::default, |state| {
            std::mem::take(&mut state.output)
        })
    }

    /// Whether a batch is over, and its fault if it had one.
    pub fn ended(&self, batch_id: u32) -> Option<Result<(), Fault>> {
        let state = self.batches.get(&batch_id)?;
        let is_over = state.left.is_empty() && self.out_of(batch_id).next().is_none();
        is_over.then(|| state.fault.clone().map_or(Ok(()), Err))
    }

    /// Whether no worker is at anything.
    pub fn is_idle(&self) -> bool {
        self.out.is_empty()
    }

    /// What is out of a batch, with its number.
    pub fn out_of(&self, batch_id: u32) -> impl Iterator<Item = (u32, &Outstanding)> {
        let out = self.out.iter().map(|(number, out)| (*number, out));
        out.filter(move |(_, out)| out.batch_id == batch_id)
    }

    /// An assignment that is out.
    pub fn assignment(&self, number: u32) -> Option<&Outstanding> {
        self.out.get(&number)
    }

    /// The bytes that go along with an assignment, which is about to be posted: what is the same for all chunks is sent
    /// to each worker once.
    pub fn inputs(&mut self, number: u32) -> Inputs {
        let Some(out) = self.out.get(&number).filter(|out| !out.chunks.is_empty()) else {
            return Inputs::None;
        };
        let batch = self.batches.get(&out.batch_id).map(|state| &state.batch);
        match batch.map(|batch| &batch.inputs) {
            Some(Inputs::One(bytes)) => {
                let before = self.holds.insert(out.worker, bytes.clone());
                match before {
                    Some(before) if before.are(bytes) => Inputs::AsBefore,
                    _ => Inputs::One(bytes.clone()),
                }
            }
            Some(own) => own.only(&out.chunks),
            None => Inputs::None,
        }
    }

    /// Notes when an assignment was posted.
    pub fn posted(&mut self, number: u32, since: Micros) {
        if let Some(out) = self.out.get_mut(&number) {
            out.since = since;
        }
    }

    /// A batch that has not been ended.
    pub fn batch(&self, batch_id: u32) -> Option<&Batch> {
        self.batches.get(&batch_id).map(|state| &state.batch)
    }

    /// The oldest batch that has not been ended: nobody will ask of older ones.
    pub fn oldest_batch(&self) -> u32 {
        let oldest = self.batches.keys().next();
        oldest.copied().unwrap_or(self.next_batch_id)
    }

    /// The next part of a batch, if anything is left. The first parts are large, the last ones small, so that all
    /// takers end together.
    fn assign_next(&mut self, batch_id: u32, taker: u16) -> Option<u32> {
        let worker = self.with_least_to_do();
        let state = self.batches.get_mut(&batch_id)?;
        // A slow request alone is worth a message, and Stop must not wait for a handful of them.
        let size = match state.batch.requests {
            Some(_) => state.left.len().min(1),
            None => state
                .left
                .len()
                .div_ceil(6 * usize::from(state.batch.takers.max(1))),
        };
        let chunks: Vec<u32> = state.left.drain(..size).collect();
        if chunks.is_empty() {
            return None;
        }
        state.given.insert(worker);
        Some(self.assign(batch_id, taker, worker, chunks))
    }

    fn assign(&mut self, batch_id: u32, taker: u16, worker: u16, chunks: Vec<u32>) -> u32 {
        self.next_assignment += 1;
        let out = Outstanding {
            batch_id,
            taker,
            worker,
            chunks,
            since: Micros::ZERO,
        };
        self.out.insert(self.next_assignment, out);
        self.next_assignment
    }

    /// The worker with the fewest chunks before it; of equal ones always the same, which has its code compiled.
    fn with_least_to_do(&self) -> u16 {
        let to_do = |worker: &u16| -> usize {
            let own = self.out.values().filter(|out| out.worker == *worker);
            own.map(|out| out.chunks.len().max(1)).sum()
        };
        (0..self.workers).min_by_key(to_do).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;
    use crate::pool::Recording;
    use crate::work::Cells;
    use proptest::prelude::*;

    fn batch(chunks: u32, takers: u16) -> Batch {
        Batch {
            job: Job {
                request: None,
                work: None,
                chunk_count: chunks,
                picture: None,
            },
            chunks: (0..chunks).collect(),
            takers,
            first_taker: 0,
            requests: None,
            recording: Recording::Spans,
            inputs: Inputs::None,
            cells: Cells::default(),
        }
    }

    /// Carries all out, each worker one chunk a turn, in the order of posting. How many turns it took.
    fn turns(scheduler: &mut Scheduler) -> usize {
        let mut done: BTreeMap<u32, usize> = BTreeMap::new();
        for turn in 0.. {
            if scheduler.is_idle() {
                return turn;
            }
            let mut at = BTreeMap::new();
            for (number, out) in &scheduler.out {
                at.entry(out.worker)
                    .or_insert((*number, out.chunks.clone()));
            }
            for (number, chunks) in at.into_values() {
                let of_it = done.entry(number).or_default();
                *of_it += 1;
                if *of_it >= chunks.len() {
                    let finished = chunks.iter().map(|chunk| (*chunk, Default::default()));
                    let output = BatchOutput {
                        finished: finished.collect(),
                        ..BatchOutput::default()
                    };
                    scheduler.returned(number, output, None);
                }
            }
        }
        unreachable!("turns have no end")
    }

    #[test]
    fn batches_of_one_taker_go_to_workers_of_their_own() {
        for (workers, copies, of_one) in [(4, 1, 1), (4, 4, 1), (2, 4, 2), (1, 3, 3)] {
            let mut scheduler = Scheduler::new(workers);
            for _ in 0..copies {
                scheduler.start(batch(60, 1));
            }
            let took = turns(&mut scheduler);
            assert_eq!(took, 60 * of_one, "{copies} copies on {workers} workers");
        }
    }

    #[test]
    fn what_is_the_same_for_all_chunks_is_sent_to_each_worker_once() {
        let mut scheduler = Scheduler::new(2);
        let (one, other) = (Bytes::from(vec![1; 9]), Bytes::from(vec![1; 9]));
        let of = |bytes: &Bytes| Batch {
            inputs: Inputs::One(bytes.clone()),
            ..batch(4, 2)
        };
        let mut sent = Vec::new();
        for bytes in [&one, &one, &other] {
            let (_, first) = scheduler.start(of(bytes));
            for number in first {
                sent.push(scheduler.inputs(number) == Inputs::AsBefore);
                scheduler.returned(number, BatchOutput::default(), Some(Fault::Stopped));
            }
        }
        assert!(!sent[0], "a worker is given it first");
        assert_eq!(
            sent.iter().filter(|as_before| !**as_before).count(),
            4,
            "{sent:?}"
        );
    }

    #[test]
    fn a_chunk_s_own_bytes_go_where_it_goes() {
        let mut scheduler = Scheduler::new(1);
        let each = (0..3).map(|chunk| (chunk, Bytes::from(vec![chunk as u8])));
        let (_, first) = scheduler.start(Batch {
            inputs: Inputs::Each(each.collect()),
            ..batch(3, 1)
        });
        let inputs = scheduler.inputs(first[0]);
        assert_eq!([inputs.of(0), inputs.of(1)], [&[0][..], &[]]);
    }

    #[test]
    fn a_fault_ends_its_batch_and_no_other() {
        let mut scheduler = Scheduler::new(2);
        let (faulty, first) = scheduler.start(batch(60, 1));
        let (other, _) = scheduler.start(batch(60, 1));
        let fault = Some(Fault::Stopped);
        assert_eq!(
            scheduler.returned(first[0], BatchOutput::default(), fault),
            None
        );
        assert_eq!(scheduler.ended(faulty), Some(Err(Fault::Stopped)));
        assert_eq!(scheduler.ended(other), None);
        turns(&mut scheduler);
        assert_eq!(scheduler.ended(other), Some(Ok(())));
    }

    proptest! {
        #[test]
        fn every_chunk_is_carried_out_once(
            workers in 1_u16..9,
            batches in prop::collection::vec((0_u32..70, 1_u16..20), 1..6),
        ) {
            let mut scheduler = Scheduler::new(workers);
            let start = |&(chunks, takers): &(u32, u16)| scheduler.start(batch(chunks, takers)).0;
            let numbers: Vec<u32> = batches.iter().map(start).collect();
            turns(&mut scheduler);
            for (number, (chunks, _)) in numbers.into_iter().zip(batches) {
                prop_assert_eq!(scheduler.ended(number), Some(Ok(())));
                let finished = scheduler.collect(number).finished.into_iter();
                let mut finished: Vec<u32> = finished.map(|(chunk, _)| chunk).collect();
                finished.sort_unstable();
                prop_assert_eq!(finished, (0..chunks).collect::<Vec<_>>());
            }
        }
    }
}
