//! Its job: the upper half of the Mandelbrot set, a row of pixels a unit. The upper rows are soon done, the lower ones
//! take long; the whole picture would be as much work above its middle as below it.

use super::{BOARD, DEAL, LESSON};
use crate::job::Job;
use crate::kernel::{Picture, mandelbrot};
use crate::key::Key;
use crate::values::Values;
use crate::work::{Compute, Work};

/// The name of what it computes.
const ROWS: Key = Key::new("rows");

/// What it computes.
pub const WORKS: &[(Key, Compute)] = &[(ROWS, |input, rows, _, stop| {
    mandelbrot::compute(whole(input.args[0] as u32), rows, stop)
})];

/// The job.
pub fn job(values: &Values, _: u32) -> Job {
    let height = values.size();
    Job {
        request: None,
        work: Some(Work {
            lesson: Key::new(LESSON.slug),
            name: ROWS,
            args: [height.into(), 0, 0, 0],
            units: height.into(),
            of: None,
        }),
        chunk_count: values.chunks(),
        picture: Some(Picture {
            height,
            ..whole(height)
        }),
    }
}

/// The picture whose upper half is so high.
fn whole(height: u32) -> Picture {
    Picture::of_height(2 * height)
}

/// The bands that the board gives each thread.
pub fn piles(values: &Values) -> Vec<Vec<u32>> {
    BOARD.piles(values.get(DEAL).unwrap_or_else(|| BOARD.in_turns()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::NEVER;
    use crate::values::{CHUNKS, SIZE};
    use crate::work::Cells;

    #[test]
    fn equal_bands_are_unequal_work() {
        let values = Values::from_iter([(SIZE, 96), (CHUNKS, 8)]);
        let job = job(&values, 1);
        let (work, cells) = (job.work.unwrap(), Cells::default());
        let steps = |band| {
            WORKS[0].1(&work.input(&[]), job.chunk(band).units, &cells, &NEVER)
                .unwrap()
                .value
        };
        let bands: Vec<u64> = (0..8).map(steps).collect();
        let all: u64 = bands.iter().sum();
        // Two pieces of equally many rows: the lower is four times the upper, and more.
        let lower: u64 = bands[4..].iter().sum();
        assert!(lower * 5 > all * 4, "{bands:?}");
        // Two bands at the bottom are as much as the six above them: the board can be dealt fairly.
        let two: u64 = bands[6..].iter().sum();
        assert!(
            (0.45..0.55).contains(&(two as f64 / all as f64)),
            "{bands:?}"
        );
    }

    #[test]
    fn the_board_says_whose_each_band_is() {
        let piles = |dealt| piles(&Values::from_iter([(DEAL, BOARD.parse(dealt).unwrap())]));
        assert_eq!(piles("11111122"), [vec![0, 1, 2, 3, 4, 5], vec![6, 7]]);
        assert_eq!(piles("22222222"), [vec![], vec![0, 1, 2, 3, 4, 5, 6, 7]]);
    }
}
