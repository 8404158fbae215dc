//! What kernels do with whole vectors: the same number in each lane, and sums of products over blocks of numbers. Written
//! so that it is fast in the engine, which is built for size: `splat` of the crate `wide`, for one, fills an array in a
//! loop, which then is still there, inside the innermost loops of the kernels.

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

/// Columns computed together: eight vectors, whose sums stay in registers. With fewer, stepping on takes longer than the
/// sums.
pub const BLOCK: usize = 32;

/// As many sums of products: of each term the weight, and the numbers side by side.
#[inline(always)]
pub fn sums_of_products<'a>(terms: impl Iterator<Item = (f32, &'a [f32; BLOCK])>) -> [f32; BLOCK] {
    let zero = f32s(0.0);
    // By name, not in an array: the engine is built for size, where an array stays in memory.
    let (mut a, mut b, mut c, mut d) = (zero, zero, zero, zero);
    let (mut e, mut f, mut g, mut h) = (zero, zero, zero, zero);
    for (weight, numbers) in terms {
        let weight = f32s(weight);
        a += weight * four(numbers, 0);
        b += weight * four(numbers, 4);
        c += weight * four(numbers, 8);
        d += weight * four(numbers, 12);
        e += weight * four(numbers, 16);
        f += weight * four(numbers, 20);
        g += weight * four(numbers, 24);
        h += weight * four(numbers, 28);
    }
    let mut sums = [0.0; BLOCK];
    for (place, four) in [a, b, c, d, e, f, g, h].into_iter().enumerate() {
        sums[4 * place..4 * place + 4].copy_from_slice(&four.to_array());
    }
    sums
}

/// The same without SIMD, in the order of the vectors, so that all roundings are the same.
pub fn sums_of_products_scalar<'a>(
    terms: impl Iterator<Item = (f32, &'a [f32; BLOCK])>,
) -> [f32; BLOCK] {
    let mut sums = [0.0; BLOCK];
    for (weight, numbers) in terms {
        for (sum, number) in sums.iter_mut().zip(numbers) {
            *sum += weight * number;
        }
    }
    sums
}

/// Four of the numbers, in one load: taken one by one, they stay four loads where the engine is built for size.
#[inline(always)]
fn four(of: &[f32; BLOCK], at: usize) -> f32x4 {
    let four = of.get(at..).and_then(|rest| rest.first_chunk());
    f32x4::new(four.copied().unwrap_or_default())
}
