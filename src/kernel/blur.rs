//! A photograph, enlarged to the picture's size (a pixel becomes several) and blurred: each pixel is the mean of its
//! neighbours, weighted by a Gaussian. A row is first blurred down its columns, which needs the rows around it and no work
//! of theirs, then along itself: so no chunk does anything twice.
//!
//! The weights are made step by step, each of the one before: K. Turkowski, "Incremental Computation of the Gaussian",
//! GPU Gems 3, chapter 40. That takes products only, which come out alike everywhere; `exp` does not.

use super::lanes::{BLOCK, sums_of_products, sums_of_products_scalar};
use super::rows::computed;
use super::{Interrupted, Part, Picture, Stop};
use std::ops::Range;

/// The photograph's size, in pixels: a byte each, behind the header.
const WIDTH: usize = 512;
const HEIGHT: usize = 384;

/// How a portable graymap of that size begins (Netpbm, `pgm(5)`).
const HEADER: &[u8] = b"P5\n512 384\n255\n";

/// Neighbours on either side that count, in pixels of the picture: three times the Gaussian's spread, beyond which is
/// next to nothing.
const RADIUS: usize = 64;
const TAPS: usize = 2 * RADIUS + 1;

/// e to the power of −1/(2σ²), where σ is a third of the radius.
const FALL: f64 = 0.998_901_970_463_581_9;

/// The weights of the neighbours, which add up to 1.
const WEIGHTS: [f32; TAPS] = weights();

const fn weights() -> [f32; TAPS] {
    let mut half = [1.0; RADIUS + 1];
    let (mut step, mut k, mut sum) = (FALL, 1, 1.0);
    while k <= RADIUS {
        half[k] = half[k - 1] * step;
        sum += 2.0 * half[k];
        step *= FALL * FALL;
        k += 1;
    }
    let mut weights = [0.0; TAPS];
    k = 0;
    while k < TAPS {
        weights[k] = (half[k.abs_diff(RADIUS)] / sum) as f32;
        k += 1;
    }
    weights
}

/// The sum over the shades, and a shade a pixel.
///
/// # Errors
/// `Interrupted::BadInput` where the bytes are no photograph of that size, `Interrupted::Stopped` when `stop` was set; it
/// is looked at before each row.
pub fn compute(
    picture: Picture,
    photograph: &[u8],
    rows: Range<u64>,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    blurred(picture, photograph, rows, stop, |of, places, at| {
        sums_of_products(terms(of, places, at))
    })
}

/// The same without SIMD: its twin, for tests and for the benchmark.
///
/// # Errors
/// As above.
pub fn compute_scalar(
    picture: Picture,
    photograph: &[u8],
    rows: Range<u64>,
    stop: &Stop,
) -> Result<Part, Interrupted> {
    blurred(picture, photograph, rows, stop, |of, places, at| {
        sums_of_products_scalar(terms(of, places, at))
    })
}

/// Numbers side by side for each weight: those of a tap stand from its place on, moved on by `at`.
#[inline(always)]
fn terms<'a>(
    of: &'a [f32],
    places: &'a [usize; TAPS],
    at: usize,
) -> impl Iterator<Item = (f32, &'a [f32; BLOCK])> {
    let of = of.get(at..).unwrap_or_default();
    let numbers = places
        .iter()
        .filter_map(|&place| of.get(place..)?.first_chunk());
    WEIGHTS.into_iter().zip(numbers)
}

/// Blurs rows by what computes a block.
#[inline(always)]
fn blurred(
    picture: Picture,
    photograph: &[u8],
    rows: Range<u64>,
    stop: &Stop,
    block_of: impl Fn(&[f32], &[usize; TAPS], usize) -> [f32; BLOCK],
) -> Result<Part, Interrupted> {
    let pixels = photograph.strip_prefix(HEADER);
    let pixels = pixels.filter(|pixels| pixels.len() == WIDTH * HEIGHT);
    let pixels = pixels.ok_or(Interrupted::BadInput)?;
    let (width, height) = (picture.width as usize, picture.height as usize);
    // The photograph's row of a tap of the picture's row. Above the first row and below the last it goes on as it is there.
    let row_of = |y: u64, tap: usize| nearest(y as usize + tap, height, HEIGHT);
    let first = row_of(rows.start, 0);
    let last = row_of(rows.end.saturating_sub(1), TAPS - 1).max(first);
    // Of a narrow picture not every column of it is seen.
    let seen = width.clamp(1, WIDTH);
    let columns: Vec<usize> = (0..seen).map(|column| column * WIDTH / seen).collect();
    // Room for whole blocks, whatever the width is.
    let stride = seen.next_multiple_of(BLOCK);
    let mut near = vec![0.0; (last - first + 1) * stride];
    let photographed = pixels.chunks_exact(WIDTH).skip(first);
    for (row, pixels) in near.chunks_exact_mut(stride).zip(photographed) {
        for (pixel, &column) in row.iter_mut().zip(&columns) {
            *pixel = pixels[column].into();
        }
    }
    let along: [usize; TAPS] = std::array::from_fn(|tap| tap);
    // Which of them each pixel is that a row is blurred of; found once, for it takes a division.
    let line_of: Vec<usize> = (0..width.next_multiple_of(BLOCK) + TAPS)
        .map(|x| nearest(x, width, seen))
        .collect();
    let mut line = vec![0.0; line_of.len()];
    let mut blurred_down = vec![0.0; stride];
    computed(picture, rows, stop, |y, part| {
        let down: [usize; TAPS] = std::array::from_fn(|tap| (row_of(y, tap) - first) * stride);
        for (place, block) in blurred_down.chunks_exact_mut(BLOCK).enumerate() {
            block.copy_from_slice(&block_of(&near, &down, place * BLOCK));
        }
        for (pixel, &column) in line.iter_mut().zip(&line_of) {
            *pixel = blurred_down[column];
        }
        for x in (0..width).step_by(BLOCK) {
            let sums = block_of(&line, &along, x);
            for &sum in &sums[..BLOCK.min(width - x)] {
                let shade = (sum + 0.5) as u8;
                part.value += u64::from(shade);
                part.bytes.push(shade);
            }
        }
    })
}

/// Which of `from` pixels is the one of `of` that lies at `at` behind the first less the radius.
fn nearest(at: usize, of: usize, from: usize) -> usize {
    let of = of.max(1);
    at.saturating_sub(RADIUS).min(of - 1) * from / of
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;
    use proptest::prelude::*;

    fn photograph() -> Vec<u8> {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/lesson/many_cores/data/blur.pgm"
        );
        std::fs::read(file).unwrap()
    }

    #[test]
    fn the_weights_are_those_of_a_gaussian() {
        let sum: f32 = WEIGHTS.iter().sum();
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        let spread = RADIUS as f64 / 3.0;
        for (k, weight) in WEIGHTS.iter().enumerate() {
            let distance = k as f64 - RADIUS as f64;
            let expected = (-distance * distance / (2.0 * spread * spread)).exp();
            let found = f64::from(*weight / WEIGHTS[RADIUS]);
            assert!((found - expected).abs() < 1e-6, "{k}: {found} {expected}");
        }
    }

    /// Computed with NumPy, in numbers of twice the length, of a photograph enlarged and blurred the same way.
    #[test]
    fn golden_shades() {
        let picture = Picture::of_height(300);
        let shades = compute(picture, &photograph(), 0..300, &NEVER)
            .unwrap()
            .bytes;
        for (x, y, expected) in [
            (0, 0, 32),
            (399, 0, 111),
            (0, 299, 98),
            (399, 299, 121),
            (200, 150, 154),
            (123, 45, 63),
            (321, 210, 141),
            (77, 280, 37),
        ] {
            let found = shades[y * picture.width as usize + x];
            assert!(found.abs_diff(expected) <= 1, "{x} {y}: {found} {expected}");
        }
    }

    #[test]
    fn what_is_no_photograph_of_that_size_is_told() {
        let whole = photograph();
        let mut other = whole.clone();
        other[3] = b'9';
        for bytes in [&whole[1..], &whole[..whole.len() - 1], &other, b""] {
            let told = compute(Picture::of_height(9), bytes, 0..9, &NEVER);
            assert_eq!(told, Err(Interrupted::BadInput));
        }
        let stopped = compute(Picture::of_height(9), &whole, 0..9, &Stop::new(1));
        assert_eq!(stopped, Err(Interrupted::Stopped));
    }

    proptest! {
        // Each case reads the photograph, and without optimisation a row takes long.
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn simd_and_scalar_agree_however_it_is_cut(width in 1u32..90, height in 1u32..60, cut in 0u64..60, more in 0u64..3) {
            let (picture, photograph) = (Picture { width, height, is_grey: true }, photograph());
            let start = cut.min(u64::from(height));
            let rows = start..(start + more).min(u64::from(height));
            let simd = compute(picture, &photograph, rows.clone(), &NEVER).unwrap();
            let scalar = compute_scalar(picture, &photograph, rows.clone(), &NEVER).unwrap();
            prop_assert_eq!(&simd, &scalar);
            let each = rows.map(|row| compute(picture, &photograph, row..row + 1, &NEVER).unwrap());
            let (mut value, mut bytes) = (0, Vec::new());
            for mut part in each {
                value += part.value;
                bytes.append(&mut part.bytes);
            }
            prop_assert_eq!((value, bytes), (simd.value, simd.bytes));
        }

        #[test]
        fn no_shade_is_lighter_or_darker_than_all(height in 1u32..80) {
            let part = compute(Picture::of_height(height), &photograph(), 0..height.into(), &NEVER).unwrap();
            let pixels = photograph().split_off(HEADER.len());
            let (least, most) = (pixels.iter().min().unwrap(), pixels.iter().max().unwrap());
            prop_assert!(part.bytes.iter().all(|shade| (least..=most).contains(&shade)));
        }
    }
}
