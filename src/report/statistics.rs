//! Statistics of few samples, with their sources.

/// From `low` to `high`, in the unit of what it is an interval of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}
