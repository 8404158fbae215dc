//! The kernels on this machine: plain, SIMD, and SIMD on two threads, side by side.
//! `cargo bench --bench kernels` prints a table of medians.

use meanwhile::kernel::primes::{self, Below};
use meanwhile::kernel::{Interrupted, NEVER, Part, Picture, Stop};
use meanwhile::kernel::{blur, darts, gravity, mandelbrot, matrix};
use meanwhile::report::statistics::median;
use rayon::prelude::*;
use std::hint::black_box;
use std::ops::Range;
use std::time::Instant;

const REPEATS: usize = 15;
const THREADS: usize = 2;
const CHUNKS: u64 = 60;

/// Computes a range of units.
type Kernel<'a> = dyn Fn(Range<u64>, &Stop) -> Result<Part, Interrupted> + Sync + 'a;

/// Computes rows of a picture.
type Draw<'a> = &'a (dyn Fn(Picture, Range<u64>, &Stop) -> Result<Part, Interrupted> + Sync);

/// A way to compute, its name, and what its answer must be.
struct Case<'a> {
    name: &'static str,
    answer: u64,
    run: Box<dyn Fn() -> Result<Part, Interrupted> + 'a>,
}

fn main() {
    let picture = Picture::of_height(600);
    let rows = 0..u64::from(picture.height);
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(THREADS).build() {
        Ok(pool) => pool,
        Err(error) => return eprintln!("No pool of {THREADS} threads: {error}"),
    };
    let in_pool = |units: u64, compute: &Kernel| {
        let chunk = |index: u64| units * index / CHUNKS..units * (index + 1) / CHUNKS;
        let parts: Result<Vec<_>, _> = pool.install(|| {
            let chunks = (0..CHUNKS).into_par_iter();
            chunks.map(|index| compute(chunk(index), &NEVER)).collect()
        });
        parts.map(|parts| Part {
            value: parts.iter().map(|part| part.value).sum(),
            bytes: Vec::new(),
        })
    };
    let photograph = include_bytes!("../src/lesson/many_cores/data/blur.pgm");
    let drawn: [(&str, u64, Draw, Draw); 5] = [
        (
            "Mandelbrot",
            106_205_477,
            &mandelbrot::compute_scalar,
            &mandelbrot::compute,
        ),
        (
            "Matrix product",
            251_665_057_646,
            &matrix::compute_scalar,
            &matrix::compute,
        ),
        (
            "Gravity",
            78_362_045_898,
            &gravity::compute_scalar,
            &gravity::compute,
        ),
        (
            "Darts for π",
            24_126_552,
            &darts::compute_scalar,
            &darts::compute,
        ),
        (
            "Blur",
            46_343_394,
            &|picture, rows, stop| blur::compute_scalar(picture, photograph, rows, stop),
            &|picture, rows, stop| blur::compute(picture, photograph, rows, stop),
        ),
    ];
    for (name, answer, scalar, simd) in drawn {
        println!("\n{name} 800 by 600, medians of {REPEATS} interleaved repeats");
        let draw = |rows: Range<u64>, stop: &Stop| simd(picture, rows, stop);
        print_table(&[
            Case {
                name: "scalar, 1 thread",
                answer,
                run: Box::new(|| scalar(picture, rows.clone(), &NEVER)),
            },
            Case {
                name: "SIMD, 1 thread",
                answer,
                run: Box::new(|| simd(picture, rows.clone(), &NEVER)),
            },
            Case {
                name: "SIMD, rayon, 2 threads",
                answer,
                run: Box::new(|| in_pool(picture.height.into(), &draw)),
            },
        ]);
    }
    let below = Below(10_000_000);
    let count = |blocks: Range<u64>, stop: &Stop| primes::compute(below, blocks, stop);
    println!("\nPrimes below 10,000,000, medians of {REPEATS} interleaved repeats");
    print_table(&[
        Case {
            name: "sieve, 1 thread",
            answer: 664_579,
            run: Box::new(|| count(0..below.units(), &NEVER)),
        },
        Case {
            name: "sieve, rayon, 2 threads",
            answer: 664_579,
            run: Box::new(|| in_pool(below.units(), &count)),
        },
    ]);
}

/// Runs the cases in turn, so that whatever slows the machine down slows all of them.
fn print_table(cases: &[Case]) {
    let mut samples_ms = vec![Vec::with_capacity(REPEATS); cases.len()];
    for _ in 0..REPEATS {
        for (case, samples_ms) in cases.iter().zip(&mut samples_ms) {
            let start = Instant::now();
            let computed = black_box((case.run)());
            samples_ms.push(start.elapsed().as_secs_f64() * 1_000.0);
            let answer = computed.map(|computed| computed.value);
            assert_eq!(answer, Ok(case.answer), "{}", case.name);
        }
    }
    let medians: Vec<f64> = samples_ms
        .iter()
        .filter_map(|samples| median(samples))
        .collect();
    for ((case, own), samples) in cases.iter().zip(&medians).zip(&samples_ms) {
        let least = samples.iter().copied().fold(f64::INFINITY, f64::min);
        let times = medians[0] / own;
        let name = case.name;
        println!(
            "{name:<26} {own:8.1} ms   least {least:8.1} ms   {times:5.2} times as fast as the first"
        );
    }
}
