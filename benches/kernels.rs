//! The kernels on this machine: plain, SIMD, and SIMD on two threads, side by side.
//! `cargo bench --bench kernels` prints a table of medians.

use meanwhile::job::Job;
use meanwhile::kernel::mandelbrot::{self, Picture};
use meanwhile::kernel::primes::Below;
use meanwhile::kernel::{Computed, Interrupted, Kernel, NEVER};
use meanwhile::report::statistics::median;
use rayon::prelude::*;
use std::hint::black_box;
use std::time::Instant;

const REPEATS: usize = 15;
const THREADS: usize = 2;

/// A way to compute, its name, and what its answer must be.
struct Case<'a> {
    name: &'static str,
    answer: u64,
    run: Box<dyn Fn() -> Result<Computed, Interrupted> + 'a>,
}

fn main() {
    let picture = Picture::of_height(600);
    let rows = 0..u64::from(picture.height);
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(THREADS).build() {
        Ok(pool) => pool,
        Err(error) => return eprintln!("No pool of {THREADS} threads: {error}"),
    };
    let in_pool = |kernel: Kernel| {
        let job = Job {
            request: None,
            kernel: Some(kernel),
            chunk_count: 60,
        };
        let chunks: Vec<_> = job.chunks().collect();
        let parts: Result<Vec<_>, _> = pool.install(|| {
            let compute =
                |chunk: &meanwhile::job::Chunk| kernel.compute(chunk.units.clone(), &NEVER);
            chunks.par_iter().map(compute).collect()
        });
        parts.map(|parts| Computed {
            value: parts.iter().map(|part| part.value).sum(),
            shades: Vec::new(),
        })
    };
    println!("Mandelbrot 800 by 600, medians of {REPEATS} interleaved repeats");
    print_table(&[
        Case {
            name: "scalar, 1 thread",
            answer: 106_205_477,
            run: Box::new(|| mandelbrot::compute_scalar(picture, rows.clone(), &NEVER)),
        },
        Case {
            name: "SIMD, 1 thread",
            answer: 106_205_477,
            run: Box::new(|| mandelbrot::compute(picture, rows.clone(), &NEVER)),
        },
        Case {
            name: "SIMD, rayon, 2 threads",
            answer: 106_205_477,
            run: Box::new(|| in_pool(Kernel::Mandelbrot(picture))),
        },
    ]);
    let primes = Kernel::Primes(Below(10_000_000));
    println!("\nPrimes below 10,000,000, medians of {REPEATS} interleaved repeats");
    print_table(&[
        Case {
            name: "sieve, 1 thread",
            answer: 664_579,
            run: Box::new(|| primes.compute(0..primes.units(), &NEVER)),
        },
        Case {
            name: "sieve, rayon, 2 threads",
            answer: 664_579,
            run: Box::new(|| in_pool(primes)),
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
