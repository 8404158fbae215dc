//! Lessons for the tests of whatever knows lessons by their contract alone: one waits, one computes.

use super::params::Param;
use super::question::{self, Question};
use super::{Chapter, Fetches, Growth, Lesson, Live, span};
use crate::key::Key;
use crate::program::{COMPUTING as COMPUTING_PROGRAMS, WAITING as WAITING_PROGRAMS};
use crate::values::{CHUNKS, CONNECTIONS, SIZE};

/// Its job waits.
pub const WAITING: Lesson = Lesson {
    slug: "many-fetches",
    chapter: Chapter::Waiting,
    params: &[
        Param::number(SIZE, 1, 20, 200),
        Param::number(CONNECTIONS, 1, 6, 6),
        Param::THREADS,
    ],
    programs: &WAITING_PROGRAMS,
    jobs: &[],
    compared: &[Key::new("blocking"), Key::new("async")],
    baselines: &[Key::new("blocking")],
    swept: &[],
    sized: None,
    live: Live::None,
    fetches: Fetches::Answers,
    feel: None,
    question: Question {
        of: Key::new("async"),
        against: Key::new("blocking"),
        options: 3,
        borders: question::by_requests_at_once,
    },
    span: span::of_waits,
    why: None,
};

/// Its job computes.
pub const COMPUTING: Lesson = Lesson {
    slug: "many-cores",
    chapter: Chapter::Working,
    params: &[
        Param::number(SIZE, 1, 600, 1_200),
        Param::THREADS,
        Param::number(CHUNKS, 1, 60, 1_000),
    ],
    programs: &COMPUTING_PROGRAMS,
    jobs: &[],
    compared: &[Key::new("blocking"), Key::new("async-parallel")],
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
    why: None,
};
