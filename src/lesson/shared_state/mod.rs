//! `shared-state`: one counter, many who add to it. An atomic, a lock and a list of one's own all count right and
//! cost differently; and one thread alone can lose updates, where it awaits between reading and writing.

#[cfg(any(not(target_arch = "wasm32"), feature = "analysis"))]
pub mod findings;
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine")))]
pub mod programs;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine"))]
pub mod work;

use crate::contract::params::Param;
use crate::contract::question::{Question, Why};
use crate::contract::{Chapter, Fetches, Lesson, Live, span};
use crate::key::Key;
use crate::program::{Colour, Needs, Program};
use crate::strategy::Strategy;
use crate::values::SIZE;

const ALONE: Key = Key::new("alone");
const ATOMIC: Key = Key::new("atomic");
const LOCK: Key = Key::new("lock");
const ALLOCATE: Key = Key::new("allocate");
const REDUCE: Key = Key::new("reduce");
const READ_AWAIT_WRITE: Key = Key::new("read-await-write");

/// What a run found out: how many letters it counted,
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const COUNTED: Key = Key::new("counted");
/// out of how many letters;
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const LETTERS: Key = Key::new("letters");
/// and how many there are to be counted.
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const RIGHT: Key = Key::new("right");
/// How many of the small counts lost so much of what there was: nothing, up to a tenth, up to two tenths …
#[cfg(any(not(target_arch = "wasm32"), feature = "engine", feature = "analysis"))]
const LOST: [Key; 11] = [
    Key::new("lost-0"),
    Key::new("lost-10"),
    Key::new("lost-20"),
    Key::new("lost-30"),
    Key::new("lost-40"),
    Key::new("lost-50"),
    Key::new("lost-60"),
    Key::new("lost-70"),
    Key::new("lost-80"),
    Key::new("lost-90"),
    Key::new("lost-100"),
];

/// The lesson. Its size is how many letters are looked at.
pub const LESSON: Lesson = Lesson {
    slug: "shared-state",
    chapter: Chapter::Working,
    params: &[
        Param::number(SIZE, 20_000, 4_000_000, 40_000_000),
        Param::THREADS,
    ],
    programs: &[
        Program::new(
            ALONE,
            Some(Strategy::Blocking),
            Colour::Grey,
            Needs::NOTHING,
        ),
        Program::new(ATOMIC, None, Colour::Blue, Needs::SHARED_MEMORY),
        Program::new(LOCK, None, Colour::Orange, Needs::SHARED_MEMORY),
        Program::new(ALLOCATE, None, Colour::Slate, Needs::POOL),
        Program::new(REDUCE, None, Colour::Green, Needs::POOL),
        Program::new(READ_AWAIT_WRITE, None, Colour::Blue, Needs::NOTHING),
    ],
    jobs: &[],
    compared: &[ALONE, ATOMIC, LOCK, ALLOCATE, REDUCE, READ_AWAIT_WRITE],
    baselines: &[ALONE],
    swept: &[REDUCE, ATOMIC, LOCK, ALLOCATE],
    sized: None,
    live: Live::None,
    fetches: Fetches::Nothing,
    feel: None,
    question: Question {
        of: LOCK,
        against: ALONE,
        options: 3,
        borders: |terms| (terms.threads >= 2).then(|| vec![0.9, 1.2]),
    },
    span: span::of_work,
    why: Some(Why {
        options: 3,
        right: 2,
    }),
};
