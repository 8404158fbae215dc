//! What breaks: chunks that panic, trap or never end, a server that goes away, an engine that isn't
//! there. Each time a sentence is expected, and then a right run.

use crate::driver::Page;
use crate::result::{entry, is_blank, runs_right};
use crate::site::{Site, Temporary, dist};
use crate::{Case, Outcome, case, ensure};
use serde_json::{Value, json};

/// Restarts of the engine in the long case.
const RESTARTS: u32 = 100;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    vec![
        case!(a_panic_ends_in_a_sentence, Everywhere),
        case!(a_trap_ends_in_a_sentence, Everywhere),
        case!(an_endless_chunk_can_be_stopped, Everywhere),
        case!(a_lost_server_fails_the_run, Everywhere),
        case!(a_missing_engine_leaves_the_page_alive, Isolated),
        case!(a_hundred_restarts_keep_memory_flat, Chromium, long),
    ]
}

async fn break_chunk(page: &Page, example: &str) -> Outcome {
    let result = page
        .run(json!({"example": example, "repeats": 1, "strategies": ["async-parallel"]}))
        .await?;
    let entry = entry(&result, "async-parallel")?;
    ensure!(
        entry["status"] == "failed" && !is_blank(&entry["reason"]),
        "failed, with a reason, was expected: {result:#}"
    );
    ensure!(
        result["environment"]["tier"].is_string(),
        "the tier it ran in was expected, though its engine is gone: {result:#}"
    );
    Ok(())
}

async fn drill_then_right(page: &Page, example: &str) -> Outcome {
    page.open("").await?;
    break_chunk(page, example).await?;
    runs_right(page, &["async", "async-parallel"])
        .await
        .map_err(|error| format!("after {example}: {error}").into())
}

async fn a_panic_ends_in_a_sentence(page: &Page) -> Outcome {
    drill_then_right(page, "fault-panic").await
}

async fn a_trap_ends_in_a_sentence(page: &Page) -> Outcome {
    drill_then_right(page, "fault-trap").await
}

async fn an_endless_chunk_can_be_stopped(page: &Page) -> Outcome {
    page.open("").await?;
    let result = page
        .script(
            "await up();
             const running = window.meanwhile.run({ example: 'fault-endless', repeats: 1 });
             running.catch(() => {});
             await pause(1000);
             await window.meanwhile.stop();
             return await running;",
        )
        .await?;
    ensure!(
        entry(&result, "async-parallel")?["status"] == "stopped",
        "stopped was expected: {result:#}"
    );
    // A worker that spins may outlive its engine for a while in Firefox; the next run is right all the same.
    runs_right(page, &["async", "async-parallel"]).await
}

async fn a_lost_server_fails_the_run(page: &Page) -> Outcome {
    let mut own = Site::serve(&dist(), page.manner)?;
    page.open_address(&own.address()).await?;
    // Everything a first run loads is loaded now.
    runs_right(page, &["async", "async-parallel"]).await?;
    page.script(
        "window.pending = window.meanwhile.run({ example: 'many-fetches', size: 200, repeats: 1,
           strategies: ['one-by-one', 'async'] });
         window.pending.catch(() => {});
         await pause(800);",
    )
    .await?;
    own.kill();
    let result = page.script("return await window.pending;").await?;
    for strategy in ["one-by-one", "async"] {
        let entry = entry(&result, strategy)?;
        ensure!(
            entry["status"] == "failed" && !is_blank(&entry["reason"]),
            "failed, with a reason, was expected of each: {result:#}"
        );
    }
    // What needs no server goes on.
    runs_right(page, &["async", "async-parallel"]).await
}

async fn a_missing_engine_leaves_the_page_alive(page: &Page) -> Outcome {
    let copied = Temporary::site_without("engine")?;
    let own = Site::serve(copied.folder(), page.manner)?;
    page.open_address(&own.address()).await?;
    let seen = page
        .script(
            "if (!await until(() => window.meanwhile, 20000)) throw new Error('no window.meanwhile');
             const wait = (promise) => Promise.race([promise, pause(30000).then(() => 'nothing came')])
               .then((value) => ({ value }), (error) => ({ error: error.message }));
             await wait(window.meanwhile.ready);
             const ran = await wait(window.meanwhile.run({ example: 'many-cores', repeats: 1 }));
             document.getElementById('poke').click();
             return { ran, heading: document.querySelector('h1')?.textContent,
               text: document.body.innerText };",
        )
        .await?;
    ensure!(
        !is_blank(&seen["heading"]) && !is_blank(&seen["text"]),
        "the page is blank: {seen:#}"
    );
    let refused = !is_blank(&seen["ran"]["error"]);
    let failed = seen["ran"]["value"]["strategies"]
        .as_array()
        .is_some_and(|all| !all.is_empty() && all.iter().all(not_done_with_reason));
    ensure!(refused || failed, "no sentence without an engine: {seen:#}");
    Ok(())
}

fn not_done_with_reason(entry: &Value) -> bool {
    entry["status"] != "done" && !is_blank(&entry["reason"])
}

async fn a_hundred_restarts_keep_memory_flat(page: &Page) -> Outcome {
    page.open("").await?;
    let mut after_warm_up = 0;
    for restart in 0..RESTARTS {
        break_chunk(page, "fault-panic")
            .await
            .map_err(|error| format!("restart {restart}: {error}"))?;
        if restart == RESTARTS / 5 {
            after_warm_up = page.memory_kb()?;
        }
    }
    let at_the_end = page.memory_kb()?;
    runs_right(page, &["async", "async-parallel"]).await?;
    // Eighty engines that were not released would be far beyond this.
    let allowed = after_warm_up + after_warm_up / 4 + 100_000;
    ensure!(
        after_warm_up > 0 && at_the_end < allowed,
        "memory grew from {after_warm_up} KB to {at_the_end} KB"
    );
    Ok(())
}
