//! A product of two matrices, a row of it a row of the picture: each entry is the sum of `INNER` products. The entries
//! of both factors are random numbers between −1 and 1, so that nothing of them has to be sent.

use super::lanes::{BLOCK, sums_of_products, sums_of_products_scalar};
use super::rows::computed;
use super::threefry::threefry;
use super::{Interrupted, Part, Picture, Stop};
use std::cell::RefCell;
use std::ops::Range;

/// Columns of the left factor and rows of the right one.
pub const INNER: usize = 512;

/// The streams of random numbers.
const LEFT: [u32; 2] = [1, 0x6d_61];
const RIGHT: [u32; 2] = [2, 0x6d_61];

thread_local! {
    /// The right factor of the width that was computed with last, its rows filled up to whole blocks.
    static FACTOR: RefCell<Factor> = RefCell::default();
}

/// The sum over the entries, each as a whole number (`whole`), and a shade an entry.
///
/// # Errors
/// `Interrupted` when `stop` was set; it is looked at before each row.
pub fn compute(picture: Picture, rows: Range<u64>, stop: &Stop) -> Result<Part, Interrupted> {
    product(picture, rows, stop, |left, right| {
        sums_of_products(left.iter().copied().zip(right))
    })
}

/// The same without SIMD: its twin, for tests and for the benchmark.
///
/// # Errors
/// `Interrupted` when `stop` was set; it is looked at before each row.
pub fn compute_scalar(
    picture: Picture,
    rows: Range<u64>,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    product(picture, rows, stop, |left, right| {
        sums_of_products_scalar(left.iter().copied().zip(right))
    })
}

/// Rows of the product, by what computes a block of a row.
#[inline(always)]
fn product(
    picture: Picture,
    rows: Range<u64>,
    stop: &Stop,
    block_of: impl Fn(&[f32; INNER], &[[f32; BLOCK]]) -> [f32; BLOCK],
) -> Result<Part, Interrupted> {
    FACTOR.with_borrow_mut(|factor| {
        factor.be_of(picture.width as usize);
        computed(picture, rows, stop, |y, part| {
            let left = left_row(y);
            let blocks = factor.rows.chunks_exact(INNER);
            for (first, right) in (0..picture.width as usize).step_by(BLOCK).zip(blocks) {
                let kept = (picture.width as usize - first).min(BLOCK);
                let sums = block_of(&left, right);
                sums[..kept].iter().for_each(|&sum| keep(part, sum));
            }
        })
    })
}

/// An entry as a whole number above 0, in 1,024ths: sums of those do not depend on their order.
fn whole(entry: f32) -> u64 {
    ((entry + INNER as f32) * 1_024.0) as u64
}

fn keep(part: &mut Part, sum: f32) {
    part.value += whole(sum);
    // Nearly all entries lie between −23 and 23: three times their spread, which is a third of the root of INNER.
    part.bytes.push((128.0 + sum * 5.0).clamp(0.0, 255.0) as u8);
}

fn entry(word: u32) -> f32 {
    // 24 bits are as many as such a number holds.
    (word >> 8) as f32 * (2.0 / 16_777_216.0) - 1.0
}

fn left_row(y: u64) -> [f32; INNER] {
    std::array::from_fn(|k| entry(threefry([k as u32, y as u32], LEFT)[0]))
}

/// The right factor, block of columns by block: of each the `INNER` rows, `BLOCK` entries long.
#[derive(Default)]
struct Factor {
    width: usize,
    rows: Vec<[f32; BLOCK]>,
}

impl Factor {
    /// Makes it the factor of that width, if it is not.
    fn be_of(&mut self, width: usize) {
        if self.width == width {
            return;
        }
        self.width = width;
        self.rows.clear();
        self.rows.reserve_exact(width.div_ceil(BLOCK) * INNER);
        for first in (0..width).step_by(BLOCK) {
            for k in 0..INNER {
                let row =
                    |column: usize| entry(threefry([(first + column) as u32, k as u32], RIGHT)[0]);
                self.rows.push(std::array::from_fn(row));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;

    /// By the definition, in numbers twice as exact.
    #[test]
    fn entries_are_sums_of_products() {
        let picture = Picture {
            width: 20,
            height: 3,
            is_grey: false,
        };
        let mut sum = 0.0;
        for y in 0..3u64 {
            for x in 0..20u32 {
                let products = (0..INNER as u32).map(|k| {
                    let left = entry(threefry([k, y as u32], LEFT)[0]);
                    let right = entry(threefry([x, k], RIGHT)[0]);
                    f64::from(left) * f64::from(right)
                });
                sum += (products.sum::<f64>() + INNER as f64) * 1_024.0;
            }
        }
        let value = compute(picture, 0..3, &NEVER).unwrap().value;
        // Each entry is rounded down, and has the error of some additions.
        assert!((sum - value as f64 - 30.0).abs() < 30.0, "{sum} {value}");
    }

    #[test]
    fn known_sum_of_the_whole_product() {
        let whole = compute(Picture::of_height(60), 0..60, &NEVER).map(|part| part.value);
        assert_eq!(whole, Ok(2_516_387_103));
    }
}
