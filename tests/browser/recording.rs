//! What recording costs a run. Takes long, and wants a machine that does nothing else.

use crate::page::Page;
use crate::result::{ALL, number};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![case!(recording_costs_next_to_nothing, Isolated, long)]
}

/// What a recorded run may take at most, of an unrecorded one, on average over the strategies.
const MOST: f64 = 1.02;

/// That average, in one measurement.
async fn cost(page: &Page, wanted: &Value) -> Outcome<f64> {
    let script = format!("await up(); return await window.meanwhile.measureRecording({wanted});");
    let costs = page.script(&script).await?;
    let mut logarithms = Vec::new();
    for cost in costs.as_array().into_iter().flatten() {
        let ratio = number(cost, "ratio")?;
        println!(
            "    {} {}: {:.2} ms recorded, {:.2} ms not, ratio {ratio:.4}",
            wanted["example"],
            cost["strategy"],
            number(cost, "recordedMs")?,
            number(cost, "unrecordedMs")?,
        );
        logarithms.push(ratio.ln());
    }
    ensure!(logarithms.len() > 2, "{costs:#}");
    Ok((logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp())
}

/// Each strategy with and without recording, in turns, in one go.
async fn recording_costs_next_to_nothing(page: &Page) -> Outcome {
    page.open("").await?;
    // As many repeats as fit into the time that a script has.
    for (example, size, repeats, strategies) in [
        ("many-cores", 400, 41, ALL.join(",")),
        (
            "many-fetches",
            6,
            13,
            "blocking,one-by-one,async,parallel".to_owned(),
        ),
        (
            "waits-and-works",
            30_000_000,
            15,
            "async,parallel,async-parallel".to_owned(),
        ),
    ] {
        let wanted = json!({"example": example, "size": size, "repeats": repeats,
            "strategies": strategies});
        // Machines are noisy by as much as is asked for: what looks costly is measured twice more, and the middle
        // one counts.
        let mut averages = vec![cost(page, &wanted).await?];
        if averages[0] >= MOST {
            averages.push(cost(page, &wanted).await?);
            averages.push(cost(page, &wanted).await?);
        }
        averages.sort_by(f64::total_cmp);
        ensure!(
            averages[averages.len() / 2] < MOST,
            "recording costs too much: {example}, {averages:?}"
        );
    }
    Ok(())
}
