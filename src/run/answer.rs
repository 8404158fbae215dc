//! What a program gives.

use crate::comparison::lines::LineBar;
use crate::comparison::script::Checked;
use crate::key::Key;

/// What a program gives.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The job's result as text: the same for every program, tier, thread count and chunking.
    pub text: String,
    /// What else the run found out, by key: what differs from program to program, and from run to run.
    pub measures: Vec<(Key, f64)>,
    /// What it printed, where it is the reader's own.
    pub output: String,
    /// When its lines were being run, where somebody watches.
    pub lines: Vec<LineBar>,
    /// What had to be true of the run, where somebody watches and it is an exercise.
    pub checks: Vec<Checked>,
}
