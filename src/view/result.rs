//! `meanwhile/result@1`, filled in from what was requested and what was measured.

use super::sentences::fault;
use super::words::Words;
use crate::comparison::{Case, Fault};
use crate::contract::Lesson;
use crate::contract::request::Parameters;
use crate::key::Key;
use crate::protocol::analysis::RunRequest;
use crate::protocol::result::{
    EnvironmentV1, FORMAT, ParametersV1, ResultV1, SpeedupV1, StrategyV1,
};
use crate::report::CaseReport;
use crate::report::statistics::Interval;
use crate::units::Millis;
use std::collections::BTreeMap;

/// A comparison's result. The lesson is the one that was asked for, where it is known; the rounds are those that
/// were run.
pub fn result(
    (request, lesson, rounds): (&RunRequest, Option<&Lesson>, u32),
    environment: EnvironmentV1,
    (cases, reports): (&[Case], &[CaseReport]),
    warnings: Vec<String>,
    words: &Words,
) -> ResultV1 {
    ResultV1 {
        format: FORMAT.to_owned(),
        example: request.example.clone(),
        parameters: parameters(&request.parameters, lesson, rounds),
        environment,
        strategies: reports
            .iter()
            .map(|report| strategy(report, values_of(cases, report.case), words))
            .collect(),
        output: None,
        checks: None,
        warnings,
    }
}

fn parameters(parameters: &Parameters, lesson: Option<&Lesson>, rounds: u32) -> ParametersV1 {
    let values = &parameters.values;
    let programs = parameters.programs.iter().map(Key::as_str);
    let makes_requests = lesson.is_some_and(Lesson::makes_requests);
    ParametersV1 {
        strategies: programs.map(str::to_owned).collect(),
        threads: values.threads(),
        connections: makes_requests.then(|| values.connections()),
        size: values.size(),
        chunks: values.chunks(),
        repeats: rounds,
        seed: parameters.seed,
    }
}

/// The values of a case by their keys.
fn values_of(cases: &[Case], id: u16) -> BTreeMap<String, u32> {
    let own = cases.iter().find(|case| case.id == id);
    let values = own.into_iter().flat_map(|case| case.values.iter());
    values
        .map(|(key, value)| (key.as_str().to_owned(), value))
        .collect()
}

fn strategy(report: &CaseReport, values: BTreeMap<String, u32>, words: &Words) -> StrategyV1 {
    let measures = report.measures.iter();
    let ms = |time: Option<Millis>| time.map(|time| time.0);
    StrategyV1 {
        strategy: report.program.key.as_str().to_owned(),
        status: status(report.fault.as_ref()).to_owned(),
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
            against: speedup.against.key.as_str().to_owned(),
            value: speedup.value,
            ci95: speedup.interval.map(ends),
        }),
        values,
        measures: measures
            .map(|(key, value)| (key.as_str().to_owned(), *value))
            .collect(),
    }
}

const fn ends(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

const fn status(fault: Option<&Fault>) -> &'static str {
    match fault {
        None => "done",
        Some(Fault::Stopped) => "stopped",
        Some(fault) if fault.is_unavailable() => "unavailable",
        Some(_) => "failed",
    }
}

#[cfg(test)]
#[path = "result_tests.rs"]
mod tests;
