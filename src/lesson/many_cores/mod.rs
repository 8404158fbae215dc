//! `many-cores`: a picture in chunks, drawn as they finish.
//!
//! The photograph that is blurred shows Grace Hopper, who handed out nanoseconds of wire: taken by James S. Davis for the
//! US Navy in 1984, and so in the public domain; from the sample data of Matplotlib, cut and without its colours.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{self, Question, Why};
use crate::contract::{Chapter, Fetches, Growth, Lesson, Live, span};
use crate::key::Key;
use crate::program::COMPUTING;
use crate::values::{CHUNKS, SERIAL, SIZE};

/// What is computed.
const KERNEL: Key = Key::new("kernel");

/// The one that is computed of a photograph.
const BLUR: Key = Key::new("blur");

/// The kernels to choose from: each draws a picture, row by row.
const KERNELS: [Key; 5] = [
    Key::new("mandelbrot"),
    Key::new("matrix"),
    Key::new("gravity"),
    Key::new("darts"),
    BLUR,
];

/// The lesson. Its size is the picture's height in pixels.
pub const LESSON: Lesson = Lesson {
    slug: "many-cores",
    chapter: Chapter::Working,
    params: &[
        Param::choice(KERNEL, &KERNELS),
        Param::THREADS,
        Param::number(SIZE, 1, 600, 3_000),
        Param::number(CHUNKS, 1, 60, 1_000),
        Param::number(SERIAL, 0, 0, 90),
    ],
    programs: &COMPUTING,
    jobs: &[],
    compared: &[
        Key::new("blocking"),
        Key::new("async"),
        Key::new("background"),
        Key::new("parallel"),
        Key::new("async-parallel"),
    ],
    baselines: &[Key::new("background"), Key::new("blocking")],
    swept: &[Key::new("async-parallel"), Key::new("parallel")],
    sized: Some(Growth::Square),
    live: Live::Raster,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: Key::new("async-parallel"),
        against: Key::new("background"),
        options: 3,
        borders: question::by_cores_at_work,
    },
    span: span::of_work,
    why: Some(Why {
        options: 3,
        right: 0,
    }),
};
