//! A program as the engine carries it out: a plain async function of the stage it stands on.

use super::caller::Caller;
use crate::comparison::Fault;
use crate::job::Job;
use crate::key::Key;
use crate::values::Values;
use futures_util::future::LocalBoxFuture;

pub use super::answer::Answer;
#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub use super::browser::BrowserPlatform as Here;
#[cfg(not(target_arch = "wasm32"))]
pub use super::mock::MockPlatform as Here;
#[cfg(all(target_arch = "wasm32", feature = "feel"))]
pub use super::page::PagePlatform as Here;

/// What a program stands on: the caller it belongs to, with all that it may touch. In the tests its clock is a
/// mock.
pub type Stage<'a> = Caller<'a, Here>;

/// Carries a program out. A table has one a program, so that a program itself is `async fn(&Stage) -> …` and
/// nothing more.
pub type Carry = for<'a> fn(&'a Stage<'a>) -> LocalBoxFuture<'a, Result<Answer, Fault>>;

/// A lesson may have two programs beside those that it lists. What this one does comes before each run of any of them
/// and does not count: it gets something ready;
pub const BEFORE_EACH: Key = Key::new("before-each");

/// and this one comes when a comparison is over, however it ended: it puts all away.
pub const AFTER_ALL: Key = Key::new("after-all");

/// What the engine is given of the lessons, which it knows by their names alone.
#[derive(Clone, Copy)]
pub struct Code {
    /// The job that a lesson makes of its values and a seed.
    pub job: fn(&str, &Values, u32) -> Option<Job>,
    /// A lesson's program.
    pub program: fn(&str, Key) -> Option<Carry>,
}
