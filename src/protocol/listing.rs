//! What `window.meanwhile.examples()` answers. Names are fixed.

use serde::Serialize;

/// An example, as others see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExampleV1 {
    /// Its name in addresses.
    pub slug: &'static str,
    /// Its title.
    pub title: String,
    /// The heading under which it is listed.
    pub chapter: String,
    /// Ids of the strategies compared unless others are asked for.
    pub strategies: Vec<&'static str>,
    /// What its parameters may be.
    pub parameters: ParameterRangesV1,
}

/// What an example's parameters may be; null where it has no such parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterRangesV1 {
    /// Threads for the strategies that use many.
    pub threads: RangeV1,
    /// Requests at once.
    pub connections: Option<RangeV1>,
    /// The example's size.
    pub size: RangeV1,
    /// Chunks the job is cut into.
    pub chunks: Option<RangeV1>,
    /// Measured repeats.
    pub repeats: RepeatsV1,
    /// The seed.
    pub seed: RangeV1,
}

/// How many repeats may be asked for, and what they are otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RepeatsV1 {
    /// The least.
    pub min: u32,
    /// The most.
    pub max: u32,
    /// Always `auto`: as many as fit.
    pub default: &'static str,
}

/// Whole numbers from `min` to `max`, both allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RangeV1 {
    /// The least.
    pub min: u32,
    /// The most.
    pub max: u32,
    /// What it is unless said otherwise.
    pub default: u32,
}
