//! Its job: a file a chunk, fetched, unpacked, its late flights counted, and counted again over random samples.

use super::{DEFAULT_DELAY, LESSON, SHARDS};
use crate::input::Source;
use crate::job::{Job, RequestPlan};
use crate::kernel::threefry::threefry;
use crate::kernel::{Interrupted, Part, Picture, Stop};
use crate::key::Key;
use crate::values::{DELAY, Values};
use crate::work::{Cells, Compute, Input, Work};
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use std::ops::Range;
use std::sync::atomic::Ordering;

/// The name of what it computes.
const LATE: Key = Key::new("late");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(LATE, late)];

/// Minutes after which a flight is late, as the Bureau of Transportation Statistics counts.
const LATE_FROM: i32 = 15;

/// Hours of a day: a column each in the picture.
const HOURS: usize = 24;

/// A file's row in the picture is so high, and an hour's column so wide, in pixels.
const ROW: u32 = 30;
const COLUMN: usize = 20;

/// No file unpacks to more than this: one that does is damaged.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// So many times a file's flights are drawn anew.
const SAMPLES: u32 = 20;

/// Bits of a number that is packed with two others: all files together have half a million flights.
const BITS: u32 = 21;
const MOST: u64 = (1 << BITS) - 1;

/// The stream of random numbers.
const STREAM: u32 = 0x666c;

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let (shards, delay) = (values.size(), values.get(DELAY).unwrap_or(DEFAULT_DELAY));
    Job {
        request: Some(RequestPlan::shards(LESSON.slug, delay)),
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: LATE,
            args: [0; 4],
            units: shards.into(),
            of: Some(Source::Answer),
        }),
        chunk_count: shards,
        picture: Some(Picture {
            width: (HOURS * COLUMN) as u32,
            height: SHARDS * ROW,
            is_grey: false,
        }),
    }
}

/// Flights of an hour.
#[derive(Clone, Copy, Default)]
struct Hour {
    flights: u32,
    late: u32,
}

/// Unpacks the file that was fetched, counts its late flights, and finds out how sure that is.
fn late(input: &Input, shard: Range<u64>, _: &Cells, stop: &Stop) -> Result<Part, Interrupted> {
    let unpacked = decompress_to_vec_zlib_with_limit(input.bytes, MOST_BYTES);
    let unpacked = unpacked.map_err(|_| Interrupted::BadInput)?;
    let text = std::str::from_utf8(&unpacked).map_err(|_| Interrupted::BadInput)?;
    let lines = text
        .strip_prefix("hour,delay\n")
        .ok_or(Interrupted::BadInput)?;
    let mut hours = [Hour::default(); HOURS];
    let mut are_late = Vec::new();
    for line in lines.lines() {
        let (hour, delay) = flight(line).ok_or(Interrupted::BadInput)?;
        let hour = hours.get_mut(hour).ok_or(Interrupted::BadInput)?;
        let is_late = delay >= LATE_FROM;
        hour.flights += 1;
        hour.late += u32::from(is_late);
        are_late.push(is_late);
    }
    let counted = Counted {
        flights: are_late.len() as u32,
        late: hours.iter().map(|hour| hour.late).sum(),
        variance: variance(&are_late, shard.start as u32, stop)?,
    };
    Ok(Part {
        value: counted.packed(),
        bytes: row(&hours),
    })
}

/// Flights, the late ones among them, and how far other flights of the same kind would have been from that: the variance
/// of the count. Those of several files are added up, for what happens in one has nothing to do with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// How many there are.
    pub flights: u32,
    /// How many were late.
    pub late: u32,
    /// The variance of that.
    pub variance: u32,
}

impl Counted {
    /// All in one number, so that adding such numbers up adds each.
    const fn packed(self) -> u64 {
        (self.flights as u64) << (2 * BITS) | (self.variance as u64) << BITS | self.late as u64
    }

    /// What was added up.
    pub fn of(packed: u64) -> Self {
        let own = |place: u32| (packed >> (place * BITS) & MOST) as u32;
        Self {
            late: own(0),
            variance: own(1),
            flights: own(2),
        }
    }

    /// With 95 %, the true number is no farther from the count than this: 1.96 standard deviations.
    pub fn give_or_take(self) -> u64 {
        (1.96 * f64::from(self.variance).sqrt()).round() as u64
    }
}

/// The bootstrap (B. Efron, "Bootstrap methods: another look at the jackknife", 1979): as many flights are drawn from the
/// file, each as often as chance has it, and the late ones counted; again and again. The variance of those counts is that
/// of the count. Chance is a stream of numbers of the file's own, so it comes out alike whoever computes it.
fn variance(are_late: &[bool], shard: u32, stop: &Stop) -> Result<u32, Interrupted> {
    let flights = are_late.len() as u64;
    let (mut sum, mut squares) = (0, 0);
    for sample in 0..SAMPLES {
        if stop.load(Ordering::Relaxed) != 0 {
            return Err(Interrupted::Stopped);
        }
        let is_late = |word: u32| u64::from(are_late[((u64::from(word) * flights) >> 32) as usize]);
        // Two at a time; one too many where their number is odd, in every sample.
        let drawn = (0..flights.div_ceil(2) as u32).map(|place| {
            let [one, other] = threefry([place, sample], [shard, STREAM]);
            is_late(one) + is_late(other)
        });
        let late: u64 = drawn.sum();
        sum += late;
        squares += late * late;
    }
    let samples = u64::from(SAMPLES);
    Ok(((squares - sum * sum / samples) / (samples - 1)) as u32)
}

/// A line as `2001-01-31T06,-3`: the hour in which a flight left, and the minutes that it came late.
fn flight(line: &str) -> Option<(usize, i32)> {
    let (left, delay) = line.split_once(',')?;
    let (_, hour) = left.split_once('T')?;
    Some((hour.parse().ok()?, delay.parse().ok()?))
}

/// A file's row in the picture: a column an hour, its shade the share of flights that were late.
fn row(hours: &[Hour; HOURS]) -> Vec<u8> {
    let line = || hours.iter().flat_map(|hour| [shade(*hour); COLUMN]);
    (0..ROW).flat_map(|_| line()).collect()
}

/// From the palette's blue, none late, over its light blue, one in eight, and cream, a third, to its red: nearly all.
/// Where nobody flew it is dark.
fn shade(hour: Hour) -> u8 {
    match hour.flights {
        0 => 0,
        flights => (6 + 100 * hour.late / flights) as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::NEVER;
    use miniz_oxide::deflate::compress_to_vec_zlib;
    use proptest::prelude::*;

    fn shard(number: usize) -> Vec<u8> {
        let file = format!(
            "{}/src/lesson/pipeline/data/{number:02}.csv.zlib",
            env!("CARGO_MANIFEST_DIR")
        );
        std::fs::read(file).unwrap()
    }

    fn packed(text: &str) -> Vec<u8> {
        compress_to_vec_zlib(text.as_bytes(), 1)
    }

    fn count(bytes: &[u8], stop: &Stop) -> Result<Part, Interrupted> {
        let input = Input {
            args: [0; 4],
            bytes,
        };
        late(&input, 0..1, &Cells::default(), stop)
    }

    /// As pandas counts them in the very files. Counts of 499,999 flights of which a share p is late spread by the root of
    /// 499,999 p (1 - p): the bootstrap comes near that.
    #[test]
    fn golden_late_flights() {
        let parts = (0..12).map(|number| {
            let bytes = shard(number as usize + 1);
            let input = Input {
                args: [0; 4],
                bytes: &bytes,
            };
            late(&input, number..number + 1, &Cells::default(), &NEVER).unwrap()
        });
        let parts: Vec<Part> = parts.collect();
        let counted = Counted::of(parts.iter().map(|part| part.value).sum());
        assert_eq!((counted.flights, counted.late), (499_999, 104_544));
        assert_eq!(Counted::of(parts[0].value).late, 9_618);
        assert_eq!(parts[0].bytes.len(), HOURS * COLUMN * ROW as usize);
        let p = 104_544.0 / 499_999.0;
        let spread = 1.96 * (499_999.0_f64 * p * (1.0 - p)).sqrt();
        let ratio = counted.give_or_take() as f64 / spread;
        assert!((0.85..1.15).contains(&ratio), "{ratio}");
    }

    #[test]
    fn a_file_that_is_cut_damaged_or_of_something_else_is_told() {
        let whole = shard(12);
        let cut = &whole[..whole.len() / 2];
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 0x10;
        let others = [
            "",
            "delay,hour\n",
            "hour,delay\n2001",
            "hour,delay",
            "hour,delay\n2001-01-01T24,3",
            "hour,delay\n2001-01-01T01,x",
        ];
        for bytes in [cut, &flipped, b"", b"not packed"] {
            assert_eq!(count(bytes, &NEVER), Err(Interrupted::BadInput));
        }
        for text in others {
            assert_eq!(
                count(&packed(text), &NEVER),
                Err(Interrupted::BadInput),
                "{text}"
            );
        }
        assert_eq!(count(&whole, &Stop::new(1)), Err(Interrupted::Stopped));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let lines = "2001-01-01T01,0\n".repeat(600_000);
        assert_eq!(
            count(&packed(&format!("hour,delay\n{lines}")), &NEVER),
            Err(Interrupted::BadInput)
        );
    }

    proptest! {
        #[test]
        fn every_flight_counts_once(flights in prop::collection::vec((0usize..24, -60i32..600), 0..200)) {
            let lines: String = flights.iter().map(|(hour, delay)| format!("2001-06-30T{hour:02},{delay}\n")).collect();
            let part = count(&packed(&format!("hour,delay\n{lines}")), &NEVER).unwrap();
            let late = flights.iter().filter(|(_, delay)| *delay >= 15).count();
            prop_assert_eq!(Counted::of(part.value).late, late as u32);
            for (hour, shades) in part.bytes.chunks(COLUMN).take(HOURS).enumerate() {
                prop_assert_eq!(shades[0] == 0, !flights.iter().any(|(own, _)| *own == hour));
            }
        }

        #[test]
        fn two_counts_in_one_number_add_up(all in prop::collection::vec([0u32..100_000, 0..100_000, 0..100_000], 0..12)) {
            let packed = all.iter().map(|&[flights, late, variance]| Counted { flights, late, variance }.packed()).sum();
            let sum = |place: usize| all.iter().map(|own| own[place]).sum();
            prop_assert_eq!(Counted::of(packed), Counted { flights: sum(0), late: sum(1), variance: sum(2) });
        }

        #[test]
        fn any_bytes_are_counted_or_told(bytes: Vec<u8>) {
            prop_assert!(matches!(count(&bytes, &NEVER), Ok(_) | Err(Interrupted::BadInput)));
        }
    }
}
