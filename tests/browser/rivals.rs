//! `--table`: the kernels beside the same ones in JavaScript on a pool of the npm package `workerpool`, in the same
//! browser, in turns. A table to read, not a test; `./x bench` prints it.

use crate::host::Host;
use crate::page::Page;
use crate::result::{entry, numbers};
use crate::site::{Temporary, copy_folder, tool};
use crate::{Outcome, ensure};
use serde_json::json;
use std::path::Path;

/// So often each has its turn; the one that begins changes from turn to turn.
const TURNS: u32 = 6;

/// Measured repeats in a turn, after as many that only warm up.
const REPEATS: u32 = 4;

/// Both cut the picture of this height into so many chunks, for two workers.
const HEIGHT: u32 = 600;
const CHUNKS: u32 = 60;

/// Measures every kernel both ways and prints a line each.
pub async fn print(page: &Page) -> Outcome {
    let folder = Temporary::new("rival")?;
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/rival");
    copy_folder(&own, folder.folder(), "nothing is left out")?;
    let script = tool("workerpool", "dist/workerpool.js")?;
    std::fs::copy(script, folder.folder().join("workerpool.js"))?;
    let photograph = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/lesson/many_cores/data/blur.pgm"
    );
    std::fs::copy(photograph, folder.folder().join("blur.pgm"))?;
    let rival = Host::serve_folder(folder.folder())?;
    println!(
        "\nkernels at height {HEIGHT} on two threads, {TURNS} turns of {REPEATS} repeats, in {}",
        page.browser.name()
    );
    println!(
        "{:16}{:>12}{:>16}{:>14}{:>10}{:>10}",
        "kernel", "this ms", "JavaScript ms", "times faster", "least", "most"
    );
    for kernel in ["mandelbrot", "matrix", "gravity", "darts", "blur"] {
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for turn in 0..TURNS {
            let own_first = turn.is_multiple_of(2);
            for is_own in [own_first, !own_first] {
                match is_own {
                    true => own.push(here(page, kernel).await?),
                    false => other.push(there(page, &rival, kernel).await?),
                }
            }
        }
        ensure!(
            own.iter().chain(&other).all(|one| one.0 == own[0].0),
            "{kernel}: the answers differ: {own:?} {other:?}"
        );
        println!("{}", line(kernel, &own, &other));
    }
    Ok(())
}

/// An answer, and the median time in milliseconds.
type Measured = (String, f64);

async fn here(page: &Page, kernel: &str) -> Outcome<Measured> {
    page.open("").await?;
    let result = page
        .run(json!({
            "example": "many-cores", "kernel": kernel, "size": HEIGHT, "chunks": CHUNKS, "threads": 2,
            "strategies": ["async-parallel"], "repeats": REPEATS,
        }))
        .await?;
    let entry = entry(&result, "async-parallel")?;
    let answer = entry["answer"].as_str().ok_or("no answer")?;
    Ok((answer.to_owned(), median(&numbers(&entry["samplesMs"]))))
}

async fn there(page: &Page, rival: &Host, kernel: &str) -> Outcome<Measured> {
    page.open_address(&rival.address()).await?;
    let measured = page
        .script(&format!(
            "return await window.measured('{kernel}', {HEIGHT}, {CHUNKS}, {REPEATS}, {REPEATS});"
        ))
        .await?;
    let answer = measured["answer"].as_str().ok_or("no answer")?;
    Ok((answer.to_owned(), median(&numbers(&measured["samplesMs"]))))
}

/// The ratio is that of a turn; its median, least and most over all turns.
fn line(kernel: &str, own: &[Measured], other: &[Measured]) -> String {
    let ratios: Vec<f64> = own
        .iter()
        .zip(other)
        .map(|(own, other)| other.1 / own.1)
        .collect();
    let of = |all: &[Measured]| median(&all.iter().map(|one| one.1).collect::<Vec<_>>());
    format!(
        "{kernel:16}{:>12.1}{:>16.1}{:>14.2}{:>10.2}{:>10.2}",
        of(own),
        of(other),
        median(&ratios),
        ratios.iter().copied().fold(f64::INFINITY, f64::min),
        ratios.iter().copied().fold(0.0, f64::max),
    )
}

fn median(numbers: &[f64]) -> f64 {
    meanwhile::report::statistics::median(numbers).unwrap_or(f64::NAN)
}
