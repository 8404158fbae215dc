//! What `window.meanwhile.sweep` answers: speed-up against threads, or time against chunks. Numbers that
//! make no sense are null.

use serde::Serialize;

/// A sweep.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepV1 {
    /// The example's slug.
    pub example: String,
    /// The id of the strategy that was swept.
    pub program: String,
    /// What was swept: `threads` or `chunks`.
    pub parameter: &'static str,
    /// From the fewest threads or chunks to the most.
    pub points: Vec<SweepPointV1>,
    /// Where the machine's ceiling bends: from there on more threads raise it by less than half a thread
    /// each.
    pub ceiling: Option<CeilingV1>,
    /// From this number of chunks to that one none is clearly slower than the best.
    pub best_chunks: Option<(u32, u32)>,
    /// The laws fitted to the points up to the bend.
    pub fits: Option<FitsV1>,
    /// Why there are no fits.
    pub reason: Option<String>,
}

/// A point of a sweep. Intervals are of 95 %.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepPointV1 {
    /// Threads, where these are swept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<u32>,
    /// Chunks, where these are swept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunks: Option<u32>,
    /// Median of the times.
    pub median_ms: Option<f64>,
    /// Its interval; null with too few rounds.
    pub ci95_ms: Option<[f64; 2]>,
    /// How long its threads had nothing to do, on average, where chunks are swept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_ms: Option<f64>,
    /// How many times faster than on one thread; null where chunks are swept.
    pub speedup: Option<NumberV1>,
    /// How many times as much work so many threads get done if each has a whole job of its own.
    pub ceiling: Option<NumberV1>,
}

/// A number and its interval, null with too few rounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NumberV1 {
    /// The number.
    pub value: f64,
    /// Its interval of 95 %.
    pub ci95: Option<[f64; 2]>,
}

/// Where the ceiling bends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CeilingV1 {
    /// At so many threads.
    pub threads: u32,
    /// How many times as much work they get done as one thread.
    pub value: f64,
    /// Its interval of 95 %; null with too few rounds.
    pub ci95: Option<[f64; 2]>,
}

/// Two laws.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FitsV1 {
    /// Amdahl's law.
    pub amdahl: LawV1,
    /// The Universal Scalability Law.
    pub usl: LawV1,
}

/// A law's numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LawV1 {
    /// The share of the work that can't be split, 0 to 1.
    pub sigma: NumberV1,
    /// What each pair of threads costs to keep in step; null in Amdahl's law.
    pub kappa: Option<NumberV1>,
    /// At so many threads the law has its peak; null where it has none.
    pub peak_threads: Option<f64>,
}
