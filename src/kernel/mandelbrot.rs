//! The Mandelbrot set: for each pixel, how many steps until the point escapes.

use super::{Computed, Interrupted};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A point that has not escaped by then counts as inside.
pub const MAX_ITERATIONS: u32 = 1_000;

/// The picture's size in pixels. It always shows −2.5…1 across and −1…1 down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Picture {
    /// The picture of that height, four wide for three high, rounded down.
    pub fn of_height(height: u32) -> Self {
        Self {
            width: height * 4 / 3,
            height,
        }
    }
}

/// Escape counts of the rows in `rows`: their sum, and a shade a pixel.
///
/// # Errors
/// `Interrupted` when `stop` said yes; it is asked before each row.
pub fn compute(
    picture: Picture,
    rows: Range<u64>,
    stop: &dyn Fn() -> bool,
) -> Result<Computed, Interrupted> {
    let mut computed = Computed::default();
    for y in rows {
        if stop() {
            return Err(Interrupted);
        }
        for x in 0..picture.width {
            let count = escape_count(
                f64::from(x) / f64::from(picture.width) * 3.5 - 2.5,
                y as f64 / f64::from(picture.height) * 2.0 - 1.0,
            );
            computed.value += u64::from(count);
            computed.shades.push((count % 256) as u8);
        }
    }
    Ok(computed)
}

/// Steps while |z|² < 4, at most `MAX_ITERATIONS`.
fn escape_count(re: f64, im: f64) -> u32 {
    let (mut x, mut y) = (0.0f64, 0.0f64);
    let mut count = 0;
    while count < MAX_ITERATIONS && x * x + y * y < 4.0 {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sum_of_the_whole_picture() {
        let picture = Picture::of_height(600);
        assert_eq!(picture.width, 800);
        let whole = compute(picture, 0..600, &|| false).map(|computed| computed.value);
        assert_eq!(whole, Ok(106_205_477));
    }
}
