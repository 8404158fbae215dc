//! Threefry-2x32, 20 rounds: random numbers made of a counter and a key, so that every place has its own without those
//! before it (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11). Sums, rotations and
//! exclusive ors of 32 bits only: four places at a time in a vector, with the very same results as one by one.

use wide::u32x4;

/// The rotations of eight rounds, after which they begin anew.
const ROTATIONS: [u32; 8] = [13, 15, 26, 6, 17, 29, 16, 24];

/// The parity of the key schedule, as Skein has it.
const PARITY: u32 = 0x1bd1_1bda;

/// Two random numbers for the place `counter` of the stream `key`.
pub fn threefry(counter: [u32; 2], key: [u32; 2]) -> [u32; 2] {
    let keys = schedule(key);
    let [mut a, mut b] = [
        counter[0].wrapping_add(keys[0]),
        counter[1].wrapping_add(keys[1]),
    ];
    for round in 0..5 {
        for turn in 0..4 {
            a = a.wrapping_add(b);
            b = b.rotate_left(ROTATIONS[(round % 2) * 4 + turn]) ^ a;
        }
        a = a.wrapping_add(keys[(round + 1) % 3]);
        b = b.wrapping_add(keys[(round + 2) % 3].wrapping_add(round as u32 + 1));
    }
    [a, b]
}

/// The same for four places that have their second half in common.
#[inline(always)]
pub fn threefry_four(counters: u32x4, second: u32, key: [u32; 2]) -> [u32x4; 2] {
    let keys = schedule(key);
    let mut a = counters + u32x4::splat(keys[0]);
    let mut b = u32x4::splat(second.wrapping_add(keys[1]));
    // By hand: the engine is built for size, where a loop over rotations stays one.
    four_rounds::<13, 15, 26, 6>(&mut a, &mut b);
    add_keys(&mut a, &mut b, keys[1], keys[2].wrapping_add(1));
    four_rounds::<17, 29, 16, 24>(&mut a, &mut b);
    add_keys(&mut a, &mut b, keys[2], keys[0].wrapping_add(2));
    four_rounds::<13, 15, 26, 6>(&mut a, &mut b);
    add_keys(&mut a, &mut b, keys[0], keys[1].wrapping_add(3));
    four_rounds::<17, 29, 16, 24>(&mut a, &mut b);
    add_keys(&mut a, &mut b, keys[1], keys[2].wrapping_add(4));
    four_rounds::<13, 15, 26, 6>(&mut a, &mut b);
    add_keys(&mut a, &mut b, keys[2], keys[0].wrapping_add(5));
    [a, b]
}

fn schedule([first, second]: [u32; 2]) -> [u32; 3] {
    [first, second, PARITY ^ first ^ second]
}

#[inline(always)]
fn four_rounds<const P: u32, const Q: u32, const R: u32, const S: u32>(
    a: &mut u32x4,
    b: &mut u32x4,
) {
    mixed::<P>(a, b);
    mixed::<Q>(a, b);
    mixed::<R>(a, b);
    mixed::<S>(a, b);
}

#[inline(always)]
fn mixed<const BY: u32>(a: &mut u32x4, b: &mut u32x4) {
    *a += *b;
    *b = ((*b << BY) | (*b >> (32 - BY))) ^ *a;
}

#[inline(always)]
fn add_keys(a: &mut u32x4, b: &mut u32x4, first: u32, second: u32) {
    *a += u32x4::splat(first);
    *b += u32x4::splat(second);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The known answers of the authors' library, Random123 (`kat_vectors`).
    #[test]
    fn published_numbers_come_out() {
        let ones = u32::MAX;
        assert_eq!(threefry([0, 0], [0, 0]), [0x6b20_0159, 0x99ba_4efe]);
        assert_eq!(
            threefry([ones, ones], [ones, ones]),
            [0x1cb9_96fc, 0xbb00_2be7]
        );
        assert_eq!(
            threefry([0x243f_6a88, 0x85a3_08d3], [0x1319_8a2e, 0x0370_7344]),
            [0xc492_3a9c, 0x483d_f7a0]
        );
    }

    proptest! {
        #[test]
        fn four_at_a_time_are_as_one_by_one(places: [u32; 4], second: u32, key: [u32; 2]) {
            let [a, b] = threefry_four(u32x4::from(places), second, key);
            for (lane, place) in places.into_iter().enumerate() {
                prop_assert_eq!([a.to_array()[lane], b.to_array()[lane]], threefry([place, second], key));
            }
        }
    }
}
