//! Gravity: at each pixel the potential of `BODIES` stars, each star summed up by itself, as simulations of n bodies do
//! it where they take no short cuts (Aarseth, "Dynamical evolution of clusters of galaxies", 1963, whose softening
//! keeps a star from pulling without bound at its own place).

use super::rows::computed;
use super::threefry::threefry;
use super::{Interrupted, Part, Picture, Stop};
use std::ops::Range;
use wide::f32x4;

/// How many stars there are.
pub const BODIES: u32 = 96;

/// The stream of random numbers for their places and masses.
const KEY: [u32; 2] = [3, 0x67_72];

/// The square of the softening length, in the unit in which the picture is 1 high.
const SOFTENING: f32 = 0.000_4;

/// Shades a unit of potential: they begin anew again and again, so that lines of equal potential are seen.
const SHADES: f32 = 3.0;

/// A star.
#[derive(Clone, Copy)]
struct Body {
    x: f32,
    y: f32,
    mass: f32,
}

/// The sum of the potentials, each as a whole number of 1,024ths, and a shade a pixel.
///
/// # Errors
/// `Interrupted` when `stop` was set; it is looked at before each row.
pub fn compute(picture: Picture, rows: Range<u64>, stop: &Stop) -> Result<Part, Interrupted> {
    let bodies = bodies();
    computed(picture, rows, stop, |y, part| {
        let y = f32x4::splat(place(picture, y as u32));
        for x in (0..picture.width).step_by(LANES) {
            let at = |lane: u32| {
                f32x4::new(std::array::from_fn(|i| place(picture, x + lane + i as u32)))
            };
            let potentials = [potential(&bodies, at(0), y), potential(&bodies, at(4), y)];
            let kept = (picture.width - x).min(LANES as u32) as usize;
            let potentials = potentials.into_iter().flat_map(f32x4::to_array);
            potentials
                .take(kept)
                .for_each(|potential| keep(part, potential));
        }
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
    let bodies = bodies();
    computed(picture, rows, stop, |y, part| {
        let y = place(picture, y as u32);
        for x in 0..picture.width {
            let x = place(picture, x);
            let pulls = bodies.iter().map(|body| {
                let (dx, dy) = (x - body.x, y - body.y);
                body.mass / (dx * dx + dy * dy + SOFTENING).sqrt()
            });
            keep(part, pulls.fold(0.0, |sum, pull| sum + pull));
        }
    })
}

/// Pixels computed together.
const LANES: usize = 8;

/// The potential at four places.
#[inline(always)]
fn potential(bodies: &[Body], x: f32x4, y: f32x4) -> f32x4 {
    let softening = f32x4::splat(SOFTENING);
    bodies.iter().fold(f32x4::splat(0.0), |sum, body| {
        let (dx, dy) = (x - f32x4::splat(body.x), y - f32x4::splat(body.y));
        sum + f32x4::splat(body.mass) / (dx * dx + dy * dy + softening).sqrt()
    })
}

/// A pixel's place in the unit in which the picture is 1 high.
fn place(picture: Picture, pixel: u32) -> f32 {
    pixel as f32 / picture.height as f32
}

fn keep(part: &mut Part, potential: f32) {
    part.value += (potential * 1_024.0) as u64;
    part.bytes.push((potential * SHADES) as u32 as u8);
}

/// All over a picture of four to three.
fn bodies() -> [Body; BODIES as usize] {
    let part = |word: u32| (word >> 8) as f32 / 16_777_216.0;
    std::array::from_fn(|number| {
        let [x, y] = threefry([number as u32, 0], KEY);
        let [mass, _] = threefry([number as u32, 1], KEY);
        Body {
            x: part(x) * (4.0 / 3.0),
            y: part(y),
            mass: 0.2 + part(mass),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;

    /// By the definition, in numbers twice as exact.
    #[test]
    fn potentials_are_sums_over_all_stars() {
        let picture = Picture::of_height(6);
        let mut sum = 0.0;
        for y in 0..6 {
            for x in 0..8 {
                let at = |pixel: u32| f64::from(place(picture, pixel));
                let pulls = bodies().map(|body| {
                    let (dx, dy) = (at(x) - f64::from(body.x), at(y) - f64::from(body.y));
                    f64::from(body.mass) / (dx * dx + dy * dy + f64::from(SOFTENING)).sqrt()
                });
                sum += pulls.iter().sum::<f64>() * 1_024.0;
            }
        }
        let value = compute(picture, 0..6, &NEVER).unwrap().value;
        // Each is rounded down, and has the error of some additions.
        assert!((sum - value as f64 - 24.0).abs() < 24.0, "{sum} {value}");
    }

    #[test]
    fn known_sum_of_the_whole_picture() {
        let whole = compute(Picture::of_height(60), 0..60, &NEVER).map(|part| part.value);
        assert_eq!(whole, Ok(783_109_172));
    }
}
