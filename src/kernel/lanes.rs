//! Vectors with one number in each lane. `splat` of the crate `wide` fills an array in a loop, and in the engine, which is
//! built for size, that loop is still there, inside the innermost loops of the kernels.

use wide::{f32x4, f64x2, u32x4};

/// The number in each of four lanes.
#[inline(always)]
pub fn f32s(number: f32) -> f32x4 {
    f32x4::new([number, number, number, number])
}

/// The number in each of two lanes.
#[inline(always)]
pub fn f64s(number: f64) -> f64x2 {
    f64x2::new([number, number])
}

/// The number in each of four lanes.
#[inline(always)]
pub fn u32s(number: u32) -> u32x4 {
    u32x4::new([number, number, number, number])
}
