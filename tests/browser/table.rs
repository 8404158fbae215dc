//! `--table`: what the strategies take in this browser, as measured by the page itself. A table to
//! read, not a test: `./x bench` prints it beside the native kernels.

use crate::Outcome;
use crate::page::Page;
use crate::result::numbers;
use serde_json::{Value, json};

/// Measures three lessons and prints a line a program.
pub async fn print(page: &Page) -> Outcome {
    // The last is about a second's work in sixty chunks: what a queue costs is seen beside what it carries.
    for (example, size) in [
        ("many-cores", 600),
        ("many-fetches", 12),
        ("many-machines", 2_750),
    ] {
        page.open(&format!("?example={example}")).await?;
        let result = page.run(json!({"example": example, "size": size})).await?;
        println!(
            "\n{example}, size {size}, in {} ({}, tier {})",
            result["environment"]["browser"].as_str().unwrap_or("?"),
            page.manner.name(),
            result["environment"]["tier"].as_str().unwrap_or("?"),
        );
        println!(
            "{:16}{:>12}{:>12}{:>12}{:>14}{:>14}  against",
            "strategy", "median ms", "least ms", "most ms", "caller free", "times faster"
        );
        for entry in result["strategies"].as_array().into_iter().flatten() {
            println!("{}", line(entry));
        }
    }
    Ok(())
}

fn line(entry: &Value) -> String {
    let name = entry["strategy"].as_str().unwrap_or("?");
    if entry["status"] != "done" {
        let reason = entry["reason"].as_str().unwrap_or("no reason");
        return format!("{name:16}{}: {reason}", entry["status"]);
    }
    let samples = numbers(&entry["samplesMs"]);
    let number = |value: Option<f64>, digits: usize| {
        value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
    };
    format!(
        "{name:16}{:>12}{:>12}{:>12}{:>14}{:>14}  {}",
        number(entry["medianMs"].as_f64(), 1),
        number(samples.iter().copied().reduce(f64::min), 1),
        number(samples.iter().copied().reduce(f64::max), 1),
        number(entry["callerFreeShare"].as_f64(), 2),
        number(entry["speedup"]["value"].as_f64(), 2),
        entry["speedup"]["against"].as_str().unwrap_or("-"),
    )
}
