//! `--table`: what async costs beside JavaScript's own `Promise.all` on the same requests, and what it costs to give a
//! chunk to the pool. Tables to read, not tests; `./x bench` prints them.

use crate::Outcome;
use crate::page::Page;
use crate::result::{entry, numbers};
use serde_json::json;

/// So often each has its turn; the one that begins changes from turn to turn.
const TURNS: u32 = 6;

/// As many requests as the lesson has room for, each answered after so long. Both ask over HTTP/1.1, where the browser
/// sends six at a time.
const REQUESTS: u32 = 200;
const DELAY_MS: u32 = 20;

/// Measured repeats in a turn, after one that only warms up.
const REPEATS: u32 = 2;

/// As many chunks as the workbench may be cut into, each of numbers that take next to no time.
const CHUNKS: u32 = 1_000;

/// `Promise.all` over promises each of which asks for one after the other: six at a time, as `async` does it.
const SIX_AT_A_TIME: &str = "
    let left = wanted;
    const some = async () => { while (left > 0) { left -= 1; await ask(); } };
    await Promise.all(Array.from({ length: 6 }, some));";

/// All of them at once: the browser keeps the line, without asking the page.
const ALL_AT_ONCE: &str = "await Promise.all(Array.from({ length: wanted }, ask));";

/// Measures all and prints a line each.
pub async fn print(page: &Page) -> Outcome {
    println!();
    for (name, rival) in [
        ("six at a time", SIX_AT_A_TIME),
        ("all at once", ALL_AT_ONCE),
    ] {
        let (mut own, mut promises) = (Vec::new(), Vec::new());
        for turn in 0..TURNS {
            let own_first = turn.is_multiple_of(2);
            for is_own in [own_first, !own_first] {
                match is_own {
                    true => own.push(by_async(page).await?),
                    false => promises.push(by_promise_all(page, rival).await?),
                }
            }
        }
        let pairs = own.iter().zip(&promises);
        let ratios: Vec<f64> = pairs.map(|(own, other)| own / other).collect();
        println!(
            "{REQUESTS} requests of {DELAY_MS} ms in {}: async {:.1} ms, Promise.all {name} {:.1} ms, {:.3} times as long",
            page.browser.name(),
            median(&own),
            median(&promises),
            median(&ratios),
        );
    }
    let (one, many) = (chunks(page, 1).await?, chunks(page, CHUNKS).await?);
    println!(
        "{CHUNKS} chunks given to two threads and back in {}: {:.2} µs each",
        page.browser.name(),
        (many - one) * 1_000.0 / f64::from(CHUNKS - 1),
    );
    Ok(())
}

async fn by_async(page: &Page) -> Outcome<f64> {
    let result = page
        .run(json!({
            "example": "many-fetches", "size": REQUESTS, "delay": DELAY_MS, "strategies": ["async"], "repeats": REPEATS,
        }))
        .await?;
    Ok(median(&numbers(&entry(&result, "async")?["samplesMs"])))
}

async fn by_promise_all(page: &Page, rival: &str) -> Outcome<f64> {
    let measured = page
        .script(&format!(
            "let number = 0;
             const own = crypto.randomUUID();
             const ask = async () =>
               (await fetch(`io/slow?ms={DELAY_MS}&bytes=512&seed=1&nonce=${{own}}${{number++}}`)).arrayBuffer();
             const wanted = {REQUESTS};
             const once = async () => {{
               const start = performance.now();
               {rival}
               return performance.now() - start;
             }};
             await once();
             const samples = [];
             for (let repeat = 0; repeat < {REPEATS}; repeat += 1) samples.push(await once());
             return samples;"
        ))
        .await?;
    Ok(median(&numbers(&measured)))
}

async fn chunks(page: &Page, chunks: u32) -> Outcome<f64> {
    let result = page
        .run(json!({
            "example": "primes", "size": CHUNKS, "chunks": chunks, "threads": 2,
            "strategies": ["async-parallel"], "repeats": 15,
        }))
        .await?;
    Ok(median(&numbers(
        &entry(&result, "async-parallel")?["samplesMs"],
    )))
}

fn median(numbers: &[f64]) -> f64 {
    meanwhile::report::statistics::median(numbers).unwrap_or(f64::NAN)
}
