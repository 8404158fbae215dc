//! Its programs, one file each: what the reader is shown. A request is a chunk. Two follow one after the other, then
//! all others at once.

mod async_await;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod callbacks;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
mod promise_chain;

use super::{AFTER, ASYNC_AWAIT, FAILING, HEARD};
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
use super::{CALLBACKS, PROMISE_CHAIN};
use crate::comparison::Fault;
use crate::key::Key;
use crate::run::program::{Answer, Carry, Stage};

/// The programs by their keys. Nothing on the host stands for those that are JavaScript's own.
pub const PROGRAMS: &[(Key, Carry)] = &[
    #[cfg(all(target_arch = "wasm32", feature = "threads"))]
    (CALLBACKS, |i| Box::pin(callbacks::callbacks(i))),
    #[cfg(all(target_arch = "wasm32", feature = "threads"))]
    (PROMISE_CHAIN, |i| Box::pin(promise_chain::promise_chain(i))),
    (ASYNC_AWAIT, |i| Box::pin(async_await::async_await(i))),
];

/// What came of it, where `heard` is the error that reached its end. The answer is what was here when a request was
/// refused on purpose, or else all; where that error went is what the run found out. Any other failure is a fault,
/// whether it was heard of or not.
fn ended(i: &Stage<'_>, heard: Option<Fault>) -> Result<Answer, Fault> {
    let refused = i.job.request.and_then(|plan| plan.refused);
    let Some(refused) = refused else {
        return match i.take_failure() {
            Some((fault, _)) => Err(fault),
            None => heard.map_or_else(|| Ok(i.answer()), Err),
        };
    };
    match i.take_failure() {
        Some((Fault::RequestRefused { chunk, .. }, after)) if chunk == refused => {
            let measures = [
                (HEARD, f64::from(u8::from(heard.is_some()))),
                (AFTER, f64::from(after)),
            ];
            Ok(Answer {
                measures: measures.to_vec(),
                ..i.answer_of(FAILING)
            })
        }
        Some((fault, _)) => Err(fault),
        None => heard.map_or_else(|| Ok(i.answer_of(FAILING)), Err),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FAILS, LESSON, work};
    use super::*;
    use crate::run::mock::{Costs, MockPlatform};
    use crate::run::once::once;
    use crate::tier::Tier;
    use crate::units::Micros;
    use crate::values::{SIZE, Values};

    /// What async and await come to, with a request that is refused on purpose or not, and one that breaks.
    fn carried_out(fails: u32, broken: Option<u32>) -> Result<Answer, Fault> {
        let costs = Costs {
            request: Micros(40_000.0),
            chunk: Micros(0.0),
        };
        let mut platform = MockPlatform::new(Tier::Single, costs, crate::lesson::find_work);
        platform.broken_request = broken;
        let values = Values::from_iter([(SIZE, 5), (FAILS, fails)]);
        let program = LESSON.program(ASYNC_AWAIT).expect("one of the lesson's");
        let (job, time) = (work::job(&values, 1), platform.time.clone());
        let carry: Carry = |i| Box::pin(async_await::async_await(i));
        time.live_through(once(&platform, (program, carry), (&job, &values)))
            .map(|(answer, _)| answer)
    }

    #[test]
    fn an_error_on_purpose_is_told_and_any_other_ends_it() {
        let plain = carried_out(0, None).expect("nothing breaks");
        assert!(plain.text.starts_with("5 replies, ") && plain.measures.is_empty());
        let refused = carried_out(1, None).expect("it is told");
        assert!(refused.text.starts_with("1 replies, "), "{}", refused.text);
        assert_eq!(refused.measures, [(HEARD, 1.0), (AFTER, 0.0)]);
        for (fails, broken) in [(0, 1), (0, 4), (1, 0)] {
            let fault = Fault::RequestRefused {
                chunk: broken,
                status: 500,
            };
            assert_eq!(
                carried_out(fails, Some(broken)),
                Err(fault),
                "{fails} {broken}"
            );
        }
    }
}
