//! π by darts: random points are thrown at a square, and of them those are counted that hit the quarter of a circle in
//! it. Their share is π/4 (the method: Metropolis and Ulam, "The Monte Carlo Method", 1949). Each row of the picture
//! is a strip of the square with its own darts.

use super::rows::computed;
use super::threefry::{threefry, threefry_four};
use super::{Interrupted, Part, Picture, Stop};
use std::ops::Range;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4, u32x4};

/// Darts thrown a pixel of the picture.
pub const DARTS: u32 = 64;

/// Of so many darts one is drawn.
const DRAWN: u32 = 32;

/// The stream of random numbers.
const KEY: [u32; 2] = [0x70_69, 0];

/// Shades: no dart that is drawn fell here, one outside of the circle, one inside.
const NONE: u8 = 0;
const MISSED: u8 = 60;
const HIT: u8 = 230;

/// Half of a random number's bits as a part of 1.
const PART: f32 = 1.0 / 65_536.0;

/// How many darts hit, and a shade a pixel.
///
/// # Errors
/// `Interrupted` when `stop` was set; it is looked at before each row.
pub fn compute(picture: Picture, rows: Range<u64>, stop: &Stop) -> Result<Part, Interrupted> {
    computed(picture, rows, stop, |y, part| {
        let start = part.bytes.len();
        part.bytes.resize(start + picture.width as usize, NONE);
        let strip = Strip::of(picture, y);
        let one = f32x4::splat(1.0);
        let lanes = u32x4::from([0, 1, 2, 3]);
        // A vector has the pairs of four places: eight darts.
        let mut hits = 0;
        for place in (0..strip.pairs).step_by(4) {
            let pairs = threefry_four(lanes + u32x4::splat(place), y as u32, KEY);
            for words in pairs {
                let (x, y) = strip.four_points(words);
                let inside = (x * x + y * y).simd_lt(one);
                hits += inside.to_bitmask().count_ones();
            }
        }
        part.value += u64::from(hits);
        strip.draw(&mut part.bytes[start..]);
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
    computed(picture, rows, stop, |y, part| {
        let start = part.bytes.len();
        part.bytes.resize(start + picture.width as usize, NONE);
        let strip = Strip::of(picture, y);
        for place in 0..strip.pairs {
            for word in threefry([place, y as u32], KEY) {
                part.value += u64::from(strip.is_hit(word));
            }
        }
        strip.draw(&mut part.bytes[start..]);
    })
}

/// A row of the picture as a strip of the square.
struct Strip {
    /// Pairs of darts that are thrown at it, a whole number of vectors.
    pairs: u32,
    /// Its place from below, in rows, and what a row is of the square.
    row: f32,
    row_height: f32,
    y: u32,
}

impl Strip {
    fn of(picture: Picture, y: u64) -> Self {
        Self {
            pairs: (picture.width * DARTS / 2).next_multiple_of(4),
            row: (u64::from(picture.height) - 1 - y) as f32,
            row_height: 1.0 / picture.height as f32,
            y: y as u32,
        }
    }

    /// Where a dart falls: a half of the number's bits says where across, the other where in the strip.
    fn point(&self, word: u32) -> (f32, f32) {
        let across = (word >> 16) as f32 * PART;
        let within = (word & 0xffff) as f32 * PART;
        (across, (self.row + within) * self.row_height)
    }

    fn is_hit(&self, word: u32) -> bool {
        let (x, y) = self.point(word);
        x * x + y * y < 1.0
    }

    /// `point` of four.
    #[inline(always)]
    fn four_points(&self, words: u32x4) -> (f32x4, f32x4) {
        let float = |words: u32x4| cast::<u32x4, i32x4>(words).round_float() * f32x4::splat(PART);
        let (across, within) = (float(words >> 16), float(words & u32x4::splat(0xffff)));
        let y = (f32x4::splat(self.row) + within) * f32x4::splat(self.row_height);
        (across, y)
    }

    /// Some of the darts, each where it fell.
    fn draw(&self, row: &mut [u8]) {
        for place in (0..self.pairs).step_by(DRAWN as usize / 2) {
            let [word, _] = threefry([place, self.y], KEY);
            let column = ((word >> 16) as usize * row.len()) >> 16;
            row[column] = if self.is_hit(word) { HIT } else { MISSED };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;

    #[test]
    fn the_share_of_hits_is_a_quarter_of_pi() {
        let picture = Picture::of_height(60);
        let hits = compute(picture, 0..60, &NEVER).unwrap().value;
        let darts = f64::from(picture.width * picture.height * DARTS);
        let pi = 4.0 * hits as f64 / darts;
        assert!((pi - std::f64::consts::PI).abs() < 0.01, "{pi}");
        assert_eq!(hits, 241_575);
    }
}
