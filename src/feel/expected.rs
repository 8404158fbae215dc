//! About how long a page would stand still, found out before it does: what the job waits for is known, and what else
//! it takes is tried on this machine in small. A page that stands still hears no Stop, so what takes long is refused.

use crate::comparison::Fault;
use crate::job::{Job, RequestPlan};
use crate::run::platform::Platform;
use crate::units::{Micros, Millis};

/// No page is made to stand still for longer than about this.
pub const MOST: Millis = Millis(1_500.0);

/// What took longer than this all the same ends after the step it is at; and so long an answer is awaited.
pub const LIMIT: Millis = Millis(2_500.0);

/// What is asked for on trial takes the server so long.
const TRIAL_DELAY: Millis = Millis(10.0);

/// The first request opens a connection, and browsers compile what they compute a second time.
const TRIALS: u32 = 2;

/// This part of the work is computed on trial.
const TRIAL_PART: u32 = 20;

/// About how long a program takes that waits for so many answers, one after the other, and computes the work.
///
/// # Errors
/// The fault of a request that was made on trial.
pub async fn expected(
    platform: &impl Platform,
    job_of_size: impl Fn(u32) -> Option<Job>,
    (size, requests): (u32, u32),
) -> Result<Millis, Fault> {
    let Some(job) = job_of_size(size) else {
        return Ok(Millis(0.0));
    };
    let delay = job.request.map_or(0.0, |plan| plan.delay.0);
    let waits = delay * f64::from(requests);
    if waits > MOST.0 {
        // Nothing need be tried.
        return Ok(Millis(waits));
    }
    let beside = match job.request {
        Some(plan) => request_beside(platform, &job, plan).await?,
        None => Micros::ZERO,
    };
    let small = (size / TRIAL_PART).max(1);
    let computed = match job_of_size(small) {
        Some(job) => computed(platform, &job)?.to_millis().0 * f64::from(size) / f64::from(small),
        None => 0.0,
    };
    Ok(Millis(
        waits + beside.to_millis().0 * f64::from(requests) + computed,
    ))
}

/// How much longer than the server's delay a request takes.
async fn request_beside(
    platform: &impl Platform,
    job: &Job,
    plan: RequestPlan,
) -> Result<Micros, Fault> {
    let plan = RequestPlan {
        delay: TRIAL_DELAY,
        ..plan
    };
    let job = Job {
        request: Some(plan),
        ..job.clone()
    };
    let mut took = Micros::ZERO;
    for _ in 0..TRIALS {
        let terms = platform.request_terms();
        let path = job.request_path(0, terms.nonce).unwrap_or_default();
        let start = platform.now();
        platform
            .request(&terms.waits.address(&terms.site, &path), LIMIT, 0)
            .await?;
        took = platform.now() - start;
    }
    Ok(Micros((took - TRIAL_DELAY.to_micros()).0.max(0.0)))
}

/// How long this thread takes to compute a job, if it has something to compute.
fn computed(platform: &impl Platform, job: &Job) -> Result<Micros, Fault> {
    let Some(work) = &job.work else {
        return Ok(Micros::ZERO);
    };
    let mut took = Micros::ZERO;
    for _ in 0..TRIALS {
        let start = platform.now();
        for chunk in job.chunks() {
            platform.compute(job, work, chunk.index, &[])?;
        }
        took = platform.now() - start;
    }
    Ok(took)
}

/// Whether a page may stand still for so long.
pub fn is_short(expected: Millis) -> bool {
    expected.0 <= MOST.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::mock::{Costs, MockPlatform};
    use crate::tier::Tier;
    use crate::work::samples;
    use proptest::prelude::*;

    /// What is expected of a job of so many chunks of 2 ms, where a request takes 15 ms.
    fn of(delay: u32, requests: u32, chunks: u32) -> Millis {
        let costs = Costs {
            request: Micros(15_000.0),
            chunk: Micros(2_000.0),
        };
        let platform = MockPlatform::new(Tier::Single, costs, samples::FIND);
        let job = |size| {
            Some(Job {
                request: (requests > 0).then(|| RequestPlan::after(delay, 1)),
                work: (chunks > 0).then(|| samples::counting(10)),
                chunk_count: size,
                picture: None,
            })
        };
        let time = platform.time.clone();
        let size = chunks.max(1);
        let expected = time.live_through(expected(&platform, job, (size, requests)));
        expected.expect("no request fails")
    }

    #[test]
    fn waits_are_known_and_the_rest_is_tried() {
        let is_about =
            |found: Millis, wanted: f64| assert!((found.0 - wanted).abs() < 0.1, "{found:?}");
        // Each request takes 5 ms more than the server does.
        is_about(of(40, 12, 0), 12.0 * 45.0);
        is_about(of(200, 1, 60), 205.0 + 60.0 * 2.0);
        is_about(of(0, 0, 60), 120.0);
    }

    #[test]
    fn what_a_lesson_usually_does_is_short_and_two_hundred_seconds_are_not() {
        assert!(is_short(of(40, 12, 0)));
        assert!(!is_short(of(1_000, 200, 0)));
        assert!(!is_short(of(10, 1, 2_000)), "it computes for four seconds");
    }

    proptest! {
        #[test]
        fn more_is_never_expected_to_be_shorter(delay in 10..1_000u32, requests in 1..200u32, chunks in 1..100u32) {
            let one = of(delay, requests, chunks);
            prop_assert!(one.0 >= f64::from(delay * requests));
            prop_assert!(of(delay, requests + 1, chunks).0 >= one.0 || one.0 > MOST.0);
        }
    }
}
