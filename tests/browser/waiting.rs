//! The lessons of waiting whose programs are JavaScript's own, which only a browser has.

use crate::driver::Driver;
use crate::page::Page;
use crate::result::{entry, is_blank, number};
use crate::site::{self, Site};
use crate::{Case, Outcome, case, ensure};
use serde_json::json;

/// The cases.
pub fn cases() -> Vec<Case> {
    vec![
        case!(every_style_waits_as_long, BothBrowsers),
        case!(an_error_is_lost_caught_or_returned, BothBrowsers),
        case!(
            callbacks_and_promises_that_are_stopped_leave_nothing_behind,
            BothBrowsers
        ),
        case!(a_failure_that_nobody_heard_of_is_told, Isolated),
        case!(one_transaction_beats_overlapped_ones, BothBrowsers),
        case!(a_database_that_is_left_is_deleted, BothBrowsers),
        case!(a_database_that_is_refused_is_told, Isolated),
        case!(a_database_that_goes_is_told, Chromium),
    ]
}

const STYLES: [&str; 3] = ["callbacks", "promise-chain", "async-await"];

/// At its usual values: the same time for all, as far as one can say it of a ratio, and the same trace: each request's
/// bars begin and end close to each other, where a row of them is seven requests' time.
async fn every_style_waits_as_long(page: &Page) -> Outcome {
    page.open("?example=callbacks").await?;
    let result = page
        .run(json!({"example": "callbacks", "repeats": 6}))
        .await?;
    let times = STYLES.map(|style| number(entry(&result, style)?, "medianMs"));
    let times = times.into_iter().collect::<Outcome<Vec<f64>>>()?;
    let (least, most) = times
        .iter()
        .fold((f64::INFINITY, 0.0_f64), |(least, most), time| {
            (least.min(*time), most.max(*time))
        });
    println!("    {STYLES:?} took {times:.1?} ms");
    ensure!(most / least < 1.25, "no style waits less: {times:?} ms");
    let answers = STYLES.map(|style| Some(&entry(&result, style).ok()?["answer"]));
    ensure!(
        answers.iter().all(|answer| *answer == answers[0]),
        "one answer was expected: {answers:#?}"
    );
    let seen = page
        .script(
            "await until(() => document.getElementById('chart-traces'), 5000);
             const bars = [...document.querySelectorAll('section[aria-labelledby=chart-traces] svg g[data-say] .hollow')];
             const box = (bar) => bar.getBBox();
             return bars.map((bar) => [box(bar).x, box(bar).x + box(bar).width]);",
        )
        .await?;
    let bars: Vec<[f64; 2]> = serde_json::from_value(seen)?;
    ensure!(bars.len() == 18, "a bar a request and program: {bars:?}");
    let right = bars.iter().fold(0.0_f64, |most, bar| most.max(bar[1]));
    for row in bars.chunks(3) {
        for end in [0, 1] {
            let spread = |pick: fn(f64, f64) -> f64| row.iter().map(|bar| bar[end]).reduce(pick);
            let apart = spread(f64::max).unwrap_or_default() - spread(f64::min).unwrap_or_default();
            ensure!(
                apart < 0.2 * right,
                "bars of one row begin and end together: {row:?}"
            );
        }
    }
    Ok(())
}

/// Where a request fails the answer is still one, and what became of the error is told in the result, in a sentence
/// each, and in the picture.
async fn an_error_is_lost_caught_or_returned(page: &Page) -> Outcome {
    page.open("?example=callbacks&fails=1").await?;
    let result = page
        .run(json!({"example": "callbacks", "fails": 1, "delay": 20, "size": 7, "repeats": 1}))
        .await?;
    for (style, heard, after) in [
        ("callbacks", 0, 5),
        ("promise-chain", 1, 0),
        ("async-await", 1, 0),
    ] {
        let own = entry(&result, style)?;
        ensure!(
            own["status"] == "done"
                && own["answer"]
                    .as_str()
                    .is_some_and(|answer| answer.starts_with("1 replies, "))
                && own["measures"]["error-heard"] == f64::from(heard)
                && own["measures"]["requests-after"] == f64::from(after),
            "{style}: {own:#}"
        );
    }
    let seen = page
        .script(
            "await until(() => document.getElementById('chart-errors'), 5000);
             return { rows: [...document.querySelectorAll('section[aria-labelledby=chart-errors] svg g[data-say]')]
                        .map((row) => row.dataset.say),
                      told: document.getElementById('outcome').textContent + document.querySelector('.own').textContent };",
        )
        .await?;
    let told = seen["told"].as_str().unwrap_or_default();
    ensure!(
        seen["rows"].as_array().map_or(0, Vec::len) == 3
            && ["the error was lost", "the one catch", "the ? behind"]
                .iter()
                .all(|part| told.contains(part)),
        "a sentence and a row each: {seen:#}"
    );
    Ok(())
}

/// Stopped while requests are on their way: nothing is said of them when they come, and the same engine goes on.
async fn callbacks_and_promises_that_are_stopped_leave_nothing_behind(page: &Page) -> Outcome {
    page.open("?example=callbacks").await?;
    for style in STYLES {
        let stopped = page
            .script(&format!(
                "await up();
                 const running = window.meanwhile.run({{ example: 'callbacks', strategies: '{style}', delay: 400, repeats: 3 }});
                 await begun();
                 await pause(600);
                 await window.meanwhile.stop();
                 const stopped = await running;
                 await pause(500);
                 return {{ stopped, said: status() }};"
            ))
            .await?;
        ensure!(
            entry(&stopped["stopped"], style)?["status"] == "stopped",
            "{style}: {stopped:#}"
        );
        let again = page
            .run(json!({"example": "callbacks", "strategies": style, "delay": 10, "repeats": 1}))
            .await?;
        ensure!(
            entry(&again, style)?["status"] == "done",
            "{style}, after it was stopped: {again:#}"
        );
    }
    Ok(())
}

/// The server is gone: each style says so, also the one that loses errors.
async fn a_failure_that_nobody_heard_of_is_told(page: &Page) -> Outcome {
    let own = Site::serve(&site::dist(), page.manner)?;
    page.open_address(&format!("{}?example=callbacks", own.address()))
        .await?;
    let wanted = json!({"example": "callbacks", "delay": 10, "size": 4, "repeats": 1});
    let before = page.run(&wanted).await?;
    drop(own);
    let after = page.run(&wanted).await?;
    for style in STYLES {
        let (before, after) = (entry(&before, style)?, entry(&after, style)?);
        ensure!(
            before["status"] == "done"
                && after["status"] == "failed"
                && !is_blank(&after["reason"]),
            "{style}: {before:#} {after:#}"
        );
    }
    Ok(())
}

/// The names of the lesson's databases that are there.
const LEFT: &str = "
    const left = async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name === 'meanwhile-lesson');
    const isGone = async (ms) => {
      for (const end = performance.now() + ms; performance.now() < end; await pause(50)) if (!(await left()).length) return true;
      return false;
    };";

/// At its usual values: one transaction is clearly ahead of overlapped ones, the index of the scan, nobody can stand
/// still, and nothing is left.
async fn one_transaction_beats_overlapped_ones(page: &Page) -> Outcome {
    page.open("?example=database").await?;
    let result = page
        .run(json!({"example": "database", "repeats": 6}))
        .await?;
    let ms = |program: &str| number(entry(&result, program)?, "medianMs");
    let [one_by_one, overlapped, one, scan, index] = [
        "one-by-one",
        "overlapped",
        "one-transaction",
        "scan",
        "index",
    ]
    .map(ms);
    let (one_by_one, overlapped, one, scan, index) =
        (one_by_one?, overlapped?, one?, scan?, index?);
    println!(
        "    250 rows: one by one {one_by_one:.1}, overlapped {overlapped:.1}, one transaction {one:.1} ms; scan {scan:.1}, index {index:.1} ms"
    );
    ensure!(
        overlapped > 1.5 * one && one_by_one > 1.5 * one,
        "one transaction was to be ahead: {result:#}"
    );
    ensure!(scan > 2.0 * index, "the index was to be ahead: {result:#}");
    let blocking = entry(&result, "blocking")?;
    ensure!(
        blocking["status"] == "unavailable" && !is_blank(&blocking["reason"]),
        "no browser has a database that stands still: {blocking:#}"
    );
    for (program, answer) in [
        ("one-by-one", "250 rows"),
        ("overlapped", "250 rows"),
        ("one-transaction", "250 rows"),
        ("scan", "339 flights, 4522 minutes late"),
        ("index", "339 flights, 4522 minutes late"),
    ] {
        ensure!(
            entry(&result, program)?["answer"] == answer,
            "{program} was to answer {answer}: {result:#}"
        );
    }
    let gone = page
        .script(&format!("{LEFT} return await isGone(3000);"))
        .await?;
    ensure!(gone == true, "nothing was to be left behind");
    Ok(())
}

/// Stopped, or left for another lesson, while much goes on in it.
async fn a_database_that_is_left_is_deleted(page: &Page) -> Outcome {
    const STOP: &str = "window.meanwhile.stop()";
    const GO: &str = "document.querySelector(\".rail a[href*='many-fetches']\").click()";
    for (leave, programs) in [
        (STOP, ["one-by-one", "overlapped", "scan"].as_slice()),
        (GO, &["overlapped"]),
    ] {
        for &program in programs {
            page.open("?example=database").await?;
            let seen = page
                .script(&format!(
                    "{LEFT}
                     await up();
                     const running = window.meanwhile.run({{ example: 'database', size: 2000, repeats: 100, strategies: '{program}' }});
                     const ended = running.then((result) => result.strategies[0].status, (error) => error.message);
                     await begun();
                     await pause(300);
                     const there = (await left()).length;
                     {leave};
                     return {{ there, ended: await ended, gone: await isGone(5000) }};"
                ))
                .await?;
            ensure!(
                seen["there"] == 1 && seen["ended"] != "done" && seen["gone"] == true,
                "{leave}, under {program}: {seen:#}"
            );
            let again = page
                .run(
                    json!({"example": "database", "size": 50, "repeats": 1, "strategies": program}),
                )
                .await?;
            ensure!(
                entry(&again, program)?["status"] == "done",
                "{program}, after {leave}: {again:#}"
            );
        }
    }
    Ok(())
}

/// Where a page may keep nothing each program says so in a sentence.
async fn a_database_that_is_refused_is_told(page: &Page) -> Outcome {
    let driver = Driver::start(page.browser).await?;
    let own = driver.open_keeping_nothing(page.address.clone()).await?;
    let refused = refused(&own).await;
    own.close().await;
    refused
}

async fn refused(page: &Page) -> Outcome {
    page.open("?example=database").await?;
    let result = page
        .run(json!({"example": "database", "size": 50, "repeats": 1}))
        .await?;
    for program in [
        "one-by-one",
        "overlapped",
        "one-transaction",
        "scan",
        "index",
    ] {
        let own = entry(&result, program)?;
        let reason = own["reason"].as_str().unwrap_or_default();
        ensure!(
            own["status"] == "failed" && reason.starts_with("The browser's database"),
            "{program} was to say why not: {own:#}"
        );
    }
    let other = page
        .run(json!({"example": "callbacks", "delay": 10, "repeats": 1}))
        .await?;
    ensure!(
        entry(&other, "callbacks")?["status"] == "done",
        "another lesson was to be well: {other:#}"
    );
    Ok(())
}

/// The reader clears what the site keeps while it runs: a sentence, the others go on, and it can be run again. (That it is
/// full ends in the same way; Chromium takes a quota that a test sets only now and then.)
async fn a_database_that_goes_is_told(page: &Page) -> Outcome {
    let origin = page.address.trim_end_matches('/').to_owned();
    page.open("?example=database").await?;
    page.script(
        "await up();
         window.ended = window.meanwhile.run({ example: 'database', size: 500, repeats: 3, strategies: 'one-by-one,overlapped,scan' });
         // Some rows are written.
         await until(() => /\\. [1-9]\\d* of /.test(status()), 30000);",
    )
    .await?;
    page.devtools(
        "Storage.clearDataForOrigin",
        &json!({"origin": origin, "storageTypes": "indexeddb"}),
    )?;
    let result = page.script("return await window.ended;").await?;
    let entries = result["strategies"].as_array().cloned().unwrap_or_default();
    let failed = entries.iter().filter(|own| own["status"] == "failed");
    let reasons: Vec<_> = failed
        .map(|own| own["reason"].as_str().unwrap_or_default())
        .collect();
    ensure!(
        !reasons.is_empty()
            && reasons
                .iter()
                .all(|why| why.starts_with("The browser's database")),
        "it was to be told: {result:#}"
    );
    let gone = page
        .script(&format!("{LEFT} return await isGone(5000);"))
        .await?;
    ensure!(gone == true, "nothing was to be left behind");
    let again = page
        .run(json!({"example": "database", "size": 50, "repeats": 1}))
        .await?;
    ensure!(
        entry(&again, "overlapped")?["status"] == "done",
        "and again: {again:#}"
    );
    Ok(())
}
