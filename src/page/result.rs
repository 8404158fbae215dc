//! `meanwhile/result@1` and the list of examples, filled in from what the page knows.

use super::sentences::{fault, of_example, tier_reason, warnings};
use super::state::{Engine, State};
use super::words::Words;
use crate::comparison::Fault;
use crate::example::parameters::{REPEATS, Range, SEED, threads_range};
use crate::example::{self, Example};
use crate::protocol::listing::{ExampleV1, ParameterRangesV1, RangeV1};
use crate::protocol::result::{
    EnvironmentV1, FORMAT, ParametersV1, ResultV1, SpeedupV1, StrategyV1,
};
use crate::report::StrategyReport;
use crate::report::statistics::Interval;
use crate::strategy::Strategy;
use crate::units::Millis;

/// What only the browser can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// What it says of isolation.
    pub is_isolated: bool,
    /// Its name and major version.
    pub browser: String,
}

/// Where things run.
pub fn environment(state: &State, here: &Here, words: &Words) -> EnvironmentV1 {
    // While a broken engine is replaced, the latest one is what was measured on.
    let ready = match &state.engine {
        Engine::Ready(ready) => Some(ready),
        Engine::Starting => state.latest_ready.as_ref(),
        Engine::Cannot(_) => None,
    };
    let reason = match (&state.engine, ready) {
        (Engine::Cannot(why), _) => super::sentences::no_engine(words, why),
        (_, Some(ready)) => tier_reason(words, ready),
        (_, None) => words.get("run.starting").to_owned(),
    };
    EnvironmentV1 {
        tier: ready.map(|ready| ready.tier.id()),
        tier_reason: reason,
        cross_origin_isolated: here.is_isolated,
        reported_cores: state.reported_cores,
        timer_step_ms: ready.map(|ready| ready.clock_step.to_millis().0),
        browser: here.browser.clone(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// The latest comparison's result; nothing before the first.
pub fn result(state: &State, here: &Here, words: &Words) -> Option<ResultV1> {
    let ran = state.ran.as_ref()?;
    let parameters = &ran.parameters;
    let small = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    Some(ResultV1 {
        format: FORMAT,
        example: ran.example.slug.to_owned(),
        parameters: ParametersV1 {
            strategies: parameters
                .strategies
                .iter()
                .copied()
                .map(Strategy::id)
                .collect(),
            threads: small(parameters.threads),
            connections: ran
                .example
                .connections
                .map(|_| small(parameters.connections)),
            size: parameters.size,
            chunks: parameters.chunks,
            repeats: parameters.repeats,
            seed: parameters.seed,
        },
        environment: environment(state, here, words),
        strategies: state
            .reports
            .iter()
            .map(|report| strategy(report, words))
            .collect(),
        warnings: warnings(words, state),
    })
}

fn strategy(report: &StrategyReport, words: &Words) -> StrategyV1 {
    let ms = |time: Option<Millis>| time.map(|time| time.0);
    StrategyV1 {
        strategy: report.strategy.id(),
        status: status(report.fault.as_ref()),
        reason: report.fault.as_ref().map(|why| fault(words, why)),
        answer: report.answer.clone(),
        samples_ms: report.samples.iter().map(|sample| sample.0).collect(),
        median_ms: ms(report.median),
        ci95_ms: report.interval.map(ends),
        caller_free_share: report.caller_free_share,
        meanwhile_done: report.letters_sorted,
        longest_freeze_ms: ms(report.longest_freeze),
        page_longest_gap_ms: ms(report.page_longest_gap),
        threads_at_work: report.threads_at_work,
        waits_in_flight: report.waits_in_flight,
        turns: report.turns,
        efficiency: report.efficiency,
        imbalance: report.imbalance,
        pool_start_ms: ms(report.pool_start),
        first_run_ms: ms(report.first_run),
        speedup: report.speedup.map(|speedup| SpeedupV1 {
            against: speedup.against.id(),
            value: speedup.value,
            ci95: speedup.interval.map(ends),
        }),
    }
}

const fn ends(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

const fn status(fault: Option<&Fault>) -> &'static str {
    match fault {
        None => "done",
        Some(Fault::Stopped) => "stopped",
        Some(Fault::Unavailable(_)) => "unavailable",
        Some(_) => "failed",
    }
}

/// The examples, the unlisted ones last.
pub fn examples(reported_cores: u32, words: &Words) -> Vec<ExampleV1> {
    let listed = |example: &Example| ExampleV1 {
        slug: example.slug,
        title: of_example(words, example, "title"),
        chapter: super::sentences::chapter(words, example.chapter).to_owned(),
        strategies: example
            .strategies
            .iter()
            .copied()
            .map(Strategy::id)
            .collect(),
        parameters: ParameterRangesV1 {
            threads: range(threads_range(reported_cores)),
            connections: example.connections.map(range),
            size: range(example.size),
            chunks: example.chunks.map(range),
            repeats: range(REPEATS),
            seed: range(SEED),
        },
    };
    example::listed().map(listed).collect()
}

const fn range(range: Range) -> RangeV1 {
    RangeV1 {
        min: range.min,
        max: range.max,
        default: range.default,
    }
}

#[cfg(test)]
#[path = "result_tests.rs"]
mod tests;
