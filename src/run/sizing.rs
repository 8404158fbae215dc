//! How much there should be to do: a size at which the job takes one thread a time that can be seen and measured,
//! on whatever machine this is.

use super::platform::Platform;
use crate::contract::Growth;
use crate::contract::params::Range;
use crate::job::Job;
use crate::units::Micros;

/// So long the job should take one thread.
const WANTED: Micros = Micros(200_000.0);

/// The probe's size is this part of the usual one.
const PROBE_PART: u32 = 10;

/// The probe is carried out for stretches of this length, which tells what it takes even where the clock is coarse.
const STRETCH: Micros = Micros(20_000.0);

/// Browsers compile better while it runs, all at once and nobody knows when. So it goes on until so many stretches in a
/// row were not clearly faster than one before,
const STEADY: u32 = 4;

/// by this share,
const FASTER: f64 = 0.95;

/// and no longer than so many.
const MOST_STRETCHES: u32 = 15;

/// The size, in range and round. `None` where nothing is computed, or the probe was stopped.
pub async fn fitting_size(
    platform: &impl Platform,
    job_of_size: impl Fn(u32) -> Option<Job>,
    growth: Growth,
    range: Range,
) -> Option<u32> {
    let probe = (range.default / PROBE_PART).max(range.min);
    let job = job_of_size(probe)?;
    let bytes = platform.bytes_for_all(&job).await.ok()?;
    let took = fastest(platform, &job, &bytes)?;
    let more = WANTED.0 / took.0.max(1.0);
    let times = match growth {
        Growth::Linear => more,
        Growth::Square => more.sqrt(),
    };
    let size = round(f64::from(probe) * times);
    Some((size as u32).clamp(range.min, range.max))
}

/// What one time takes when the browser has done what it can, and nothing else is in the way.
fn fastest(platform: &impl Platform, job: &Job, bytes: &[u8]) -> Option<Micros> {
    let mut least = stretch(platform, job, bytes)?;
    let mut steady = 0;
    for _ in 1..MOST_STRETCHES {
        let took = stretch(platform, job, bytes)?;
        steady = if took.0 < least.0 * FASTER {
            0
        } else {
            steady + 1
        };
        least = least.min(took);
        if steady == STEADY {
            break;
        }
    }
    Some(least)
}

/// Carries the job out on this thread, over and over for one stretch; what one time takes.
fn stretch(platform: &impl Platform, job: &Job, bytes: &[u8]) -> Option<Micros> {
    let work = job.work?;
    let (start, mut times) = (platform.now(), 0);
    loop {
        for chunk in job.chunks() {
            platform.compute(job, &work, chunk.index, bytes).ok()?;
        }
        times += 1;
        let took = platform.now() - start;
        if took >= STRETCH {
            return Some(Micros(took.0 / f64::from(times)));
        }
    }
}

/// To two digits.
fn round(size: f64) -> f64 {
    let mut step = 1.0;
    while size / step >= 100.0 {
        step *= 10.0;
    }
    (size / step).round() * step
}

#[cfg(test)]
mod tests {
    use super::super::mock::{Costs, MockPlatform};
    use super::*;
    use crate::tier::Tier;
    use crate::work::samples;

    const RANGE: Range = Range {
        min: 1,
        max: 3_000,
        default: 600,
    };

    /// The size found where a chunk takes so long, and how long that took in milliseconds.
    fn found(chunk: Micros, growth: Growth) -> (u32, f64) {
        let costs = Costs {
            request: Micros::ZERO,
            chunk,
        };
        let platform = MockPlatform::new(Tier::Threads, costs, samples::FIND);
        let job = |size| {
            Some(Job {
                request: None,
                work: Some(samples::counting(10)),
                chunk_count: size,
                picture: None,
            })
        };
        let start = platform.now();
        let size = platform
            .time
            .live_through(fitting_size(&platform, job, growth, RANGE));
        (
            size.unwrap_or_default(),
            (platform.now() - start).to_millis().0,
        )
    }

    #[test]
    fn one_thread_takes_a_fifth_of_a_second_at_the_size_found() {
        // The probe is of size 60, and so of 60 chunks: 0.6 ms, of which 200 ms are 333 times as much.
        assert_eq!(found(Micros(10.0), Growth::Square).0, 1_100);
        assert_eq!(found(Micros(40.0), Growth::Square).0, 550);
        assert_eq!(found(Micros(100.0), Growth::Linear).0, 2_000);
    }

    #[test]
    fn whatever_the_machine_the_size_is_in_range_and_soon_found() {
        for chunk in [3.0, 100.0, 300.0] {
            for growth in [Growth::Linear, Growth::Square] {
                let (size, took) = found(Micros(chunk), growth);
                assert!((RANGE.min..=RANGE.max).contains(&size), "{chunk}: {size}");
                assert!(took < 300.0, "{chunk}: {took} ms");
            }
        }
        assert_eq!(found(Micros(3.0), Growth::Linear).0, RANGE.max);
        assert_eq!(found(Micros(1e9), Growth::Linear).0, RANGE.min);
    }

    #[test]
    fn sizes_are_round() {
        assert_eq!(
            [7.4, 99.6, 104.0, 1_095.0].map(round),
            [7.0, 100.0, 100.0, 1_100.0]
        );
    }
}
