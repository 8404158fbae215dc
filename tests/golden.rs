//! Golden answers: published or fixed, and the same however the job is cut.

// A test that can't go on says so by panicking.
#![allow(clippy::expect_used)]

use meanwhile::input::Source;
use meanwhile::job::Outcome;
use meanwhile::kernel::NEVER;
use meanwhile::key::Key;
use meanwhile::lesson;
use meanwhile::values::{CHUNKS, SIZE, Values};
use meanwhile::work::Cells;

/// Computes a lesson's chunks one after the other: its answer as text, and all shades in order.
fn carry_out(slug: &str, size: u32, chunks: u32) -> (String, Vec<u8>) {
    carry_out_kernel(slug, 0, size, chunks)
}

/// The same of one of its kernels.
fn carry_out_kernel(slug: &str, kernel: u32, size: u32, chunks: u32) -> (String, Vec<u8>) {
    let values = Values::from_iter([(Key::new("kernel"), kernel), (SIZE, size), (CHUNKS, chunks)]);
    let job = lesson::job(slug, &values, 1).expect("a job");
    let work = job.work.expect("work");
    let compute = lesson::find_work(&work).expect("code");
    let photograph = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/lesson/many_cores/data/blur.pgm"
    );
    let bytes = match work.of {
        Some(Source::Picture) => std::fs::read(photograph).expect("the photograph"),
        _ => Vec::new(),
    };
    let outcomes: Vec<Outcome> = job
        .chunks()
        .map(|chunk| Outcome {
            reply: None,
            computed: compute(&work.input(&bytes), chunk.units, &Cells::default(), &NEVER).ok(),
        })
        .collect();
    let parts = outcomes
        .iter()
        .filter_map(|outcome| outcome.computed.as_ref());
    let shades = parts.flat_map(|part| part.bytes.clone()).collect();
    (job.answer(outcomes.iter()), shades)
}

fn check_every_chunking(slug: &str, size: u32, expect: &str) {
    let (answer, whole) = carry_out(slug, size, 1);
    assert_eq!(answer, expect);
    for chunk_count in [2, 7, 1_000] {
        let (answer, shades) = carry_out(slug, size, chunk_count);
        assert_eq!(answer, expect, "in {chunk_count} chunks");
        assert!(shades == whole, "other shades in {chunk_count} chunks");
    }
}

#[test]
fn primes_below_ten_million() {
    check_every_chunking("primes", 10_000_000, "664579");
}

#[test]
fn mandelbrot_at_height_600() {
    let (answer, shades) = carry_out("many-cores", 600, 7);
    assert_eq!(answer, "106205477");
    assert_eq!(shades.len(), 800 * 600);
}

#[test]
fn mandelbrot_however_it_is_cut() {
    // Counts of the specified points, step by step as the specification says them.
    let expect: u32 = (0..90u32)
        .flat_map(|y| (0..120u32).map(move |x| (x, y)))
        .map(|(x, y)| {
            let re = f64::from(x) / 120.0 * 3.5 - 2.5;
            let im = f64::from(y) / 90.0 * 2.0 - 1.0;
            let (mut z_re, mut z_im, mut count) = (0.0f64, 0.0f64, 0);
            while z_re * z_re + z_im * z_im < 4.0 && count < 1_000 {
                (z_re, z_im) = (z_re * z_re - z_im * z_im + re, 2.0 * z_re * z_im + im);
                count += 1;
            }
            count
        })
        .sum();
    check_every_chunking("many-cores", 90, &expect.to_string());
}

/// The kernels' twins in JavaScript (`tests/data/rival/kernels.js`) give the same.
#[test]
fn other_kernels_however_they_are_cut() {
    for (kernel, expect) in [
        (1, "2516387103"),
        (2, "783109172"),
        (3, "241575"),
        (4, "455625"),
    ] {
        let (answer, whole) = carry_out_kernel("many-cores", kernel, 60, 1);
        assert_eq!((&*answer, whole.len()), (expect, 80 * 60));
        for chunk_count in [2, 7, 1_000] {
            let cut = carry_out_kernel("many-cores", kernel, 60, chunk_count);
            assert!(
                cut == (answer.clone(), whole.clone()),
                "kernel {kernel} in {chunk_count} chunks: {}",
                cut.0
            );
        }
    }
}
