//! Where the time went: for each thread given to the job, working, waiting, idle or blocked.

/// Shares of the wall time, averaged over the caller and the threads given; they add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occupancy {
    /// Computing, or taking a turn.
    pub working: f64,
    /// Free while something is on its way or others compute: could do other things.
    pub waiting: f64,
    /// Nothing to do.
    pub idle: f64,
    /// Standing still, unable to do anything else.
    pub blocked: f64,
}
