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
            return Err(Interrupted);
        }
        row(y, &mut part);
    }
    Ok(part)
}
