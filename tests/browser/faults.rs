//! What breaks: chunks that panic, trap or never end, a server that goes away, an engine that isn't
//! there. Each time a sentence is expected, and then a right run.

use crate::page::Page;
use crate::result::{entry, is_blank, lesson_text, runs_right, text_of};
use crate::site::{Manner, Site, Temporary, dist};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

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
        case!(
            where_no_other_thread_starts_the_caller_does_it_all,
            Everywhere
        ),
        case!(
            threads_that_do_not_start_are_no_memory_that_is_refused,
            Isolated
        ),
        case!(what_is_not_loaded_is_started_again, Isolated),
        case!(what_never_ends_loading_is_started_again, Chromium, long),
        case!(an_engine_of_another_build_is_not_listened_to, Isolated),
        case!(an_analysis_of_another_build_is_not_listened_to, Isolated),
        case!(a_hundred_restarts_keep_memory_flat, Chromium, long),
    ]
}

/// Values of the parameter `kind` of the lesson `faults`.
const PANICS: u32 = 0;
const TRAPS: u32 = 1;

async fn break_chunk(page: &Page, kind: u32) -> Outcome {
    let result = page
        .run(json!({"example": "faults", "kind": kind, "repeats": 1, "strategies": ["async-parallel"]}))
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

async fn breaks_then_right(page: &Page, kind: u32) -> Outcome {
    page.open("").await?;
    break_chunk(page, kind).await?;
    runs_right(page, &["async", "async-parallel"])
        .await
        .map_err(|error| format!("after a fault of kind {kind}: {error}").into())
}

async fn a_panic_ends_in_a_sentence(page: &Page) -> Outcome {
    breaks_then_right(page, PANICS).await
}

async fn a_trap_ends_in_a_sentence(page: &Page) -> Outcome {
    breaks_then_right(page, TRAPS).await
}

async fn an_endless_chunk_can_be_stopped(page: &Page) -> Outcome {
    page.open("").await?;
    let result = page
        .script(
            "await up();
             const running = window.meanwhile.run({ example: 'faults', kind: 2, repeats: 1 });
             running.catch(() => {});
             await begun();
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
         await begun(/^Watching: .* [1-9]\\d* of 200 done/);",
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

/// What a page says that has no engine: to whoever waits for it or asks for a run, and to the reader.
async fn says_no_engine(page: &Page, site: &Site, word: &str) -> Outcome {
    page.open_address(&site.address()).await?;
    let seen = page
        .script(
            "if (!await until(() => window.meanwhile, 20000)) throw new Error('no window.meanwhile');
             const said = (promise) => promise.then(() => 'no error', (error) => error.message);
             const ready = await said(window.meanwhile.ready);
             const run = await said(window.meanwhile.run({ example: 'many-cores', repeats: 1 }));
             document.getElementById('poke').click();
             await frame();
             return { said: [ready, run, status().trim()], heading: document.querySelector('h1').textContent,
               off: document.getElementById('run').getAttribute('aria-disabled') };",
        )
        .await?;
    let sentence = text_of("no-engine.not-loaded")?;
    let (before, behind) = sentence.split_once("{words}").ok_or("no words")?;
    let said = seen["said"].as_array().map_or(&[][..], Vec::as_slice);
    ensure!(said.len() == 3, "three sentences were expected: {seen:#}");
    for said in said {
        let said = said.as_str().unwrap_or_default();
        let why = said
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(behind));
        ensure!(
            why.is_some_and(|why| why.contains(word)),
            "the sentence with \"{word}\" was expected: {seen:#}"
        );
    }
    ensure!(
        seen["heading"] == lesson_text("wrong_tool", "lesson.title")? && seen["off"] == "true",
        "the page itself is not as it should be: {seen:#}"
    );
    Ok(())
}

async fn a_missing_engine_leaves_the_page_alive(page: &Page) -> Outcome {
    let copied = Temporary::site_without("engine")?;
    let own = Site::serve(copied.folder(), page.manner)?;
    says_no_engine(page, &own, "engine/caller.js").await
}

/// Tier `single`: neither shared memory nor workers of the pool.
async fn where_no_other_thread_starts_the_caller_does_it_all(page: &Page) -> Outcome {
    let without_pool = Temporary::site_with("single", "engine/pool-worker.js", |_| {
        "throw new Error('no workers here');".to_owned()
    })?;
    let own = Site::serve(without_pool.folder(), Manner::Plain)?;
    page.open_address(&own.address()).await?;
    let strategies = [
        "blocking",
        "async",
        "background",
        "parallel",
        "async-parallel",
    ];
    let result = page
        .run(json!({"example": "many-cores", "size": 60, "repeats": 1, "strategies": strategies}))
        .await?;
    ensure!(
        result["environment"]["tier"] == "single",
        "the tier `single` was expected: {result:#}"
    );
    let reason = result["environment"]["tierReason"].to_string();
    ensure!(
        reason.contains("no workers here"),
        "the browser's own words were expected: {reason}"
    );
    for strategy in strategies {
        let entry = entry(&result, strategy)?;
        let alone = ["blocking", "async"].contains(&strategy);
        let wanted = if alone { "done" } else { "unavailable" };
        ensure!(
            entry["status"] == wanted && is_blank(&entry["reason"]) == alone,
            "{strategy}: {wanted} was expected: {entry:#}"
        );
    }
    Ok(())
}

/// Shared memory is there, and no thread for it. Where the sentence can't be had, the browser's words are said alone.
async fn threads_that_do_not_start_are_no_memory_that_is_refused(page: &Page) -> Outcome {
    const USUAL: &str = "import { startWorkers } from";
    const NONE: &str = "const startWorkers = async () => { throw new Error('no more threads'); };
        import { startWorkers as usual } from";
    for has_texts in [true, false] {
        let copy = Temporary::site_with("no-threads", "engine/engine.js", |script| {
            script.replacen(USUAL, NONE, 1)
        })?;
        if !has_texts {
            copy.edit("tiers/en.json", |_| "{".to_owned())?;
        }
        let own = Site::serve(copy.folder(), Manner::Isolated)?;
        page.open_address(&own.address()).await?;
        let result = page
            .run(json!({"example": "many-cores", "size": 60, "repeats": 1, "strategies": "async-parallel"}))
            .await?;
        let environment = &result["environment"];
        let reason = environment["tierReason"].to_string();
        ensure!(
            environment["tier"] == "workers"
                && reason.contains("no more threads")
                && reason.contains("did not let the threads start") == has_texts,
            "threads were to be refused, and no memory: {environment:#}"
        );
        let done = entry(&result, "async-parallel")?;
        ensure!(done["status"] == "done", "separate workers do it: {done:#}");
    }
    Ok(())
}

/// The first worker of each kind does not get its module: the engine's, the pool's, the analysis's. As Firefox now and
/// then does it, out of nothing.
async fn the_first_of_each_fails(page: &Page, name: &str, fault: &str) -> Outcome {
    let site = Temporary::site_without(name)?;
    let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    for kind in ["engine/caller", "engine/pool-worker", "analysis/worker"] {
        // What a worker knows of those before it lies in a store of the site; another site may have had its address.
        let first = format!(
            "
            async function first() {{
              const store = await caches.open('{run} {kind}');
              const before = (await store.keys()).length;
              await store.put(`/${{before}}`, new Response());
              if (!before) {{ {fault} }}
            }}"
        );
        site.edit(&format!("{kind}.js"), |script| {
            [&script.replace("init(", "(await first(), init)("), &*first].concat()
        })?;
    }
    let own = Site::serve(site.folder(), Manner::Plain)?;
    page.open_address(&own.address()).await?;
    let result = page
        .run(json!({"example": "many-cores", "size": 60, "repeats": 1, "strategies": ["blocking", "async-parallel"]}))
        .await?;
    let tried = page
        .script(&format!(
            "return (await caches.keys()).filter((store) => store.startsWith('{run}')).length"
        ))
        .await?;
    ensure!(tried == 3, "three kinds of workers were expected: {tried}");
    ensure!(
        result["environment"]["tier"] == "workers"
            && entry(&result, "async-parallel")?["status"] == "done"
            && entry(&result, "async-parallel")?["answer"] == entry(&result, "blocking")?["answer"],
        "a run in the tier `workers` was expected: {result:#}"
    );
    Ok(())
}

async fn what_is_not_loaded_is_started_again(page: &Page) -> Outcome {
    the_first_of_each_fails(
        page,
        "aborted",
        "throw new Error('The operation was aborted.');",
    )
    .await
}

async fn what_never_ends_loading_is_started_again(page: &Page) -> Outcome {
    the_first_of_each_fails(page, "hanging", "await new Promise(() => {});").await
}

/// A build's name is the first text of a message: here another letter stands in it.
const OTHER_BUILD: &str = "
    const post = self.postMessage.bind(self);
    self.postMessage = (data) => {
      const message = Array.isArray(data) ? data[0] : data;
      if (message instanceof Uint8Array) message[1] ^= 1;
      post(data);
    };";

async fn an_engine_of_another_build_is_not_listened_to(page: &Page) -> Outcome {
    let mixed = Temporary::site_with("other-engine", "engine/caller.js", |script| {
        [OTHER_BUILD, script].join("\n")
    })?;
    let own = Site::serve(mixed.folder(), page.manner)?;
    says_no_engine(page, &own, "another build").await
}

async fn an_analysis_of_another_build_is_not_listened_to(page: &Page) -> Outcome {
    let mixed = Temporary::site_with("other-analysis", "analysis/worker.js", |script| {
        [OTHER_BUILD, script].join("\n")
    })?;
    let own = Site::serve(mixed.folder(), page.manner)?;
    page.open_address(&own.address()).await?;
    let sentence = page.refusal("{ example: 'primes', repeats: 1 }").await?;
    ensure!(
        sentence.contains("another build"),
        "it was not told that they are of two builds: {sentence}"
    );
    Ok(())
}

async fn a_hundred_restarts_keep_memory_flat(page: &Page) -> Outcome {
    page.open("").await?;
    let mut after_warm_up = 0;
    for restart in 0..RESTARTS {
        break_chunk(page, PANICS)
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
