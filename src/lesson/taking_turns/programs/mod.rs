//! Its programs, one file each: what the reader is shown. Each task has two turns, and counts them.

mod futures;
mod giving_way;
mod greedy;
#[cfg(target_arch = "wasm32")]
mod promises;
mod threads_in_turn;

#[cfg(target_arch = "wasm32")]
use super::PROMISES;
use super::{
    FUTURES, GIVING_WAY, GREEDY, GREEDY_FOR, LONGEST_TURN, OTHERS_DONE, THREADS_IN_TURN, TURNS,
    TURNS_A_TASK, USUAL_GREED,
};
use crate::comparison::Fault;
use crate::key::Key;
use crate::run::program::{Answer, Carry, Stage};
use crate::units::{Micros, Millis};
use futures_util::future::Either;
use futures_util::stream::{FuturesUnordered, TryStreamExt};
use std::cell::Cell;

/// The programs by their keys. Nothing on the host stands for the browser's promises.
pub const PROGRAMS: &[(Key, Carry)] = &[
    #[cfg(target_arch = "wasm32")]
    (PROMISES, |i| Box::pin(promises::promises(i))),
    (FUTURES, |i| Box::pin(futures::futures(i))),
    (THREADS_IN_TURN, |i| {
        Box::pin(threads_in_turn::threads_in_turn(i))
    }),
    (GREEDY, |i| Box::pin(greedy::greedy(i))),
    (GIVING_WAY, |i| Box::pin(giving_way::giving_way(i))),
];

/// The turns of a run, as they are counted.
struct Turns<'a> {
    i: &'a Stage<'a>,
    begun: Micros,
    taken: Cell<u64>,
    others_done: Cell<Micros>,
    longest: Cell<Micros>,
}

/// The stop flag is looked at every so many turns.
const LOOKS_EVERY: u64 = 1_000;

impl<'a> Turns<'a> {
    fn new(i: &'a Stage<'a>) -> Self {
        Self {
            i,
            begun: i.now(),
            taken: Cell::new(0),
            others_done: Cell::default(),
            longest: Cell::default(),
        }
    }

    /// One turn of one task.
    fn take(&self) -> Result<(), Fault> {
        let taken = self.taken.get() + 1;
        self.taken.set(taken);
        if taken == u64::from(self.i.values.size()) * u64::from(TURNS_A_TASK) {
            self.others_done.set(self.i.now() - self.begun);
        }
        match taken % LOOKS_EVERY {
            0 => self.i.go_on(),
            _ => Ok(()),
        }
    }

    /// All the small tasks, and another one in the middle of them.
    async fn of_all_and(
        &self,
        other: impl Future<Output = Result<(), Fault>>,
    ) -> Result<(), Fault> {
        let (mut other, middle) = (Some(other), self.i.values.size() / 2);
        let mut tasks = FuturesUnordered::new();
        for task in self.i.tasks() {
            if task == middle {
                tasks.extend(other.take().map(Either::Left));
            }
            let small = futures::small(self.i, self);
            tasks.push(Either::Right(self.i.in_turns(task, small)));
        }
        tasks.try_collect().await
    }

    /// The greedy task computes for a while and has the thread to itself.
    fn compute_for(&self, length: Millis) -> Result<(), Fault> {
        let took = self.i.compute_for(length)?;
        self.longest.set(self.longest.get().max(took));
        Ok(())
    }

    fn answer(&self) -> Answer {
        let mut answer = answer(self.taken.get());
        if self.longest.get() > Micros::ZERO {
            let ms = |time: Micros| time.to_millis().0;
            answer.measures.push((LONGEST_TURN, ms(self.longest.get())));
            answer
                .measures
                .push((OTHERS_DONE, ms(self.others_done.get())));
        }
        answer
    }
}

/// How long the greedy task computes.
fn greed(i: &Stage<'_>) -> u32 {
    i.values.get(GREEDY_FOR).unwrap_or(USUAL_GREED)
}

fn answer(turns: u64) -> Answer {
    Answer {
        text: [&turns.to_string(), " turns"].concat(),
        measures: vec![(TURNS, turns as f64)],
        output: String::new(),
        lines: Vec::new(),
        checks: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comparison::{Case, Comparison, Repeats, Run};
    use crate::lesson::{CODE, find_work};
    use crate::run::mock::{Book, Costs, MockPlatform};
    use crate::run::plan::compare;
    use crate::tier::Tier;
    use crate::trace::SpanKind;
    use crate::values::{SIZE, Values};

    /// What comes of a program with so many tasks, where the reader says Stop at that clock.
    fn carried_out(key: Key, tasks: u32, stop_at: f64) -> Result<Run, Fault> {
        let costs = Costs {
            request: Micros::ZERO,
            chunk: Micros(10.0),
        };
        let mut platform = MockPlatform::new(Tier::Threads, costs, find_work);
        platform.stop_at = stop_at;
        let lesson = &super::super::LESSON;
        let values = lesson.values_for(key, &Values::from_iter([(SIZE, tasks), (GREEDY_FOR, 20)]));
        let comparison = Comparison {
            lesson: lesson.slug.to_owned(),
            cases: vec![Case::plain(
                0,
                lesson.program(key).expect("one of its own"),
                values,
            )],
            is_watched: false,
            repeats: Repeats::Exactly(1),
            seed: 1,
            scripts: Vec::new(),
        };
        let book = Book::default();
        platform
            .time
            .live_through(compare(&platform, CODE, &comparison, &book));
        book.ended.take().pop().expect("a run").2
    }

    #[test]
    fn of_many_tasks_the_turns_of_some_are_written_down_and_all_are_counted() {
        for (tasks, drawn) in [(10, 10), (2_000, 500)] {
            let run = carried_out(FUTURES, tasks, f64::INFINITY).expect("nothing breaks");
            assert_eq!(run.answer, [&(2 * tasks).to_string(), " turns"].concat());
            let turns = run.trace.spans.iter();
            let of_tasks = turns.filter(|span| span.kind == SpanKind::Poll && span.chunk.is_some());
            let a_run = |number: usize| number / run.trace.iterations as usize;
            assert_eq!(a_run(of_tasks.count()), 2 * drawn);
            assert_eq!(
                a_run(run.trace.thinned as usize),
                2 * (tasks as usize - drawn)
            );
        }
    }

    #[test]
    fn who_keeps_the_thread_holds_all_others_up_and_who_gives_way_does_not() {
        let found = |key| {
            let measures = carried_out(key, 10, f64::INFINITY)
                .expect("nothing breaks")
                .measures;
            let of = |wanted| {
                measures
                    .iter()
                    .find(|(key, _)| *key == wanted)
                    .map(|(_, value)| *value)
            };
            (
                of(LONGEST_TURN).expect("told"),
                of(OTHERS_DONE).expect("told"),
            )
        };
        let (long, late) = found(GREEDY);
        assert!((20.0..20.5).contains(&long) && late > long, "{long} {late}");
        let (short, early) = found(GIVING_WAY);
        assert!(
            (1.0..1.5).contains(&short) && early < 5.0,
            "{short} {early}"
        );
    }

    #[test]
    fn many_turns_end_when_told_to() {
        let stopped = carried_out(FUTURES, 100_000, 20_000.0).map(|run| run.answer);
        assert_eq!(stopped, Err(Fault::Stopped));
    }
}
