//! What all kernels that draw have in common: a picture, row by row.

use super::{Interrupted, Part, Picture, Stop, told_to};
use std::ops::Range;

/// Computes the rows in `rows`, each by `row`, which adds its value and as many shades as the picture is wide.
///
/// # Errors
/// `Interrupted` when `stop` was set; it is looked at before each row.
pub fn computed(
    picture: Picture,
    rows: Range<u64>,
    stop: &Stop,
    mut row: impl FnMut(u64, &mut Part),
) -> Result<Part, Interrupted> {
    let pixels = rows.end.saturating_sub(rows.start) * u64::from(picture.width);
    let mut part = Part {
        value: 0,
        bytes: Vec::with_capacity(usize::try_from(pixels).unwrap_or(0)),
    };
    for y in rows {
        if told_to(stop) {
            return Err(Interrupted::Stopped);
        }
        row(y, &mut part);
    }
    Ok(part)
}

/// What every kernel that draws must hold.
#[cfg(test)]
mod tests {
    use super::super::{NEVER, darts, gravity, mandelbrot, matrix};
    use super::*;
    use proptest::prelude::*;

    type Draw = fn(Picture, Range<u64>, &Stop) -> Result<Part, Interrupted>;

    /// Each kernel and its twin without SIMD.
    const ALL: [(Draw, Draw); 4] = [
        (mandelbrot::compute, mandelbrot::compute_scalar),
        (matrix::compute, matrix::compute_scalar),
        (gravity::compute, gravity::compute_scalar),
        (darts::compute, darts::compute_scalar),
    ];

    #[test]
    fn they_stop_when_told() {
        for (simd, scalar) in ALL {
            for draw in [simd, scalar] {
                let stopped = draw(Picture::of_height(6), 0..6, &Stop::new(1));
                assert_eq!(stopped, Err(Interrupted::Stopped));
            }
        }
    }

    proptest! {
        #[test]
        fn simd_and_scalar_agree(width in 1u32..60, height in 1u32..40, cut in 0u64..40, more in 0u64..4) {
            let picture = Picture { width, height, is_grey: false };
            let start = cut.min(u64::from(height));
            let rows = start..(start + more).min(u64::from(height));
            for (simd, scalar) in ALL {
                prop_assert_eq!(simd(picture, rows.clone(), &NEVER), scalar(picture, rows.clone(), &NEVER));
            }
        }
    }
}
