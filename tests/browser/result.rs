//! Reading results: what several files of cases expect of them.

use crate::driver::Page;
use crate::{Outcome, ensure};
use serde_json::{Value, json};

/// Every strategy and baseline.
pub const ALL: [&str; 6] = [
    "blocking",
    "one-by-one",
    "async",
    "background",
    "parallel",
    "async-parallel",
];

/// Primes below 100,000, for a quick run that must come out right.
const FEW_PRIMES: &str = "9592";

/// The result's entry for that strategy.
pub fn entry<'a>(result: &'a Value, strategy: &str) -> Outcome<&'a Value> {
    result["strategies"]
        .as_array()
        .and_then(|all| all.iter().find(|entry| entry["strategy"] == strategy))
        .ok_or_else(|| format!("no {strategy} in {result:#}").into())
}

/// The entry's number of that name.
pub fn number(entry: &Value, name: &str) -> Outcome<f64> {
    entry[name]
        .as_f64()
        .ok_or_else(|| format!("{name} is no number in {entry:#}").into())
}

/// All that the tier allows is done, with that answer; the rest says why not.
pub fn done_with(result: &Value, answer: &str) -> Outcome {
    ensure!(
        result["format"] == "meanwhile/result@1",
        "another format: {result:#}"
    );
    let tier = result["environment"]["tier"].as_str().unwrap_or_default();
    let asked = result["parameters"]["strategies"].as_array();
    let entries = result["strategies"].as_array();
    ensure!(
        entries.is_some_and(|all| !all.is_empty()) && entries.map(Vec::len) == asked.map(Vec::len),
        "not one entry a strategy: {result:#}"
    );
    for entry in entries.into_iter().flatten() {
        // Nobody can sleep until separate workers finish, so there is no `parallel` there.
        if tier == "workers" && entry["strategy"] == "parallel" {
            ensure!(
                entry["status"] == "unavailable" && !is_blank(&entry["reason"]),
                "unavailable, with a reason, was expected: {entry:#}"
            );
            continue;
        }
        ensure!(entry["status"] == "done", "not done: {entry:#}");
        ensure!(entry["answer"] == answer, "not {answer}: {entry:#}");
    }
    Ok(())
}

/// Whether a text is missing or empty.
pub fn is_blank(text: &Value) -> bool {
    text.as_str().is_none_or(|text| text.trim().is_empty())
}

/// A small job, right: proof that the page is well.
pub async fn runs_right(page: &Page, strategies: &[&str]) -> Outcome {
    let wanted =
        json!({"example": "primes", "size": 100_000, "repeats": 1, "strategies": strategies});
    done_with(&page.run(wanted).await?, FEW_PRIMES)
}

/// The page itself never stood still.
pub fn page_stays_smooth(result: &Value) -> Outcome {
    for entry in result["strategies"].as_array().into_iter().flatten() {
        if entry["status"] == "done" {
            let gap = number(entry, "pageLongestGapMs")?;
            ensure!(gap < 100.0, "the page stood still for {gap} ms: {entry:#}");
        }
    }
    Ok(())
}
