//! `--against FOLDER`: this build beside another one, a site as `./x build` made it, both in turns in one browser. A
//! table to read, not a test: `./x bench --against FOLDER` prints it.

use crate::page::Page;
use crate::site::Site;
use crate::{Outcome, ensure};
use serde_json::{Value, json};
use std::path::Path;

/// So often each build has its turn; the one that begins changes from turn to turn.
const TURNS: usize = 6;

/// Measured repeats of each program in a turn.
const REPEATS: u32 = 6;

/// One program's medians in milliseconds, turn by turn.
struct Row {
    program: String,
    own: Vec<f64>,
    other: Vec<f64>,
}

/// Measures both examples under both builds and prints a line a program.
pub async fn print(page: &Page, other: &Path) -> Outcome {
    let other = Site::serve(other, page.manner)?;
    let address = other.address();
    // What a build does not know is left out: earlier ones took 100 ms an answer, and said nothing of it.
    let jobs = [
        json!({"example": "many-cores", "size": 600}),
        json!({"example": "many-fetches", "size": 12, "delay": 100}),
    ];
    for job in jobs {
        let mut rows: Vec<Row> = Vec::new();
        for turn in 0..TURNS {
            let own_first = turn.is_multiple_of(2);
            for is_own in [own_first, !own_first] {
                let address = if is_own { &page.address } else { &address };
                let result = measured(page, address, &job).await?;
                file(&mut rows, &result, is_own)?;
            }
        }
        println!(
            "\n{job}, {TURNS} turns of {REPEATS} repeats, in {}",
            page.browser.name()
        );
        println!(
            "{:16}{:>12}{:>12}{:>12}{:>12}{:>12}",
            "program", "other ms", "this ms", "ratio", "least", "most"
        );
        rows.iter().for_each(|row| println!("{}", line(row)));
    }
    Ok(())
}

/// A comparison in the build at that address.
async fn measured(page: &Page, address: &str, job: &Value) -> Outcome<Value> {
    let mut asked = job.clone();
    asked["repeats"] = REPEATS.into();
    page.open_address(address).await?;
    let result = match page.run(&asked).await {
        Err(error) if error.to_string().contains("delay") => {
            asked.as_object_mut().map(|asked| asked.remove("delay"));
            page.run(&asked).await
        }
        result => result,
    };
    let result = result?;
    let entries = result["strategies"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let first = entries.first().map(|entry| &entry["answer"]);
    ensure!(
        entries.iter().all(|entry| Some(&entry["answer"]) == first),
        "the answers differ: {result:#}"
    );
    Ok(result)
}

fn file(rows: &mut Vec<Row>, result: &Value, is_own: bool) -> Outcome {
    for entry in result["strategies"].as_array().into_iter().flatten() {
        let program = entry["strategy"].as_str().unwrap_or("?");
        let median = entry["medianMs"]
            .as_f64()
            .ok_or("a program without a median")?;
        if !rows.iter().any(|row| row.program == program) {
            rows.push(Row {
                program: program.to_owned(),
                own: Vec::new(),
                other: Vec::new(),
            });
        }
        for row in rows.iter_mut().filter(|row| row.program == program) {
            if is_own { &mut row.own } else { &mut row.other }.push(median);
        }
    }
    Ok(())
}

/// The ratio is that of a turn, this build to the other; its median, least and most over all turns.
fn line(row: &Row) -> String {
    let ratios: Vec<f64> = row
        .own
        .iter()
        .zip(&row.other)
        .map(|(own, other)| own / other)
        .collect();
    let (ratio, least, most) = of(&ratios);
    format!(
        "{:16}{:>12.1}{:>12.1}{ratio:>12.3}{least:>12.3}{most:>12.3}",
        row.program,
        of(&row.other).0,
        of(&row.own).0,
    )
}

/// Median, least and most.
fn of(numbers: &[f64]) -> (f64, f64, f64) {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
    let last = sorted.len().saturating_sub(1);
    ((at(last / 2) + at(last.div_ceil(2))) / 2.0, at(0), at(last))
}
