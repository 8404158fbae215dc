//! `your-own`: no job of ours, but the reader's own programs, two at most, side by side. They are run in an engine of
//! their own, which has the language; their text comes with each comparison.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::Question;
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};

const PROGRAM: Key = Key::new("program");
const OTHER: Key = Key::new("other-program");

/// The reader's programs. Where there is one thread only they run on one, and say so.
pub const LESSON: Lesson = Lesson {
    slug: "your-own",
    chapter: Chapter::Own,
    params: &[Param::THREADS],
    programs: &[
        Program::new(PROGRAM, None, Colour::Blue, Needs::NOTHING),
        Program::new(OTHER, None, Colour::Orange, Needs::NOTHING),
    ],
    jobs: &[],
    compared: &[PROGRAM],
    baselines: &[PROGRAM],
    swept: &[],
    sized: None,
    live: Live::Output,
    fetches: Fetches::Answers,
    feel: None,
    // Nobody but the reader knows what the program will show.
    question: Question {
        of: PROGRAM,
        against: OTHER,
        options: 0,
        borders: |_| None,
    },
    span: span::of_work,
    why: None,
};

#[cfg(test)]
mod broken_tests;
#[cfg(test)]
mod exercise_tests;
#[cfg(test)]
mod gallery_tests;
#[cfg(test)]
mod run_tests;
