//! The Mandelbrot set: for each pixel, how many steps until the point escapes. Twice: eight pixels at
//! a time in SIMD vectors, and one by one in plain numbers, with a test that both agree bit for bit.

use super::rows::computed;
use super::{Interrupted, Part, Picture, Stop};
use std::ops::Range;
use wide::f64x2;

/// A point that has not escaped by then counts as inside.
pub const MAX_ITERATIONS: u32 = 1_000;

/// The real part of a column: pictures always show −2.5…1 across,
fn re(picture: Picture, x: u32) -> f64 {
    f64::from(x) / f64::from(picture.width) * 3.5 - 2.5
}

/// and −1…1 down.
fn im(picture: Picture, y: u64) -> f64 {
    y as f64 / f64::from(picture.height) * 2.0 - 1.0
}

/// Escape counts of the rows in `rows`: their sum, and a shade a pixel.
///
/// # Errors
/// `Interrupted` when `stop` was set; it is looked at before each row.
pub fn compute(picture: Picture, rows: Range<u64>, stop: &Stop) -> Result<Part, Interrupted> {
    compute_rows(picture, rows, stop, |im, computed| {
        for x in (0..picture.width).step_by(LANES) {
            let re = std::array::from_fn(|lane| re(picture, x + lane as u32));
            // The last group of a row may stick out of the picture; what sticks out is not kept.
            let kept = (picture.width - x).min(LANES as u32) as usize;
            for &count in &escape_counts(re, im)[..kept] {
                computed.keep(count);
            }
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
    compute_rows(picture, rows, stop, |im, computed| {
        for x in 0..picture.width {
            computed.keep(escape_count(re(picture, x), im));
        }
    })
}

fn compute_rows(
    picture: Picture,
    rows: Range<u64>,
    stop: &Stop,
    compute_row: impl Fn(f64, &mut Part),
) -> Result<Part, Interrupted> {
    computed(picture, rows, stop, |y, part| {
        compute_row(im(picture, y), part)
    })
}

impl Part {
    fn keep(&mut self, count: u32) {
        self.value += u64::from(count);
        self.bytes.push(SHADES[count as usize]);
    }
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

/// Vectors in flight, of two points each. A processor starts a multiplication before the last one is
/// done, so a few vectors in turn take hardly longer than one. Four are as many as 16 registers hold.
const PAIRS: usize = 4;

/// Pixels computed together.
const LANES: usize = 2 * PAIRS;

/// Steps between two looks at which points are still inside. It is even, and divides `MAX_ITERATIONS`.
const STRIDE: u32 = 10;

/// Two points on their way.
#[derive(Clone, Copy)]
struct Pair {
    x: f64x2,
    y: f64x2,
    re: f64x2,
    im: f64x2,
}

impl Pair {
    fn new(re: [f64; 2], im: f64) -> Self {
        Self {
            x: f64x2::splat(0.0),
            y: f64x2::splat(0.0),
            re: f64x2::new(re),
            im: f64x2::splat(im),
        }
    }

    /// One step. The same roundings as in `escape_count`: doubling is exact, so where it happens doesn't matter.
    #[inline(always)]
    fn step(&mut self) {
        let difference = self.x * self.x - self.y * self.y;
        self.y = (self.x + self.x) * self.y + self.im;
        self.x = difference + self.re;
    }

    /// Which of the points are inside.
    #[inline(always)]
    fn inside(&self, four: f64x2) -> f64x2 {
        (self.x * self.x + self.y * self.y).simd_lt(four)
    }
}

/// The steps that two points have taken, and which of them are not known to have left.
#[derive(Clone, Copy)]
struct Tally {
    inside: f64x2,
    count: f64x2,
}

impl Tally {
    /// Counts a step, or a stride, for those that are inside.
    #[inline(always)]
    fn count(&mut self, steps: f64x2) {
        self.count += self.inside & steps;
    }

    /// One step of its points, counted for those that are inside before it.
    #[inline(always)]
    fn step(&mut self, pair: &mut Pair, four: f64x2, one: f64x2) {
        self.inside &= pair.inside(four);
        self.count(one);
        pair.step();
    }

    /// Those that were inside and are so no more.
    #[inline(always)]
    fn leaving(&self, pair: &Pair, four: f64x2) -> f64x2 {
        self.inside ^ (self.inside & pair.inside(four))
    }
}

/// `escape_count` of neighbours in a row.
///
/// A stride is taken without a look. If whoever was inside is so at its end, nobody left on the way: a point that
/// left does not come back, for from |z| ≥ 2 with |z| ≥ |c| on, |z² + c| ≥ |z|² − |c| ≥ |z|, and the very first step
/// leads to c. (Its numbers grow to infinity and NaN, both not below 4.) Else the stride is thrown away and taken
/// again, each step counted; that happens at most once for each point.
fn escape_counts(re: [f64; LANES], im: f64) -> [u32; LANES] {
    let pair = |pair: usize| Pair::new([re[2 * pair], re[2 * pair + 1]], im);
    // The four by name, not in an array: the engine is built for size, where loops stay loops and
    // an array stays in memory, six times slower.
    let (mut a, mut b, mut c, mut d) = (pair(0), pair(1), pair(2), pair(3));
    let (four, stride) = (f64x2::splat(4.0), f64x2::splat(f64::from(STRIDE)));
    let mut tallies = [Tally {
        inside: everywhere(),
        count: f64x2::splat(0.0),
    }; PAIRS];
    for _ in 0..MAX_ITERATIONS / STRIDE {
        let before = [a, b, c, d];
        // Two steps a round: by hand, as said above.
        for _ in 0..STRIDE / 2 {
            a.step();
            b.step();
            c.step();
            d.step();
            a.step();
            b.step();
            c.step();
            d.step();
        }
        let [p, q, r, s] = &mut tallies;
        let leaving =
            p.leaving(&a, four) | q.leaving(&b, four) | r.leaving(&c, four) | s.leaving(&d, four);
        if !leaving.any() {
            tallies.iter_mut().for_each(|tally| tally.count(stride));
            continue;
        }
        [a, b, c, d] = count_a_stride(before, &mut tallies);
        if !tallies.iter().any(|tally| tally.inside.any()) {
            break;
        }
    }
    std::array::from_fn(|lane| tallies[lane / 2].count.to_array()[lane % 2] as u32)
}

/// Takes a stride from there, each step counted.
fn count_a_stride(pairs: [Pair; PAIRS], tallies: &mut [Tally; PAIRS]) -> [Pair; PAIRS] {
    let [mut a, mut b, mut c, mut d] = pairs;
    let [mut p, mut q, mut r, mut s] = *tallies;
    let (four, one) = (f64x2::splat(4.0), f64x2::splat(1.0));
    for _ in 0..STRIDE {
        p.step(&mut a, four, one);
        q.step(&mut b, four, one);
        r.step(&mut c, four, one);
        s.step(&mut d, four, one);
    }
    *tallies = [p, q, r, s];
    [a, b, c, d]
}

/// The mask in which all points are inside.
fn everywhere() -> f64x2 {
    f64x2::splat(0.0).simd_lt(f64x2::splat(1.0))
}

/// The shade of each count: 0 inside, else 1 to 255 by the count's logarithm, so that the many small
/// counts get as many shades as the few large ones.
const SHADES: [u8; MAX_ITERATIONS as usize + 1] = {
    let mut shades = [0; MAX_ITERATIONS as usize + 1];
    let greatest = log2_fixed(MAX_ITERATIONS - 1);
    let mut count = 1;
    while count < MAX_ITERATIONS {
        shades[count as usize] = (1 + log2_fixed(count) * 254 / greatest) as u8;
        count += 1;
    }
    shades
};

/// log₂ in 65,536ths, rounded down, in whole numbers (no platform's `log2`): squaring doubles a
/// logarithm, so each squaring gives one binary digit more.
const fn log2_fixed(n: u32) -> u64 {
    let whole = n.ilog2();
    let mut mantissa = (n as u64) << (31 - whole); // 1 ≤ mantissa / 2³¹ < 2
    let mut log = whole as u64;
    let mut digit = 0;
    while digit < 16 {
        mantissa = (mantissa * mantissa) >> 31;
        log <<= 1;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            log |= 1;
        }
        digit += 1;
    }
    log
}

#[cfg(test)]
mod tests {
    use super::super::NEVER;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_sum_of_the_whole_picture() {
        let picture = Picture::of_height(600);
        assert_eq!(picture.width, 800);
        let whole = compute(picture, 0..600, &NEVER).map(|computed| computed.value);
        assert_eq!(whole, Ok(106_205_477));
    }

    #[test]
    fn strides_end_at_the_last_iteration() {
        assert_eq!(MAX_ITERATIONS % STRIDE, 0);
    }

    #[test]
    fn logarithm_is_the_logarithm() {
        for n in 1..=1_000 {
            let wanted = f64::from(n).log2() * 65_536.0;
            let difference = wanted - log2_fixed(n) as f64;
            assert!((-0.01..1.01).contains(&difference), "{n}: {difference}");
        }
    }

    #[test]
    fn shades_use_their_whole_range_and_never_fall() {
        assert_eq!((SHADES[1], SHADES[999], SHADES[1_000]), (1, 255, 0));
        assert!(SHADES[1..1_000].is_sorted());
    }

    proptest! {
        /// Where |c| is 2, or nearly, a point that has left might come back, if any did.
        #[test]
        fn points_at_the_edge_agree(angle in 0.0f64..7.0, off in prop::array::uniform::<_, LANES>(-9i32..9)) {
            let im = if angle > 6.3 { 0.0 } else { 2.0 * angle.sin() };
            let re = off.map(|off| {
                let edge = -(4.0 - im * im).max(0.0).sqrt();
                edge * (1.0 + f64::from(off) * f64::EPSILON)
            });
            prop_assert_eq!(escape_counts(re, im), re.map(|re| escape_count(re, im)));
        }

        #[test]
        fn any_points_agree(re in prop::array::uniform::<_, LANES>(-2.5f64..1.0), im in -1.0f64..1.0) {
            prop_assert_eq!(escape_counts(re, im), re.map(|re| escape_count(re, im)));
        }
    }
}
