//! `meanwhile/result@1`: a comparison's result as others see it. Names are fixed; numbers that make
//! no sense are null, never absent.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of `format`.
pub const FORMAT: &str = "meanwhile/result@1";

/// A comparison's result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultV1 {
    /// Always `FORMAT`.
    pub format: String,
    /// The example's slug.
    pub example: String,
    /// What it was run with.
    pub parameters: ParametersV1,
    /// Where it was run.
    pub environment: EnvironmentV1,
    /// In the order they were asked for.
    pub strategies: Vec<StrategyV1>,
    /// What the reader's own program printed; null where none ran. Results of earlier versions have none.
    #[serde(default)]
    pub output: Option<String>,
    /// What an exercise asked of it; null where none was set, or its program did not come to its end.
    #[serde(default)]
    pub checks: Option<Vec<CheckV1>>,
    /// Sentences the reader of the numbers should know.
    pub warnings: Vec<String>,
}

/// Something that had to be true of a reader's program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckV1 {
    /// It in words.
    pub says: String,
    /// Whether it was; null where that can't be told.
    pub holds: Option<bool>,
}

/// What a comparison was run with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParametersV1 {
    /// Ids of the strategies.
    pub strategies: Vec<String>,
    /// Threads for the strategies that use many.
    pub threads: u16,
    /// Requests at once; null where the job makes none.
    pub connections: Option<u16>,
    /// The example's size.
    pub size: u32,
    /// Chunks the job is cut into.
    pub chunks: u32,
    /// Measured repeats.
    pub repeats: u32,
    /// The seed.
    pub seed: u32,
}

/// Where a comparison was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentV1 {
    /// `threads`, `workers` or `single`; null until the engine is up.
    pub tier: Option<String>,
    /// Why, as a sentence.
    pub tier_reason: String,
    /// What the browser says of isolation.
    pub cross_origin_isolated: bool,
    /// What the browser says of cores.
    pub reported_cores: u32,
    /// The step of the caller's clock.
    pub timer_step_ms: Option<f64>,
    /// Where waits come from: `server`, `network` or `timer`; null until the engine is up, and in results of earlier
    /// versions.
    #[serde(default)]
    pub waits: Option<String>,
    /// Name and major version, "Firefox 153".
    pub browser: String,
    /// Meanwhile's version.
    pub version: String,
}

/// One strategy's numbers: medians over the repeats unless the name says otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StrategyV1 {
    /// The strategy's id.
    pub strategy: String,
    /// `done`, `unavailable`, `failed` or `stopped`.
    pub status: String,
    /// Why it is not `done`.
    pub reason: Option<String>,
    /// The job's result as text.
    pub answer: Option<String>,
    /// Every measured wall time.
    pub samples_ms: Vec<f64>,
    /// Their median.
    pub median_ms: Option<f64>,
    /// 95 % bootstrap interval of the median; null under 10 repeats.
    pub ci95_ms: Option<[f64; 2]>,
    /// Share of the time the caller was free, 0 to 1.
    pub caller_free_share: Option<f64>,
    /// Letters sorted in the watched run.
    pub meanwhile_done: Option<u64>,
    /// The longest time the caller could not answer; the worst repeat.
    pub longest_freeze_ms: Option<f64>,
    /// The page's longest gap between frames, over all of the strategy's runs.
    pub page_longest_gap_ms: Option<f64>,
    /// Threads computing, on average over the run.
    pub threads_at_work: Option<f64>,
    /// Waits on their way, on average over the run.
    pub waits_in_flight: Option<f64>,
    /// Turns the caller took.
    pub turns: Option<f64>,
    /// Speed-up divided by the threads given; null where there is no speed-up.
    pub efficiency: Option<f64>,
    /// Busiest thread's work over the mean; 1 is even. Null under two threads.
    pub imbalance: Option<f64>,
    /// What starting the pool took, once; null where no pool is used.
    pub pool_start_ms: Option<f64>,
    /// The very first run: cold, not counted.
    pub first_run_ms: Option<f64>,
    /// How many times faster than its baseline.
    pub speedup: Option<SpeedupV1>,
    /// The values it was run with, by the keys of the lesson's parameters. Results of earlier versions have
    /// none.
    #[serde(default)]
    pub values: BTreeMap<String, u32>,
    /// What else its runs found out, by key; medians over the repeats.
    #[serde(default)]
    pub measures: BTreeMap<String, f64>,
}

/// How many times faster than a named baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpeedupV1 {
    /// The baseline's id.
    pub against: String,
    /// Median of the ratios, repeat by repeat.
    pub value: f64,
    /// Its 95 % bootstrap interval; null under 10 repeats.
    pub ci95: Option<[f64; 2]>,
}

/// What recording costs under one strategy: what `measureRecording` answers, a list of these.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordingV1 {
    /// The strategy's id.
    pub strategy: String,
    /// Median time with recording.
    pub recorded_ms: f64,
    /// Median time without.
    pub unrecorded_ms: f64,
    /// Median of the ratios, round by round.
    pub ratio: f64,
}
